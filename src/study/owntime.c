/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Own time.
 */
#include "study/owntime.h"

/* Times further apart are refused, so that sums with stalls fit 64 bits: 146
 * years. */
#define TIME_SPAN_MAX (UINT64_C(1) << 62)

int
own_time_advance(struct own_time *t, uint64_t time, uint64_t some,
    const struct err_where *at, struct err *err)
{
	if (time == NO_TIME)
		return (err_at(err, ERR_TRACE, at,
		    "after %ju accesses with a time, one has none, and "
		    "think=trace needs it",
		    (uintmax_t)t->accesses));
	if (t->accesses == 0)
		t->origin = time;
	if (time < t->origin + t->own) {
		t->backward += some;
	} else {
		if (time - t->origin > TIME_SPAN_MAX)
			return (err_at(err, ERR_TRACE, at,
			    "the time of an access is too far from the first "
			    "one's: %ju ns (at most %ju)",
			    (uintmax_t)(time - t->origin),
			    (uintmax_t)TIME_SPAN_MAX));
		t->own = time - t->origin;
	}
	t->accesses += some;
	return (0);
}

void
own_time_watch(struct own_time *t, const struct window_piece *p)
{
	for (size_t i = 0; i < p->n; i++) {
		if (p->time[i] == NO_TIME)
			continue;
		t->backward += p->time[i] < t->own;
		if (p->time[i] > t->own)
			t->own = p->time[i];
	}
}
