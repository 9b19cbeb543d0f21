/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a file declares of the address spaces and of the processes: areas and
 * quotas.  They change results, so a digest of them is part of a run's key.
 */
#ifndef STUDY_DECLARED_H
#define STUDY_DECLARED_H

#include "base/mem.h"
#include "study/engine.h"

/* "xxh3:" and 16 hexadecimal digits, in memory from m; NULL: nothing is
 * declared. */
const char *declared_digest(struct mem *m, const struct engine_spec *spec);

#endif
