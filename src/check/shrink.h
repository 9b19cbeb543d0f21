/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shrinking a trace on which a law is broken, until nothing can be left out.
 */
#ifndef CHECK_SHRINK_H
#define CHECK_SHRINK_H

#include "check/law.h"

/*
 * trial->steps breaks trial->law; *out becomes the smallest trace found that
 * does, *nframes the fewest frames, and the trial's verdict page says how it
 * breaks there.  false: the law was not broken when it was tried again; *out
 * and *nframes are as before.
 */
bool shrink(struct trial *trial, struct mem *keep, struct testtrace *out,
    frame_t *nframes);

#endif
