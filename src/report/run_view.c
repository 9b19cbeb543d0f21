/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One run on the terminal: what it was, what faulted and what that moved, and
 * how long the faults took.
 *
 * The bars stand on a logarithmic scale of 1, 2, 5, 10 ... nanoseconds, or of
 * whole decades where that would be too many.  A bucket of the histogram counts
 * for the bar that holds its highest value, as it does for a quantile.
 */
#include <string.h>

#include "base/hist.h"
#include "base/num.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/ratio.h"

#define BINS_MAX 64 /* 20 decades of three */
#define BINS_FEW 20 /* more than this are drawn a decade at a time */

static const char *
sight_sentence(const char *sight)
{
	static const char *const row[][2] = {
		{ "faults", "sees pages come and go, as any kernel does" },
		{ "bits", "sees accessed and dirty bits, as a kernel does" },
		{ "accesses", "sees every access, which no kernel does" },
		{ "future", "sees the future: a bound, not a policy to run" },
	};

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (strcmp(row[i][0], sight) == 0)
			return (row[i][1]);
	return (sight);
}

static void
write_title(const struct study *s, const struct run *r,
    const struct report_view *view, FILE *to)
{
	char policy[LABEL_SIZE], device[LABEL_SIZE], frames[40], bytes[40];
	char part[40], text[2 * LABEL_SIZE + 200];

	fprintf(to, "%s%s%s\n", sheet_on(view, SHEET_BOLD),
	    label_policy(policy, sizeof(policy), r),
	    sheet_off(view, SHEET_BOLD));
	snprintf(text, sizeof(text), "%s", sight_sentence(r->sight));
	sheet_text(view, 2, 4, to, text);
	snprintf(text, sizeof(text),
	    "%s frame%s: %s, %s %% of the footprint; swap on %s",
	    num_print_count(frames, sizeof(frames), r->frames),
	    r->frames == 1 ? "" : "s",
	    num_print_size(bytes, sizeof(bytes),
		view_bytes(r->frames, s->trace.page_size)),
	    ratio_print(part, sizeof(part), r->frames, s->trace.pages, 100, 1),
	    label_device(device, sizeof(device), r));
	sheet_text(view, 2, 4, to, text);
	if (r->varies && r->outcome.references > 0) {
		snprintf(text, sizeof(text),
		    "gives frames back: uses %s frames on the mean of the %s "
		    "it may; compare it with others at that mean",
		    ratio_print(part, sizeof(part), r->outcome.resident_sum,
			r->outcome.references, 1, 1),
		    frames);
		sheet_text(view, 2, 4, to, text);
	}
	fputc('\n', to);
}

/* A line of label, count and what is to be said of it. */
static void
line(struct sheet *t, enum sheet_style style, const char *label, uint64_t n,
    const char *note)
{
	char buf[40];

	sheet_row(t);
	sheet_cell(t, style, "%s", label);
	sheet_cell(t, style, "%s", num_print_count(buf, sizeof(buf), n));
	sheet_cell(t, SHEET_PLAIN, "%s", note);
}

/* "12.34 % of references", or nothing where there were none. */
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

/* As much of it as 64 bits hold. */
static uint64_t
space_time(const struct outcome *o)
{
	return (o->resident_sum > UINT64_MAX ? UINT64_MAX
					     : (uint64_t)o->resident_sum);
}

static void
write_counts(const struct study *s, const struct run *r, struct mem *m,
    const struct report_view *view, FILE *to)
{
	const struct outcome *o = &r->outcome;
	uint64_t served = o->references - o->denied, opt;
	uint64_t page = s->trace.page_size;
	struct sheet *t = sheet_open(m, 3);
	char buf[40], note[100];

	sheet_left(t, 2);
	sheet_spare(t);
	line(t, SHEET_BOLD, "page faults", outcome_page_faults(o),
	    share(note, sizeof(note), outcome_page_faults(o), served));
	line(t, SHEET_PLAIN, "  zero-filled", o->faults[FAULT_ZERO],
	    "first touches");
	line(t, SHEET_PLAIN, "  read from swap", o->faults[FAULT_SWAP_IN], "");
	if (metric_optimum(s, r->frames, &opt)) {
		snprintf(note, sizeof(note), "%s times as many",
		    ratio_print(
			buf, sizeof(buf), outcome_page_faults(o), opt, 1, 2));
		if (strcmp(r->sight, "future") == 0)
			note[0] = '\0';
		line(t, SHEET_PLAIN, "  OPT would take", opt, note);
	}
	snprintf(note, sizeof(note), "%s without a copy",
	    num_print_count(buf, sizeof(buf), o->faults[FAULT_COW_LAST]));
	line(t, SHEET_PLAIN, "copy-on-write faults", outcome_cow(o),
	    o->faults[FAULT_COW_LAST] > 0 ? note : "");
	line(t, SHEET_PLAIN, "hits", o->hits,
	    share(note, sizeof(note), o->hits, served));
	if (o->denied > 0)
		line(t, SHEET_PLAIN, "denied", o->denied, "cost nothing");
	line(t, SHEET_PLAIN, "evictions", o->evictions, "");
	line(t, SHEET_PLAIN, "swap reads", o->swap_reads,
	    num_print_size(buf, sizeof(buf), view_bytes(o->swap_reads, page)));
	line(t, SHEET_PLAIN, "swap writes", o->swap_writes,
	    num_print_size(buf, sizeof(buf), view_bytes(o->swap_writes, page)));
	if (o->cleaned > 0)
		line(t, SHEET_PLAIN, "  by the policy", o->cleaned,
		    "written back and kept");
	line(t, SHEET_PLAIN, "swap slots at most", o->slots_peak,
	    num_print_size(buf, sizeof(buf), view_bytes(o->slots_peak, page)));
	snprintf(note, sizeof(note), "%s on the mean",
	    ratio_print(
		buf, sizeof(buf), o->resident_sum, o->references, 1, 1));
	line(t, SHEET_PLAIN, "frames in use at most", o->resident_peak,
	    o->references > 0 ? note : "");
	if (r->varies)
		line(t, SHEET_PLAIN, "space-time product", space_time(o),
		    "frames times references");
	sheet_write(t, view, 2, to);
	fputc('\n', to);
}

static void
latency_row(struct sheet *t, const char *name, const struct hist *h)
{
	static const uint64_t ppm[] = { 500000, 900000, 990000, 999000 };
	char buf[40];

	sheet_row(t);
	sheet_cell(t, SHEET_PLAIN, "%s", name);
	for (size_t i = 0; i < sizeof(ppm) / sizeof(ppm[0]); i++)
		sheet_cell(t, SHEET_PLAIN, "%s",
		    num_print_time(buf, sizeof(buf), hist_quantile(h, ppm[i])));
	sheet_cell(
	    t, SHEET_PLAIN, "%s", num_print_time(buf, sizeof(buf), h->max));
	sheet_cell(t, SHEET_PLAIN, "%s",
	    num_print_time(buf, sizeof(buf), ratio_of(h->sum, h->count, 1)));
}

static void
write_times(const struct outcome *o, struct mem *m,
    const struct report_view *view, FILE *to)
{
	static const char *const head[] = { "", "p50", "p90", "p99", "p99.9",
		"max", "mean" };
	struct sheet *t = sheet_open(m, 7);
	char total[40], stall[40], part[40], text[200];

	if (o->total_ns > 0) {
		snprintf(text, sizeof(text),
		    "modelled time %s, of which faults %s (%s %%)",
		    num_print_time(total, sizeof(total), o->total_ns),
		    num_print_time(stall, sizeof(stall), o->stall_ns),
		    ratio_print(
			part, sizeof(part), o->stall_ns, o->total_ns, 100, 1));
		sheet_text(view, 2, 4, to, text);
		fputc('\n', to);
	}
	if (o->latency == NULL || o->latency->count == 0)
		return;
	sheet_row(t);
	for (size_t i = 0; i < 7; i++)
		sheet_cell(t, SHEET_DIM, "%s", head[i]);
	latency_row(t, "a fault took", o->latency);
	if (o->wait != NULL && o->wait->count > 0)
		latency_row(t, "of it queued", o->wait);
	sheet_write(t, view, 2, to);
	fputc('\n', to);
}

/* The edges of the bars: 0, 1, 2, 5, 10 ... up to what 64 bits hold. */
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
	uint64_t most;
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
	for (size_t i = b->first; i <= b->last; i++)
		if (b->count[i] > b->most)
			b->most = b->count[i];
}

/* A bar of n out of most over width characters, in eighths where there are
 * characters for that; what is not nothing is drawn. */
static void
bar(char *buf, size_t size, uint64_t n, uint64_t most, unsigned width,
    bool utf8)
{
	static const char *const eighth[] = { "", "▏", "▎", "▍", "▌", "▋", "▊",
		"▉" };
	const char *full = utf8 ? "█" : "#";
	size_t at = 0, step = strlen(full);
	unsigned parts = utf8 ? 8 : 1;
	uint64_t drawn = ratio_of(n, most, (uint64_t)width * parts);

	if (n > 0 && drawn == 0)
		drawn = 1;
	for (; drawn >= parts && at + step < size; drawn -= parts, at += step)
		snprintf(buf + at, size - at, "%s", full);
	snprintf(buf + at, size - at, "%s", eighth[drawn % parts]);
}

static void
write_bars(const struct hist *h, struct mem *m, const struct report_view *view,
    FILE *to)
{
	struct sheet *t = sheet_open(m, 5);
	unsigned width = sheet_columns(view), count, beside, room;
	char buf[40];
	struct bins b;

	if (h == NULL || h->count == 0)
		return;
	fill_bins(&b, h, false);
	if (b.last - b.first >= BINS_FEW)
		fill_bins(&b, h, true);
	/* Beside the bar: the margin, two edges, the count and its share, each
	 * as wide as the widest of it and what stands above. */
	count = (unsigned)strlen(num_print_count(buf, sizeof(buf), b.most));
	if (count < strlen("faults"))
		count = (unsigned)strlen("faults");
	beside = 2 + (unsigned)strlen("fault took from") + 2 +
		 (unsigned)strlen("to below") + 2 + count + 2 +
		 (unsigned)strlen("100.0") + 2;
	room = width < beside + 8    ? 8
	       : width - beside > 60 ? 60
				     : width - beside;
	sheet_spare(t);
	sheet_left(t, 4);
	sheet_row(t);
	sheet_cell(t, SHEET_DIM, "%s", "fault took from");
	sheet_cell(t, SHEET_DIM, "%s", "to below");
	sheet_cell(t, SHEET_DIM, "%s", "faults");
	sheet_cell(t, SHEET_DIM, "%s", "%");
	for (size_t i = b.first; i <= b.last; i++) {
		char drawn[60 * 3 + 4];

		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "%s",
		    num_print_time(buf, sizeof(buf), b.edge[i]));
		sheet_cell(t, SHEET_PLAIN, "%s",
		    i + 1 < b.n
			? num_print_time(buf, sizeof(buf), b.edge[i + 1])
			: "");
		sheet_cell(t, SHEET_PLAIN, "%s",
		    num_print_count(buf, sizeof(buf), b.count[i]));
		sheet_cell(t, SHEET_PLAIN, "%s",
		    ratio_print(
			buf, sizeof(buf), b.count[i], h->count, 100, 1));
		bar(drawn, sizeof(drawn), b.count[i], b.most, room, view->utf8);
		sheet_cell(t, SHEET_PLAIN, "%s", drawn);
	}
	sheet_write(t, view, 2, to);
	fputc('\n', to);
}

void
run_view_write(const struct study *s, const struct run *r,
    const struct report_view *view, FILE *to)
{
	struct mem *m = mem_open();

	write_title(s, r, view, to);
	write_counts(s, r, m, view, to);
	part_view_write(s, r, m, view, to);
	explain_view_write(s, r, m, view, to);
	write_times(&r->outcome, m, view, to);
	write_bars(r->outcome.latency, m, view, to);
	mem_close(m);
}
