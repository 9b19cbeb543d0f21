/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shrinking a trace on which a law is broken, until nothing can be left out.
 */
#ifndef CHECK_SHRINK_H
#define CHECK_SHRINK_H

#include "check/law.h"

/* Milliseconds of processor time that one trial of so many steps may take: some
 * hundred times what the slowest built-in policy needs. */
unsigned shrink_time(size_t nsteps);

/* Sets the verdict of a law on these steps, in a child. */
void shrink_judge(const struct law *law, struct trial *trial);

/*
 * trial->steps breaks the law; *out becomes the smallest trace found that does,
 * *nframes the fewest frames, and the trial's verdict page says how it breaks
 * there.  false: the law was not broken when it was tried again; *out and
 * *nframes are as before.
 */
bool shrink(const struct law *law, struct trial *trial, struct mem *keep,
    struct testtrace *out, frame_t *nframes);

#endif
