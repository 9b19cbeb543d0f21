/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the formats of page faults and samples have in common.  Such a trace
 * does not have all accesses, and reports say so (struct trace_facts.partial).
 */
#ifndef FORMATS_SAMPLES_H
#define FORMATS_SAMPLES_H

#include "model/study.h"
#include "trace/fields.h"
#include "trace/format.h"

/* Where the word is in [s, end); NULL: nowhere. */
static inline const char *
sample_find(const char *s, const char *end, const char *word)
{
	return (memmem(s, (size_t)(end - s), word, strlen(word)));
}

static inline bool
sample_has(const char *s, const char *end, const char *word)
{
	return (sample_find(s, end, word) != NULL);
}

/* "733.967562:", the whole of [s, end), in units of ten to the power of minus
 * 'digits'. */
static inline bool
sample_time(const char *s, const char *end, unsigned digits, uint64_t *time)
{
	const char *point = memchr(s, '.', (size_t)(end - s));

	return (point != NULL &&
		field_scaled(&s, end, digits, time) == FIELD_OK &&
		end - s == 1 && *s == ':');
}

/* An access of a process that is known to be valid. */
static inline enum record_kind
sample_access(struct record *rec, uint64_t addr, enum access_op op,
    uint64_t pid, uint64_t time)
{
	record_access(rec, addr, op);
	rec->access.pid = (uint32_t)pid & PID_MAX;
	rec->time = time;
	return (RECORD_ACCESS);
}

#endif
