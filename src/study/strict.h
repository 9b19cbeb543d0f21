/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a trace strictly at the speed of one that is not.
 *
 * To know the position of what is wrong, a strict reading takes a record at a
 * time.  Where a trace can be read twice, it is first read as without strict,
 * many records at a time, and what would be an error is counted.  Only if there
 * was something, or another error, it is read again, strictly and without the
 * runs, up to the error.
 */
#ifndef STUDY_STRICT_H
#define STUDY_STRICT_H

#include "base/mem.h"
#include "model/areaspec.h"
#include "trace/trace.h"

struct strict {
	struct trace_spec exact, relaxed;
	struct settings settings; /* of 'relaxed' */
	const struct area_spec *area;
	size_t narea;
};

/* From m; NULL: it is not strict, or cannot be read twice. */
struct strict *strict_open(struct mem *m, const struct trace_spec *trace,
    const struct area_spec *area, size_t narea);
/* -1 with *err set if reading it strictly finds an error. */
int strict_read(const struct strict *s, struct err *err);

#endif
