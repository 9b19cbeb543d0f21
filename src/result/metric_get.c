/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Metrics that are computed from members.
 */
#include "result/metric_get.h"

#include <stdio.h>
#include <string.h>

#include "base/hist.h"
#include "result/label.h"
#include "result/ratio.h"
#include "result/warnings.h"

/* A count that exceeds 64 bits becomes the largest of 64 bits. */
static void
count(struct metric_value *out, unsigned __int128 n)
{
	out->known = true;
	out->n = n > UINT64_MAX ? UINT64_MAX : (uint64_t)n;
}

/* A quotient with the row's decimals; not known if 'whole' is 0. */
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
get_digest(const struct metric_of *of, struct metric_value *out)
{
	out->known = true;
	snprintf(out->text, sizeof(out->text), "%s", of->study->trace.digest);
}

void
get_trace_denied(const struct metric_of *of, struct metric_value *out)
{
	count(out, (unsigned __int128)of->study->trace.denied_area +
		       of->study->trace.denied_permission);
}

void
get_params(const struct metric_of *of, struct metric_value *out)
{
	values(out, of->run->policy_params, of->run->policy_values);
}

void
get_device_params(const struct metric_of *of, struct metric_value *out)
{
	values(out, of->run->device_params, of->run->device_values);
}

void
get_model(const struct metric_of *of, struct metric_value *out)
{
	values(out, of->study->settings_table, study_settings(of->study));
	out->sparse = true;
}

void
get_policy_label(const struct metric_of *of, struct metric_value *out)
{
	out->known = true;
	label_policy(out->text, sizeof(out->text), of->run);
}

void
get_device_label(const struct metric_of *of, struct metric_value *out)
{
	out->known = true;
	label_device(out->text, sizeof(out->text), of->run);
}

void
get_memory(const struct metric_of *of, struct metric_value *out)
{
	out->known = true;
	label_memory(out->text, sizeof(out->text), &of->run->memory);
}

void
get_memory_bytes(const struct metric_of *of, struct metric_value *out)
{
	count(out,
	    (unsigned __int128)of->run->frames * of->study->trace.page_size);
}

void
get_faults(const struct metric_of *of, struct metric_value *out)
{
	count(out, outcome_faults(&of->run->outcome));
}

void
get_page_faults(const struct metric_of *of, struct metric_value *out)
{
	count(out, outcome_page_faults(&of->run->outcome));
}

void
get_cow(const struct metric_of *of, struct metric_value *out)
{
	count(out, outcome_cow(&of->run->outcome));
}

void
get_fault_rate(const struct metric_of *of, struct metric_value *out)
{
	const struct outcome *o = &of->run->outcome;

	ratio(
	    of->metric, out, outcome_page_faults(o), o->references - o->denied);
}

void
get_optimum(const struct metric_of *of, struct metric_value *out)
{
	out->known = metric_optimum(of->study, of->run->frames, &out->n);
}

/* No policy should have fewer faults than OPT; if a document has such a run,
 * its regret is not known. */
void
get_regret(const struct metric_of *of, struct metric_value *out)
{
	uint64_t opt, faults = outcome_page_faults(&of->run->outcome);

	if (metric_optimum(of->study, of->run->frames, &opt) && faults >= opt)
		count(out, faults - opt);
}

void
get_opt_ratio(const struct metric_of *of, struct metric_value *out)
{
	uint64_t opt;

	if (metric_optimum(of->study, of->run->frames, &opt))
		ratio(of->metric, out, outcome_page_faults(&of->run->outcome),
		    opt);
}

void
get_seeds_mean(const struct metric_of *of, struct metric_value *out)
{
	const struct seed_spread *s = &of->run->spread;

	if (s->seeds > 0)
		ratio(of->metric, out, s->sum, s->seeds);
}

/* The histogram at the row's offset; an empty one if there is none. */
static const struct hist *
hist_of(const struct metric_of *of)
{
	static const struct hist none;
	const struct hist *h =
	    *(struct hist *const *)((const char *)of->run + of->metric->offset);

	return (h != NULL ? h : &none);
}

void
get_hist_count(const struct metric_of *of, struct metric_value *out)
{
	count(out, hist_of(of)->count);
}

void
get_hist_min(const struct metric_of *of, struct metric_value *out)
{
	count(out, hist_of(of)->min);
}

void
get_hist_max(const struct metric_of *of, struct metric_value *out)
{
	count(out, hist_of(of)->max);
}

void
get_hist_mean(const struct metric_of *of, struct metric_value *out)
{
	ratio(of->metric, out, hist_of(of)->sum, hist_of(of)->count);
}

void
get_hist_sum(const struct metric_of *of, struct metric_value *out)
{
	count(out, hist_of(of)->sum);
	out->known = !hist_of(of)->rounded;
}

void
get_hist_quantile(const struct metric_of *of, struct metric_value *out)
{
	count(out, hist_quantile(hist_of(of), of->metric->ppm));
}

void
get_hist_buckets(const struct metric_of *of, struct metric_value *out)
{
	out->known = true;
	out->hist = hist_of(of);
}

void
get_resident_mean(const struct metric_of *of, struct metric_value *out)
{
	ratio(of->metric, out, of->run->outcome.resident_sum,
	    of->run->outcome.references);
}

void
get_space_time(const struct metric_of *of, struct metric_value *out)
{
	count(out, of->run->outcome.resident_sum);
}

void
get_warnings(const struct metric_of *of, struct metric_value *out)
{
	struct warnings w;
	size_t len = 0;

	warnings_find(&w, of->study);
	out->known = w.n > 0;
	for (size_t i = 0; i < w.n && len < sizeof(out->text); i++)
		len +=
		    (size_t)snprintf(out->text + len, sizeof(out->text) - len,
			"%s%s", i == 0 ? "" : " ", w.item[i].code);
}
