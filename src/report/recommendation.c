/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The recommendation of a comparison: which policy is best for this trace, and
 * how much memory it needs.
 *
 * The score of a policy is the mean, over the memory sizes tried, of its page
 * faults divided by OPT's with the same memory (by the fewest of all policies
 * where OPT's are not known), in parts per million.  The mean of ratios gives
 * each memory size the same weight; a sum of faults would be decided by the
 * smallest size.  How much memory is enough (enough.h) is known to the frame of
 * a policy whose curve the study has, else from the sizes that were run.
 *
 * Page faults do not depend on the device as a rule, so only the runs on the
 * first device are used.
 */
#include <string.h>

#include "base/num.h"
#include "report/view.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/ratio.h"

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

/* The curve of a policy with this label; NULL: the study has none. */
static const struct curve *
find_curve(const struct study *s, const char *policy)
{
	char label[LABEL_SIZE];

	for (size_t i = 0; i < s->ncurve; i++)
		if (strcmp(label_curve(label, sizeof(label), &s->curve[i]),
			policy) == 0)
			return (&s->curve[i]);
	return (NULL);
}

/* The points of a policy's runs, and of its curve where that is not exact,
 * ascending. */
static size_t
list_points(struct mem *m, const struct grid *g, size_t policy,
    const struct curve *c, struct curve_point **out)
{
	size_t n = 0, i = 0, more = c != NULL ? c->npoint : 0;
	struct curve_point *point =
	    mem_array(m, g->nframes + more, sizeof(*point));

	for (size_t f = 0; f < g->nframes; f++) {
		const struct run *r = grid_at(g, 0, policy, f);

		if (r == NULL)
			continue;
		while (i < more && c->point[i].frames < r->frames)
			point[n++] = c->point[i++];
		i += i < more && c->point[i].frames == r->frames;
		point[n++] = (struct curve_point){ .frames = r->frames,
			.faults = grid_page_faults(r) };
	}
	while (i < more)
		point[n++] = c->point[i++];
	*out = point;
	return (n);
}

static const char *
is_or_are(uint64_t n)
{
	return (n == 1 ? "is" : "are");
}

/* What is known of other sizes than this one. */
static void
print_others(char *buf, size_t size, const struct enough *e)
{
	char less[40];

	num_print_count(less, sizeof(less), e->less);
	if (e->at.frames == 1)
		buf[0] = '\0';
	else if (e->exact)
		snprintf(buf, size, "; with fewer they are not");
	else if (e->less == 0)
		snprintf(buf, size, "; fewer were not tried");
	else if (e->less + 1 == e->at.frames)
		snprintf(buf, size, "; with %s they are not", less);
	else
		snprintf(buf, size,
		    "; with %s they are not, and sizes between were not tried",
		    less);
}

/* The least memory with which a policy has few enough page faults. */
static void
write_enough(struct sheet *out, const struct study *s, const char *policy,
    const struct curve_point *point, size_t npoint, bool exact)
{
	const struct trace_facts *t = &s->trace;
	uint64_t fewest = enough_fewest(s);
	struct enough e = enough_find(fewest, point, npoint, exact);
	const char *by = t->sampling.pages > 0 ? ", by the estimates" : "";
	char frames[40], bytes[40], share[40], pages[40], n[40], others[120];

	num_print_things(frames, sizeof(frames), e.at.frames, "frame");
	num_print_size(
	    bytes, sizeof(bytes), view_bytes(e.at.frames, t->page_size));
	ratio_print(share, sizeof(share), e.at.frames, t->pages, 100, 0);
	num_print_count(pages, sizeof(pages), fewest);
	num_print_things(n, sizeof(n), e.at.faults, "page fault");
	print_others(others, sizeof(others), &e);
	if (e.found)
		sheet_item(out, STYLE_PLAIN,
		    "Memory for %s%s: %s (%s, %s %% of the footprint) %s "
		    "enough%s. Its %s %s within %d %% of %s, the fewest "
		    "possible.",
		    policy, by, frames, bytes, share, is_or_are(e.at.frames),
		    others, n, is_or_are(e.at.faults), ENOUGH_PERCENT, pages);
	else
		sheet_item(out, STYLE_PLAIN,
		    "Memory for %s%s: more than was tried. With %s (%s, %s %% "
		    "of the footprint) its %s are more than %d %% above %s, "
		    "the fewest possible.",
		    policy, by, frames, bytes, share, n, ENOUGH_PERCENT, pages);
}

/* That of LRU, known to the frame. */
static void
write_lru(struct sheet *out, const struct study *s, const struct curve *c)
{
	const struct trace_facts *t = &s->trace;
	struct enough e =
	    enough_find(enough_fewest(s), c->point, c->npoint, true);
	char frames[40], bytes[40], share[40];

	num_print_things(frames, sizeof(frames), e.at.frames, "frame");
	num_print_size(
	    bytes, sizeof(bytes), view_bytes(e.at.frames, t->page_size));
	ratio_print(share, sizeof(share), e.at.frames, t->pages, 100, 0);
	if (e.found)
		sheet_item(out, STYLE_PLAIN,
		    "Memory for lru, exactly: %s (%s, %s %% of the footprint).",
		    frames, bytes, share);
}

/* The same of the best policy; and of LRU, where only its curve is known. */
static void
write_memory(struct sheet *out, const struct grid *g, size_t policy)
{
	const struct study *s = g->study;
	const struct curve *c = find_curve(s, g->policy[policy]);
	const struct curve *lru = find_curve(s, "lru");
	struct curve_point *point;
	size_t n;

	if (s->trace.pages == 0)
		return;
	if (c != NULL && c->exact) {
		write_enough(
		    out, s, g->policy[policy], c->point, c->npoint, true);
		return;
	}
	n = list_points(out->m, g, policy, c, &point);
	if (n > 0)
		write_enough(out, s, g->policy[policy], point, n, false);
	if (lru != NULL && lru->exact)
		write_lru(out, s, lru);
}

/* From so few pages neither is known. */
static void
write_unknown(struct sheet *out, const struct trace_sampling *s)
{
	char pages[40];

	sheet_item(out, STYLE_PLAIN,
	    "A sample of %s tells neither: use a higher rate.",
	    num_print_things(pages, sizeof(pages), s->pages, "page"));
}

void
recommendation_write(struct sheet *out, const struct grid *g)
{
	const struct trace_facts *t = &g->study->trace;
	struct score kernel, any;
	bool real = best(g, SIGHT_BITS, &kernel);
	bool more = best(g, SIGHT_ACCESSES, &any), beyond = false;

	sheet_heading(out, 2, "Which policy, and how much memory?", NULL);
	if (sampling_tells_nothing(&t->sampling, t->pages)) {
		write_unknown(out, &t->sampling);
		return;
	}
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
	    "divided by OPT's (if they are not known, by the fewest). Enough: "
	    "page faults at most %d %% above the number of pages, because each "
	    "must fault once.",
	    ENOUGH_PERCENT);
}
