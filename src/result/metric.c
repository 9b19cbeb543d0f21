/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of columns.  A count that struct run holds as it is needs an
 * offset only; what is derived has a function.  Rates are integers, in
 * thousandths or millionths, until they are printed.
 */
#include "result/metric.h"

#include <stdio.h>
#include <string.h>

#include "base/hist.h"
#include "base/num.h"
#include "result/label.h"
#include "result/ratio.h"

static void
count(struct figure *out, unsigned __int128 n)
{
	out->kind = FIGURE_COUNT;
	out->n = n > UINT64_MAX ? UINT64_MAX : (uint64_t)n;
}

static const void *
member(const struct metric *c, const struct run *r)
{
	return ((const char *)r + c->offset);
}

static void
get_count(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)s;
	count(out, *(const uint64_t *)member(c, r));
}

static void
get_text(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)s;
	out->kind = FIGURE_TEXT;
	label_clean(
	    out->text, sizeof(out->text), *(const char *const *)member(c, r));
}

static void
get_quantile(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	const struct hist *h = *(struct hist *const *)member(c, r);

	(void)s;
	count(out, h == NULL ? 0 : hist_quantile(h, c->ppm));
}

static void
get_trace(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)c;
	(void)r;
	out->kind = FIGURE_TEXT;
	label_clean(out->text, sizeof(out->text), s->trace.name);
}

static void
get_params(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)c;
	(void)s;
	out->kind = FIGURE_TEXT;
	label_params(out->text, sizeof(out->text), r->policy_params,
	    r->policy_values, true);
}

static void
get_device(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)c;
	(void)s;
	out->kind = FIGURE_TEXT;
	label_device(out->text, sizeof(out->text), r);
}

static void
get_memory(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)c;
	count(out, (unsigned __int128)r->frames * s->trace.page_size);
}

static void
get_page_faults(const struct metric *c, const struct study *s,
    const struct run *r, struct figure *out)
{
	(void)c;
	(void)s;
	count(out, outcome_page_faults(&r->outcome));
}

static void
get_faults(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)c;
	(void)s;
	count(out, outcome_faults(&r->outcome));
}

static void
get_cow(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	(void)c;
	(void)s;
	count(out, outcome_cow(&r->outcome));
}

static void
get_fault_rate(const struct metric *c, const struct study *s,
    const struct run *r, struct figure *out)
{
	const struct outcome *o = &r->outcome;

	(void)c;
	(void)s;
	if (o->references == o->denied)
		return;
	out->kind = FIGURE_MICRO;
	out->n = ratio_of(
	    outcome_page_faults(o), o->references - o->denied, 1000000);
}

static void
get_resident_mean(const struct metric *c, const struct study *s,
    const struct run *r, struct figure *out)
{
	const struct outcome *o = &r->outcome;

	(void)c;
	(void)s;
	if (o->references == 0)
		return;
	out->kind = FIGURE_MILLI;
	out->n = ratio_of(o->resident_sum, o->references, 1000);
}

static void
get_space_time(const struct metric *c, const struct study *s,
    const struct run *r, struct figure *out)
{
	(void)c;
	(void)s;
	count(out, r->outcome.resident_sum);
}

bool
metric_optimum(const struct study *s, uint64_t frames, uint64_t *faults)
{
	for (size_t i = 0; i < s->noptimum; i++)
		if (s->optimum[i].frames == frames) {
			*faults = s->optimum[i].faults;
			return (true);
		}
	return (false);
}

static void
get_optimum(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	uint64_t opt;

	(void)c;
	if (metric_optimum(s, r->frames, &opt))
		count(out, opt);
}

/* No policy faults less than OPT; should one, the field stays empty. */
static void
get_regret(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	uint64_t opt, absent = outcome_page_faults(&r->outcome);

	(void)c;
	if (metric_optimum(s, r->frames, &opt) && absent >= opt)
		count(out, absent - opt);
}

static void
get_opt_ratio(const struct metric *c, const struct study *s,
    const struct run *r, struct figure *out)
{
	uint64_t opt;

	(void)c;
	if (!metric_optimum(s, r->frames, &opt) || opt == 0)
		return;
	out->kind = FIGURE_MILLI;
	out->n = ratio_of(outcome_page_faults(&r->outcome), opt, 1000);
}

void
metric_get(const struct metric *c, const struct study *s, const struct run *r,
    struct figure *out)
{
	out->kind = FIGURE_NONE;
	c->get(c, s, r, out);
}

char *
metric_print(const struct metric *c, const struct study *s, const struct run *r,
    bool separators, char *buf, size_t size)
{
	struct figure f;

	metric_get(c, s, r, &f);
	buf[0] = '\0';
	switch (f.kind) {
	case FIGURE_NONE:
		break;
	case FIGURE_TEXT:
		snprintf(buf, size, "%s", f.text);
		break;
	case FIGURE_COUNT:
		if (separators)
			num_print_count(buf, size, f.n);
		else
			snprintf(buf, size, "%ju", (uintmax_t)f.n);
		break;
	case FIGURE_MILLI:
		ratio_print(buf, size, f.n, 1000, 1, 3);
		break;
	case FIGURE_MICRO:
		ratio_print(buf, size, f.n, 1000000, 1, 6);
		break;
	}
	return (buf);
}

const struct metric columns[] = {
	{ "trace", "", "Name of the trace", get_trace, 0, 0 },
	{ "policy", "", "Name of the policy", get_text,
	    offsetof(struct run, policy), 0 },
	{ "params", "", "All parameters of the policy", get_params, 0, 0 },
	{ "sight", "",
	    "What the policy may see: faults, bits, accesses or the future",
	    get_text, offsetof(struct run, sight), 0 },
	{ "device", "", "What swap lives on", get_device, 0, 0 },
	{ "frames", "frames", "Memory of the machine", get_count,
	    offsetof(struct run, frames), 0 },
	{ "memory", "bytes", "The same in bytes", get_memory, 0, 0 },
	{ "references", "", "Page references, denied ones included", get_count,
	    offsetof(struct run, outcome.references), 0 },
	{ "denied", "",
	    "References denied by the address space or for want of a frame",
	    get_count, offsetof(struct run, outcome.denied), 0 },
	{ "no_frame", "", "Denied references that found every frame pinned",
	    get_count, offsetof(struct run, outcome.no_frame), 0 },
	{ "hits", "", "References that found their page", get_count,
	    offsetof(struct run, outcome.hits), 0 },
	{ "absent", "",
	    "The textbook's page faults: zero_fill and swap_in together",
	    get_page_faults, 0, 0 },
	{ "fault_rate", "",
	    "The textbook's page faults for each reference that was not denied",
	    get_fault_rate, 0, 0 },
	{ "faults", "", "All faults: absent and copy-on-write", get_faults, 0,
	    0 },
	{ "zero_fill", "", "First touches of a page", get_count,
	    offsetof(struct run, outcome.faults[FAULT_ZERO]), 0 },
	{ "swap_in", "", "Faults that read a page back", get_count,
	    offsetof(struct run, outcome.faults[FAULT_SWAP_IN]), 0 },
	{ "cow", "", "Writes to a page that was shared", get_cow, 0, 0 },
	{ "evictions", "pages", "Pages put out of memory", get_count,
	    offsetof(struct run, outcome.evictions), 0 },
	{ "swap_reads", "pages", "Pages read from swap", get_count,
	    offsetof(struct run, outcome.swap_reads), 0 },
	{ "swap_writes", "pages", "Pages written to swap", get_count,
	    offsetof(struct run, outcome.swap_writes), 0 },
	{ "cleaned", "pages", "Pages the policy wrote back and kept", get_count,
	    offsetof(struct run, outcome.cleaned), 0 },
	{ "slots_peak", "slots", "Swap in use at most", get_count,
	    offsetof(struct run, outcome.slots_peak), 0 },
	{ "total_ns", "ns", "Modelled time, thinking and stalls", get_count,
	    offsetof(struct run, outcome.total_ns), 0 },
	{ "stall_ns", "ns", "Modelled time spent waiting for faults", get_count,
	    offsetof(struct run, outcome.stall_ns), 0 },
	{ "latency_p50", "ns", "Half of all faults were served within this",
	    get_quantile, offsetof(struct run, outcome.latency), 500000 },
	{ "latency_p90", "ns", "90 % of all faults were served within this",
	    get_quantile, offsetof(struct run, outcome.latency), 900000 },
	{ "latency_p99", "ns", "99 % of all faults were served within this",
	    get_quantile, offsetof(struct run, outcome.latency), 990000 },
	{ "latency_p999", "ns", "99.9 % of all faults were served within this",
	    get_quantile, offsetof(struct run, outcome.latency), 999000 },
	{ "latency_max", "ns", "The longest that a fault took", get_quantile,
	    offsetof(struct run, outcome.latency), 1000000 },
	{ "wait_p50", "ns", "Half of all faults queued no longer than this",
	    get_quantile, offsetof(struct run, outcome.wait), 500000 },
	{ "wait_p99", "ns", "99 % of all faults queued no longer than this",
	    get_quantile, offsetof(struct run, outcome.wait), 990000 },
	{ "wait_max", "ns", "The longest that a fault queued", get_quantile,
	    offsetof(struct run, outcome.wait), 1000000 },
	{ "resident_mean", "frames", "Frames in use, mean over references",
	    get_resident_mean, 0, 0 },
	{ "resident_peak", "frames", "Frames in use at most", get_count,
	    offsetof(struct run, outcome.resident_peak), 0 },
	{ "space_time", "frames",
	    "Frames in use, summed over references: the space-time product",
	    get_space_time, 0, 0 },
	{ "state_bytes", "bytes", "Memory that the policy itself asked for",
	    get_count, offsetof(struct run, outcome.state_bytes), 0 },
	{ "opt_absent", "", "The fewest page faults possible: those of OPT",
	    get_optimum, 0, 0 },
	{ "regret", "", "Page faults more than OPT's", get_regret, 0, 0 },
	{ "opt_ratio", "", "Page faults as a multiple of OPT's", get_opt_ratio,
	    0, 0 },
	{ NULL, NULL, NULL, NULL, 0, 0 },
};
