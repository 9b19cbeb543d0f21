/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recommendation of a comparison: which policy is best for this trace, and
 * how much memory it needs.
 *
 * The score of a policy is the mean, over the memory sizes tried, of its page
 * faults divided by OPT's with the same memory (by the fewest of all policies
 * where OPT's are not known), in parts per million.  The mean of ratios gives
 * each memory size the same weight; a sum of faults would be decided by the
 * smallest size.  Memory is enough where page faults are at most 10 % above
 * the number of pages, because each page must fault once.
 *
 * Page faults do not depend on the device as a rule, so only the runs on the
 * first device are used.
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
	uint64_t memories;     /* sizes that it was run with */
	uint64_t first;        /* those with no better policy */
};

/* The divisor of a policy's faults at this memory. */
static uint64_t
reference_faults(const struct grid *g, size_t f)
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
		uint64_t base = reference_faults(g, f), least = 0;

		if (r == NULL || base == 0)
			continue;
		grid_least(g, grid_page_faults, 0, f, most, &least);
		s.sum += ratio_of(grid_page_faults(r), base, NUM_PPM);
		s.memories++;
		s.first += grid_page_faults(r) == least;
	}
	return (s);
}

/* The lower mean; before that, a run with more memory sizes. */
static bool
better(const struct score *a, const struct score *b)
{
	if (a->memories != b->memories)
		return (a->memories > b->memories);
	/* a.sum / a.memories < b.sum / b.memories */
	return (a->sum * b->memories < b->sum * a->memories);
}

/* The best policy that sees no more than 'most'; false: there is none. */
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

/* Writes the names of the policies with the same score as the best. */
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
		    len == 0 ? "; equal: " : ", ", g->policy[p]);
	}
}

static void
write_best(struct sheet *out, const struct grid *g, enum sight most,
    const struct score *top)
{
	char ratio[40], equal[300], at[120] = "";
	bool known = g->study->noptimum > 0;

	ties(g, most, top, equal, sizeof(equal));
	ratio_print(
	    ratio, sizeof(ratio), top->sum, NUM_PPM * top->memories, 1, 2);
	if (top->memories > 1)
		snprintf(at, sizeof(at),
		    " on average over %ju memory sizes, fewest at %ju of them",
		    (uintmax_t)top->memories, (uintmax_t)top->first);
	sheet_item(out, STYLE_PLAIN,
	    "%s: %s, with %s times the page faults of %s%s%s.",
	    most <= SIGHT_BITS
		? "Best policy that a kernel can run"
		: "Best policy that sees every access, as no kernel does",
	    g->policy[top->policy], ratio, known ? "OPT" : "the best", at,
	    equal);
}

/* The policies that are left out of the ranking. */
static void
write_varying(struct sheet *out, const struct grid *g)
{
	char names[300] = "";
	size_t len = 0;

	for (size_t i = 0; i < g->npolicy && len < sizeof(names); i++)
		if (g->varies[i])
			len +=
			    (size_t)snprintf(names + len, sizeof(names) - len,
				"%s%s", len == 0 ? "" : ", ", g->policy[i]);
	if (len > 0)
		sheet_item(out, STYLE_PLAIN,
		    "Not ranked: %s, because it uses less memory than it may; "
		    "compare it at equal mean memory.",
		    names);
}

/* The least memory with which this policy has few enough page faults. */
static void
write_memory(struct sheet *out, const struct grid *g, size_t policy)
{
	const struct trace_facts *t = &g->study->trace;
	uint64_t limit = t->pages + t->pages / (100 / ENOUGH_PERCENT);
	const struct run *r = NULL;
	char frames[40], bytes[40], share[40], pages[40], n[40];
	bool enough = false;

	for (size_t f = 0; f < g->nframes && !enough; f++)
		if (grid_at(g, 0, policy, f) != NULL) {
			r = grid_at(g, 0, policy, f);
			enough = grid_page_faults(r) <= limit;
		}
	if (r == NULL || t->pages == 0)
		return;
	num_print_things(frames, sizeof(frames), r->frames, "frame");
	num_print_size(
	    bytes, sizeof(bytes), view_bytes(r->frames, t->page_size));
	ratio_print(share, sizeof(share), r->frames, t->pages, 100, 0);
	num_print_count(pages, sizeof(pages), t->pages);
	num_print_things(n, sizeof(n), grid_page_faults(r), "page fault");
	sheet_item(out, STYLE_PLAIN,
	    enough ? "Memory for %s: %s (%s, %s %% of the footprint) "
		     "are enough. Its %s are within %d %% of %s, "
		     "the fewest possible."
		   : "Memory for %s: more than was tried. With %s (%s, "
		     "%s %% of the footprint) its %s are more than "
		     "%d %% above %s, the fewest possible.",
	    g->policy[policy], frames, bytes, share, n, ENOUGH_PERCENT, pages);
}

void
recommendation_write(struct sheet *out, const struct grid *g)
{
	struct score kernel, any;
	bool real = best(g, SIGHT_BITS, &kernel);
	bool more = best(g, SIGHT_ACCESSES, &any), beyond = false;

	sheet_heading(out, 2, "Which policy, and how much memory?", NULL);
	if (real)
		write_best(out, g, SIGHT_BITS, &kernel);
	for (size_t i = 0; i < g->npolicy; i++)
		beyond |= g->sight[i] == SIGHT_ACCESSES && !g->varies[i];
	if (real && more && beyond && !better(&any, &kernel))
		sheet_item(out, STYLE_PLAIN,
		    "No policy that sees every access is better.");
	else if (more && beyond)
		write_best(out, g, SIGHT_ACCESSES, &any);
	write_varying(out, g);
	if (real || more)
		write_memory(out, g, real ? kernel.policy : any.policy);
	else if (best(g, SIGHT_FUTURE, &any))
		write_memory(out, g, any.policy);
	sheet_item(out, STYLE_DIM,
	    "Best: the lowest mean, over the memory sizes, of page faults "
	    "divided by OPT's (by the fewest, where OPT's are not known). "
	    "Enough: the least memory tried with page faults of at most 10 %% "
	    "above the number of pages, because each page must fault once.");
}
