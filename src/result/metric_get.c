/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Metrics that are computed from members.  Every function has the signature of
 * struct metric's get; an argument that it does not need is discarded.
 */
#include "result/metric_get.h"

#include <stdio.h>
#include <string.h>

#include "base/hist.h"
#include "result/label.h"
#include "result/ratio.h"
#include "result/warnings.h"

/* What cannot be counted in 64 bits is the largest that can. */
static void
count(struct metric_value *out, unsigned __int128 n)
{
	out->known = true;
	out->n = n > UINT64_MAX ? UINT64_MAX : (uint64_t)n;
}

/* A quotient to the row's places; nothing over nothing is not known. */
static void
ratio(const struct metric *m, struct metric_value *out, unsigned __int128 part,
    uint64_t whole)
{
	uint64_t scale = 1;

	for (unsigned i = 0; i < m->places; i++)
		scale *= 10;
	out->known = whole > 0;
	if (whole > 0)
		out->n = ratio_of(part, whole, scale);
}

static void
values(struct metric_value *out, const struct param *table, const void *at)
{
	out->known = true;
	out->table = table;
	out->values = at;
}

void
get_digest(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)m;
	(void)r;
	out->known = true;
	snprintf(out->text, sizeof(out->text), "%s", s->trace.digest);
}

void
get_trace_denied(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)m;
	(void)r;
	count(out, (unsigned __int128)s->trace.denied_area +
		       s->trace.denied_permission);
}

void
get_params(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)m;
	(void)s;
	values(out, r->policy_params, r->policy_values);
}

void
get_device_params(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)m;
	(void)s;
	values(out, r->device_params, r->device_values);
}

void
get_model(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)m;
	(void)r;
	values(out, s->settings_table, study_settings(s));
}

void
get_policy_label(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)m;
	(void)s;
	out->known = true;
	label_policy(out->text, sizeof(out->text), r);
}

void
get_device_label(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)m;
	(void)s;
	out->known = true;
	label_device(out->text, sizeof(out->text), r);
}

void
get_memory(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)m;
	(void)s;
	out->known = true;
	label_memory(out->text, sizeof(out->text), &r->memory);
}

void
get_memory_bytes(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)m;
	count(out, (unsigned __int128)r->frames * s->trace.page_size);
}

void
get_faults(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)m;
	(void)s;
	count(out, outcome_faults(&r->outcome));
}

void
get_page_faults(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)m;
	(void)s;
	count(out, outcome_page_faults(&r->outcome));
}

void
get_cow(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)m;
	(void)s;
	count(out, outcome_cow(&r->outcome));
}

void
get_fault_rate(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	const struct outcome *o = &r->outcome;

	(void)s;
	ratio(m, out, outcome_page_faults(o), o->references - o->denied);
}

void
get_optimum(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)m;
	out->known = metric_optimum(s, r->frames, &out->n);
}

/* No policy faults less than OPT; should one, there is no regret to report. */
void
get_regret(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	uint64_t opt, faults = outcome_page_faults(&r->outcome);

	(void)m;
	if (metric_optimum(s, r->frames, &opt) && faults >= opt)
		count(out, faults - opt);
}

void
get_opt_ratio(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	uint64_t opt;

	if (metric_optimum(s, r->frames, &opt))
		ratio(m, out, outcome_page_faults(&r->outcome), opt);
}

/* The histogram at the row's offset; one that was not made is empty. */
static const struct hist *
hist_of(const struct metric *m, const struct run *r)
{
	static const struct hist none;
	const struct hist *h =
	    *(struct hist *const *)((const char *)r + m->offset);

	return (h != NULL ? h : &none);
}

void
get_hist_count(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)s;
	count(out, hist_of(m, r)->count);
}

void
get_hist_min(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)s;
	count(out, hist_of(m, r)->min);
}

void
get_hist_max(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)s;
	count(out, hist_of(m, r)->max);
}

void
get_hist_mean(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)s;
	ratio(m, out, hist_of(m, r)->sum, hist_of(m, r)->count);
}

void
get_hist_sum(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	(void)s;
	count(out, hist_of(m, r)->sum);
}

void
get_hist_quantile(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)s;
	count(out, hist_quantile(hist_of(m, r), m->ppm));
}

void
get_hist_buckets(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)s;
	out->known = true;
	out->hist = hist_of(m, r);
}

void
get_resident_mean(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)s;
	ratio(m, out, r->outcome.resident_sum, r->outcome.references);
}

void
get_space_time(const struct metric *m, const struct study *s,
    const struct run *r, struct metric_value *out)
{
	(void)m;
	(void)s;
	count(out, r->outcome.resident_sum);
}

void
get_warnings(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	struct warnings w;
	size_t len = 0;

	(void)m;
	(void)r;
	warnings_find(&w, s);
	out->known = w.n > 0;
	for (size_t i = 0; i < w.n && len < sizeof(out->text); i++)
		len +=
		    (size_t)snprintf(out->text + len, sizeof(out->text) - len,
			"%s%s", i == 0 ? "" : " ", w.item[i].code);
}
