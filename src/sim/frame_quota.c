/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dividing frames among processes.  A quota in per cent is rounded down, to one
 * frame at least.  The rest is divided equally among the processes without a
 * quota; the remainder is given to the first of them, a frame each.  If every
 * process has a quota, the first gets the rest, so that all frames are used.
 */
#include "sim/frame_quota.h"

#include <stdio.h>

static const struct quota *
quota_of(const struct quota *quota, size_t n, uint32_t pid)
{
	for (size_t i = 0; i < n; i++)
		if (quota[i].pid == pid)
			return (&quota[i]);
	return (NULL);
}

static uint64_t
frames_of(const struct quota *q, frame_t nframes)
{
	uint64_t n;

	if (q->ppm == 0)
		return (q->frames);
	n = (uint64_t)nframes * q->ppm / 1000000;
	return (n > 0 ? n : 1);
}

/* q: the quota at which frames ran out; NULL: there is none. */
static const frame_t *
too_few(frame_t nframes, size_t nprocess, uint64_t given, const struct quota *q,
    struct err *err)
{
	struct err_where at = { 0 };

	if (q != NULL)
		at = (struct err_where){ q->file, q->line, q->column };
	err_at(err, ERR_LIMIT, &at,
	    "%ju frames are too few for scope=local: quotas take %ju of them, "
	    "and each of %zu processes needs one",
	    (uintmax_t)nframes, (uintmax_t)given, nprocess);
	return (NULL);
}

const frame_t *
frame_quota_split(struct mem *m, frame_t nframes,
    const struct process_fact *process, size_t nprocess,
    const struct quota *quota, size_t nquota, struct err *err)
{
	frame_t *share = mem_array(m, nprocess, sizeof(*share));
	const struct quota *last = NULL;
	uint64_t given = 0, left;
	size_t others = 0;

	for (size_t i = 0; i < nprocess; i++) {
		const struct quota *q = quota_of(quota, nquota, process[i].pid);
		uint64_t n = q == NULL ? 0 : frames_of(q, nframes);

		if (q != NULL)
			last = q;
		if (n > nframes - given)
			return (too_few(nframes, nprocess, given + n, q, err));
		share[i] = (frame_t)n;
		given += n;
		others += n == 0;
	}
	left = nframes - given;
	if (left < others)
		return (too_few(nframes, nprocess, given, last, err));
	for (size_t i = 0; i < nprocess && others > 0; i++) {
		if (share[i] != 0)
			continue;
		share[i] = (frame_t)((left + others - 1) / others);
		left -= share[i];
		others--;
	}
	share[0] += (frame_t)left;
	return (share);
}
