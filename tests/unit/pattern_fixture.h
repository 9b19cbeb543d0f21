/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making synthetic traces in memory, for the tests of patterns.
 */
#ifndef UNIT_PATTERN_FIXTURE_H
#define UNIT_PATTERN_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "generate/gentrace.h"
#include "unit/fixture.h"

#define N 200000

static not_used struct access access_[N];
static uint64_t page_[N]; /* of each access, from the start of the area */
static char area_name[32];
static uint64_t area_size;
static struct event map_[16];
static size_t nmap;
static char digest_[24];

/* Makes a whole trace of at most N references; returns how many. */
static size_t
make(const char *name, const struct setting *value, size_t nvalue)
{
	const struct selection sel = {
		.name = name, .value = value, .nvalue = nvalue
	};
	struct trace_source source;
	size_t n, sum = 0;
	uint64_t start = 0;
	struct event ev;
	struct err err;

	ck_assert_msg(
	    gentrace_open(&source, mem, &sel, NULL, &err) == 0, "%s", err.msg);
	nmap = 0;
	memcpy(digest_, source.digest, sizeof(digest_));
	do {
		ck_assert_int_eq(
		    source.next(source.self, access_ + sum, NULL,
			N - sum < 777 ? N - sum : 777, &n, &ev, &err),
		    0);
		if (ev.kind == EVENT_MAP) {
			ck_assert_uint_lt(nmap, 16);
			map_[nmap++] = ev;
			start = ev.start;
			area_size = ev.size;
			memcpy(area_name, ev.name, sizeof(area_name));
		}
		for (size_t i = sum; i < sum + n; i++) {
			page_[i] = (access_[i].addr - start) / 4096;
			if (nmap == 1)
				ck_assert_uint_lt(
				    access_[i].addr - start, area_size);
		}
		sum += n;
	} while (n > 0 || ev.kind != EVENT_NONE);
	return (sum);
}

#define MAKE(name, ...)                                                        \
	make(name, (struct setting[]){ __VA_ARGS__ },                          \
	    sizeof((struct setting[]){ __VA_ARGS__ }) /                        \
		sizeof(struct setting))
#define SET(k, v)                                                              \
	{                                                                      \
		.name = (k), .value = (v)                                      \
	}

/* A pattern with a parameter that it cannot have. */
static not_used void
expect_refused(const char *name, const char *key, const char *value)
{
	const struct setting setting = { .name = key, .value = value };
	const struct selection sel = {
		.name = name, .value = &setting, .nvalue = 1
	};
	struct trace_source source;
	struct err err;

	ck_assert_msg(gentrace_open(&source, mem, &sel, NULL, &err) == -1,
	    "%s:%s=%s", name, key, value);
	ck_assert_int_eq(err.kind, ERR_USAGE);
}

/* Frequencies within five standard deviations of what they should be. */
static not_used void
expect_share(size_t count, size_t n, double share)
{
	double mean = (double)n * share, variance = mean * (1 - share);
	double off = (double)count - mean;

	ck_assert_msg(off * off <= 25 * variance + 1, "%zu of %zu, not %f",
	    count, n, share);
}

#endif
