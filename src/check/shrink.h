/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shrinking a trace on which a law breaks, until nothing can be left out.
 */
#ifndef CHECK_SHRINK_H
#define CHECK_SHRINK_H

#include "check/law.h"

/* Milliseconds of the processor that one trial over so many steps may take:
 * hundreds of times what any policy here needs. */
unsigned shrink_time(size_t nsteps);

/* The verdict of a law over these steps, in a child. */
void shrink_judge(const struct law *law, struct trial *h);

/*
 * h->steps breaks the law; *out becomes the smallest trace found that does,
 * *nframes the fewest frames, and h->slate says how.  false: the law did not
 * break when it was tried again, and *out is as it was.
 */
bool shrink(const struct law *law, struct trial *h, struct mem *keep,
    struct testtrace *out, frame_t *nframes);

#endif
