/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run in full: policy and memory, the counts, the latency of faults.
 *
 * The bars have a logarithmic scale of 1, 2, 5, 10 ... nanoseconds, or of whole
 * decades if that would be more than BINS_FEW bars.  A bucket of the histogram
 * is counted in the bar that contains its highest value, as for a quantile.
 */
#include <string.h>

#include "base/hist.h"
#include "base/num.h"
#include "report/view.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/ratio.h"

#define BINS_MAX 64 /* 20 decades of three */
#define BINS_FEW 20 /* more are hard to read */

static const char *
sight_sentence(const char *sight)
{
	static const char *const row[][2] = {
		{ "faults", "sees page faults, as any kernel does" },
		{ "bits", "sees accessed and dirty bits, as a kernel does" },
		{ "accesses", "sees every access, which no kernel does" },
		{ "future",
		    "sees the future: a bound, which no kernel can run" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (strcmp(row[i][0], sight) == 0)
			return (row[i][1]);
	return (sight);
}

static void
write_title(struct sheet *out, const struct study *s, const struct run *r)
{
	char policy[LABEL_SIZE], device[LABEL_SIZE], frames[40], bytes[40];
	char part[40];

	sheet_heading(out, 2, label_policy(policy, sizeof(policy), r), NULL);
	sheet_item(out, STYLE_PLAIN, "%s", sight_sentence(r->sight));
	sheet_item(out, STYLE_PLAIN,
	    "%s frame%s: %s, %s %% of the footprint; swap on %s",
	    num_print_count(frames, sizeof(frames), r->frames),
	    r->frames == 1 ? "" : "s",
	    num_print_size(bytes, sizeof(bytes),
		view_bytes(r->frames, s->trace.page_size)),
	    ratio_print(part, sizeof(part), r->frames, s->trace.pages, 100, 1),
	    label_device(device, sizeof(device), r));
	kernel_view_level(out, s, r);
	if (r->varies && r->outcome.references > 0)
		sheet_item(out, STYLE_PLAIN,
		    "gives frames back: it uses %s of these frames on "
		    "average; compare it with policies at that memory",
		    ratio_print(part, sizeof(part), r->outcome.resident_sum,
			r->outcome.references, 1, 1));
}

/* "12.34 % of references"; "" where there were none. */
static const char *
share(char *buf, size_t size, uint64_t part, uint64_t whole)
{
	char digits[40];

	buf[0] = '\0';
	if (whole > 0)
		snprintf(buf, size, "%s %% of references",
		    ratio_print(digits, sizeof(digits), part, whole, 100, 2));
	return (buf);
}

/* Frames times references, at most UINT64_MAX. */
static uint64_t
space_time(const struct outcome *o)
{
	return (o->resident_sum > UINT64_MAX ? UINT64_MAX
					     : (uint64_t)o->resident_sum);
}

/* What a first touch is called; *note: what it costs. */
static const char *
first_touch(const struct study *s, const char **note)
{
	const struct param *row = s->settings_table;
	char word[16];

	*note = "first touches";
	if (row != NULL)
		row = param_find(row, "first_touch");
	if (row == NULL ||
	    strcmp(param_print(row, study_settings(s), word, sizeof(word)),
		"read") != 0)
		return ("  zero-fill");
	*note = "read from their files";
	return ("  first touch");
}

static void
write_counts(struct sheet *out, const struct study *s, const struct run *r)
{
	const struct outcome *o = &r->outcome;
	uint64_t served = o->references - o->denied, opt;
	uint64_t page = s->trace.page_size;
	struct table *t = table_facts(out->m);
	char buf[40], note[100];
	const char *touched, *name = first_touch(s, &touched);

	table_fact(t, STYLE_BOLD, "page faults", outcome_page_faults(o),
	    share(note, sizeof(note), outcome_page_faults(o), served));
	table_fact(t, STYLE_PLAIN, name, o->faults[FAULT_ZERO], touched);
	table_fact(t, STYLE_PLAIN, "  swap-in", o->faults[FAULT_SWAP_IN], "");
	if (metric_optimum(s, r->frames, &opt)) {
		snprintf(note, sizeof(note), "%s times as many",
		    ratio_print(
			buf, sizeof(buf), outcome_page_faults(o), opt, 1, 2));
		if (strcmp(r->sight, "future") == 0)
			note[0] = '\0';
		table_fact(t, STYLE_PLAIN, "  OPT would take", opt, note);
	}
	snprintf(note, sizeof(note), "%s without a copy",
	    num_print_count(buf, sizeof(buf), o->faults[FAULT_COW_LAST]));
	table_fact(t, STYLE_PLAIN, "copy-on-write", outcome_cow(o),
	    o->faults[FAULT_COW_LAST] > 0 ? note : "");
	table_fact(t, STYLE_PLAIN, "hits", o->hits,
	    share(note, sizeof(note), o->hits, served));
	if ((o->tlb_hits | o->tlb_misses) != 0 &&
	    o->tlb_misses != METRIC_UNKNOWN)
		table_fact(t, STYLE_PLAIN, "TLB hits", o->tlb_hits,
		    share(note, sizeof(note), o->tlb_hits,
			o->tlb_hits + o->tlb_misses));
	if (o->denied > 0)
		table_fact(t, STYLE_PLAIN, "denied", o->denied, "cost no time");
	table_fact(t, STYLE_PLAIN, "evictions", o->evictions, "");
	table_fact(t, STYLE_PLAIN, "swap reads", o->swap_reads,
	    num_print_size(buf, sizeof(buf), view_bytes(o->swap_reads, page)));
	table_fact(t, STYLE_PLAIN, "swap writes", o->swap_writes,
	    num_print_size(buf, sizeof(buf), view_bytes(o->swap_writes, page)));
	if (o->cleaned > 0)
		table_fact(t, STYLE_PLAIN, "  by the policy", o->cleaned,
		    "written and kept in memory");
	table_fact(t, STYLE_PLAIN, "swap slots, peak", o->slots_peak,
	    num_print_size(buf, sizeof(buf), view_bytes(o->slots_peak, page)));
	snprintf(note, sizeof(note), "%s on average",
	    ratio_print(
		buf, sizeof(buf), o->resident_sum, o->references, 1, 1));
	table_fact(t, STYLE_PLAIN, "frames in use, peak", o->resident_peak,
	    o->references > 0 ? note : "");
	if (r->varies)
		table_fact(t, STYLE_PLAIN, "space-time product", space_time(o),
		    "frames times references");
	sheet_table(out, t);
}

static void
latency_row(struct table *t, const char *name, const struct hist *h)
{
	static const uint64_t ppm[] = { 500000, 900000, 990000, 999000 };
	char buf[40];

	table_row(t);
	table_cell(t, STYLE_PLAIN, "%s", name);
	for (size_t i = 0; i < sizeof(ppm) / sizeof(ppm[0]); i++)
		table_cell(t, STYLE_PLAIN, "%s",
		    num_print_time(buf, sizeof(buf), hist_quantile(h, ppm[i])));
	table_cell(
	    t, STYLE_PLAIN, "%s", num_print_time(buf, sizeof(buf), h->max));
	table_cell(t, STYLE_PLAIN, "%s",
	    num_print_time(buf, sizeof(buf), ratio_of(h->sum, h->count, 1)));
}

static void
write_times(struct sheet *out, const struct outcome *o)
{
	static const char *const head[] = { "", "p50", "p90", "p99", "p99.9",
		"max", "mean" };
	char total[40], stall[40], part[40];
	struct table *t;

	if (o->total_ns > 0)
		sheet_item(out, STYLE_PLAIN,
		    "modelled time %s, of which faults %s (%s %%)",
		    num_print_time(total, sizeof(total), o->total_ns),
		    num_print_time(stall, sizeof(stall), o->stall_ns),
		    ratio_print(
			part, sizeof(part), o->stall_ns, o->total_ns, 100, 1));
	if (o->latency == NULL || o->latency->count == 0)
		return;
	t = table_headed(out->m, head, 7);
	latency_row(t, "latency of a fault", o->latency);
	if (o->wait != NULL && o->wait->count > 0)
		latency_row(t, "queue wait in it", o->wait);
	sheet_table(out, t);
}

/* The edges of the bars: 0, 1, 2, 5, 10 ... below 2^64. */
static size_t
edges(uint64_t edge[BINS_MAX], bool decades)
{
	static const uint64_t step[] = { 1, 2, 5 };
	uint64_t power = 1;
	size_t n = 0;

	edge[n++] = 0;
	for (;;) {
		for (size_t i = 0; i < (decades ? 1 : 3); i++) {
			uint64_t e;

			if (__builtin_mul_overflow(power, step[i], &e))
				return (n);
			edge[n++] = e;
		}
		if (__builtin_mul_overflow(power, 10, &power))
			return (n);
	}
}

struct bins {
	uint64_t edge[BINS_MAX], count[BINS_MAX];
	size_t n, first, last;
};

static void
fill_bins(struct bins *b, const struct hist *h, bool decades)
{
	memset(b, 0, sizeof(*b));
	b->n = edges(b->edge, decades);
	b->first = b->n;
	for (unsigned i = 0; hist_next(h, &i); i++) {
		uint64_t v = hist_high(i) < h->max ? hist_high(i) : h->max;
		size_t at = b->n - 1;

		while (b->edge[at] > v)
			at--;
		b->count[at] += h->bucket[i];
		if (at < b->first)
			b->first = at;
		b->last = at;
	}
}

static void
write_bars(struct sheet *out, const struct hist *h)
{
	static const char *const head[] = { "latency from", "to below",
		"faults", "%", "" };
	struct table *t;
	char buf[40];
	struct bins b;

	if (h == NULL || h->count == 0)
		return;
	fill_bins(&b, h, false);
	if (b.last - b.first >= BINS_FEW)
		fill_bins(&b, h, true);
	t = table_headed(out->m, head, 5);
	t->left[4] = true;
	for (size_t i = b.first; i <= b.last; i++) {
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%s",
		    num_print_time(buf, sizeof(buf), b.edge[i]));
		table_cell(t, STYLE_PLAIN, "%s",
		    i + 1 < b.n
			? num_print_time(buf, sizeof(buf), b.edge[i + 1])
			: "");
		table_count(t, STYLE_PLAIN, b.count[i]);
		table_cell(t, STYLE_PLAIN, "%s",
		    ratio_print(
			buf, sizeof(buf), b.count[i], h->count, 100, 1));
	}
	sheet_bars(out, t, b.count + b.first);
}

void
run_view_write(struct sheet *out, const struct study *s, const struct run *r)
{
	write_title(out, s, r);
	write_counts(out, s, r);
	kernel_view_write(out, s, r);
	part_view_write(out, s, r);
	write_times(out, &r->outcome);
	write_bars(out, r->outcome.latency);
	explain_view_write(out, s, r);
	steps_view_write(out, s, r);
}
