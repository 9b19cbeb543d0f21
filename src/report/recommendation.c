/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The answer to what a newcomer asks of a comparison: which policy is best for
 * this trace, and how much memory does it need.
 *
 * A policy's score is the mean, over the memories tried, of its page faults
 * relative to OPT's at the same memory (where OPT is not known: to the fewest
 * seen), in parts per million.  A mean of ratios gives every memory the same
 * say; a sum of faults would let the smallest decide alone.  Memory is enough
 * where page faults are at most 10 % above the number of pages, each of which
 * must fault once whatever is done.
 *
 * Page faults do not depend on the device, so the first one's runs are read.
 */
#include <string.h>

#include "base/num.h"
#include "report/view.h"
#include "result/metric.h"
#include "result/ratio.h"

#define ENOUGH_PERCENT 10

struct score {
	size_t policy;
	unsigned __int128 sum; /* of ratios, in parts per million */
	uint64_t memories;     /* at so many */
	uint64_t first;        /* at so many of them none was better */
};

/* What a policy's faults are held against at this memory. */
static uint64_t
yardstick(const struct grid *g, size_t f)
{
	uint64_t n = 0;

	if (!metric_optimum(g->study, g->frames[f], &n))
		grid_least(g, grid_page_faults, 0, f, SIGHT_FUTURE, &n);
	return (n);
}

static struct score
score(const struct grid *g, size_t policy, enum sight most)
{
	struct score s = { .policy = policy };

	for (size_t f = 0; f < g->nframes; f++) {
		const struct run *r = grid_at(g, 0, policy, f);
		uint64_t base = yardstick(g, f), least = 0;

		if (r == NULL || base == 0)
			continue;
		grid_least(g, grid_page_faults, 0, f, most, &least);
		s.sum += ratio_of(grid_page_faults(r), base, NUM_PPM);
		s.memories++;
		s.first += grid_page_faults(r) == least;
	}
	return (s);
}

/* A policy that was not run at some memory says less than one that was. */
static bool
better(const struct score *a, const struct score *b)
{
	if (a->memories != b->memories)
		return (a->memories > b->memories);
	/* a.sum / a.memories < b.sum / b.memories */
	return (a->sum * b->memories < b->sum * a->memories);
}

/* The best of those that see no more than most; false: there is none. */
static bool
best(const struct grid *g, enum sight most, struct score *out)
{
	bool found = false;

	for (size_t p = 0; p < g->npolicy; p++) {
		struct score s;

		if (g->sight[p] > most || g->varies[p])
			continue;
		s = score(g, p, most);
		if (s.memories == 0 || (found && !better(&s, out)))
			continue;
		*out = s;
		found = true;
	}
	return (found);
}

/* Those that are exactly as good as the best, after it. */
static void
ties(const struct grid *g, enum sight most, const struct score *top, char *buf,
    size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t p = 0; p < g->npolicy && len < size; p++) {
		struct score s;

		if (p == top->policy || g->sight[p] > most || g->varies[p])
			continue;
		s = score(g, p, most);
		if (s.memories == 0 || better(&s, top) || better(top, &s))
			continue;
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
		    len == 0 ? "; just as good: " : ", ", g->policy[p]);
	}
}

static void
say_best(const struct grid *g, enum sight most, const struct score *top,
    recommendation_say_f *say, void *to)
{
	char ratio[40], equal[300], at[120] = "", text[800];
	bool known = g->study->noptimum > 0;

	ties(g, most, top, equal, sizeof(equal));
	ratio_print(
	    ratio, sizeof(ratio), top->sum, NUM_PPM * top->memories, 1, 2);
	if (top->memories > 1)
		snprintf(at, sizeof(at),
		    " on the mean of %ju memories, fewest at %ju of them",
		    (uintmax_t)top->memories, (uintmax_t)top->first);
	snprintf(text, sizeof(text),
	    "%s: %s, %s times the page faults of %s%s%s.",
	    most <= SIGHT_BITS ? "Best of those a kernel can run"
			       : "Best of all, seeing what no kernel sees",
	    g->policy[top->policy], ratio, known ? "OPT" : "the best", at,
	    equal);
	say(to, text);
}

/* Those that were left out of the ranking. */
static void
say_varying(const struct grid *g, recommendation_say_f *say, void *to)
{
	char names[300] = "", text[800];
	size_t len = 0;

	for (size_t p = 0; p < g->npolicy && len < sizeof(names); p++)
		if (g->varies[p])
			len +=
			    (size_t)snprintf(names + len, sizeof(names) - len,
				"%s%s", len == 0 ? "" : ", ", g->policy[p]);
	if (len == 0)
		return;
	snprintf(text, sizeof(text),
	    "Not ranked: %s, which used less memory than the others; compare "
	    "at equal mean memory.",
	    names);
	say(to, text);
}

/* The least memory at which this policy's faults are within the limit. */
static void
say_memory(
    const struct grid *g, size_t policy, recommendation_say_f *say, void *to)
{
	const struct trace_facts *t = &g->study->trace;
	uint64_t limit = t->pages + t->pages / (100 / ENOUGH_PERCENT);
	const struct run *r = NULL, *last = NULL;
	char frames[40], bytes[40], share[40], pages[40], n[40], text[800];

	for (size_t f = 0; f < g->nframes && r == NULL; f++) {
		const struct run *here = grid_at(g, 0, policy, f);

		if (here == NULL)
			continue;
		last = here;
		if (grid_page_faults(here) <= limit)
			r = here;
	}
	if (last == NULL || t->pages == 0)
		return;
	num_print_count(frames, sizeof(frames), last->frames);
	num_print_size(
	    bytes, sizeof(bytes), view_bytes(last->frames, t->page_size));
	ratio_print(share, sizeof(share), last->frames, t->pages, 100, 0);
	num_print_count(pages, sizeof(pages), t->pages);
	num_print_count(n, sizeof(n), grid_page_faults(last));
	if (r != NULL)
		snprintf(text, sizeof(text),
		    "Memory for %s: %s frames (%s, %s %% of the footprint) are "
		    "enough; %s page faults are within %d %% of %s, the fewest "
		    "possible.",
		    g->policy[policy], frames, bytes, share, n, ENOUGH_PERCENT,
		    pages);
	else
		snprintf(text, sizeof(text),
		    "Memory for %s: more than was tried; with %s frames (%s, "
		    "%s %% of the footprint) its %s page faults are not within "
		    "%d %% of %s, the fewest possible.",
		    g->policy[policy], frames, bytes, share, n, ENOUGH_PERCENT,
		    pages);
	say(to, text);
}

void
recommendation_give(const struct grid *g, recommendation_say_f *say, void *to)
{
	struct score kernel, any;
	bool real = best(g, SIGHT_BITS, &kernel);
	bool more = best(g, SIGHT_ACCESSES, &any), watched = false;

	if (real)
		say_best(g, SIGHT_BITS, &kernel, say, to);
	for (size_t p = 0; p < g->npolicy; p++)
		watched |= g->sight[p] == SIGHT_ACCESSES && !g->varies[p];
	if (real && more && watched && !better(&any, &kernel))
		say(to, "No policy that sees more did better.");
	else if (more && watched)
		say_best(g, SIGHT_ACCESSES, &any, say, to);
	say_varying(g, say, to);
	if (real || more)
		say_memory(g, real ? kernel.policy : any.policy, say, to);
	else if (best(g, SIGHT_FUTURE, &any))
		say_memory(g, any.policy, say, to);
}

const char answer_rule[] =
    "Best: the lowest mean, over the memories, of page faults relative to "
    "OPT's (to the fewest seen, where OPT is not known). Enough: the least "
    "memory tried whose page faults are at most 10 % above the number of "
    "pages, each of which must fault once.";
