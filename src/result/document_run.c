/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run of a document.
 */
#include <stdio.h>
#include <string.h>

#include "base/hist.h"
#include "base/mem.h"
#include "base/num.h"
#include "result/document_parts.h"
#include "result/label.h"
#include "result/metric.h"

/* The sum of a histogram.  Older documents have no "sum", only the mean with
 * three decimals, which gives the sum exactly for less than 1000 values; with
 * more of them it serves for the mean alone. */
static int
read_sum(const struct json_cursor *c, struct hist *h)
{
	double mean, sum;
	uint64_t n;

	if (json_cursor_has(c, "sum")) {
		if (json_cursor_count(c, "sum", 0, INT64_MAX, &n) != 0)
			return (-1);
		h->sum = n;
		return (0);
	}
	if (json_cursor_real(c, "mean", &mean) != 0)
		return (-1);
	sum = mean * (double)h->count + 0.5;
	if (!(sum < 9e18))
		return (json_cursor_fail(c, "mean", "is too large"));
	h->sum = (uint64_t)sum;
	h->rounded = h->count >= 1000;
	return (0);
}

/* The end of a bucket; that of the last one exceeds the integers of a document
 * and is written as the largest. */
static uint64_t
high_of(unsigned index)
{
	uint64_t high = hist_high(index);

	return (high > INT64_MAX ? INT64_MAX : high);
}

static int
read_buckets(const struct json_cursor *c, struct hist *h)
{
	struct json_cursor list;
	uint64_t b[3], all = 0;
	unsigned next = 0, index = 0;
	size_t n;

	if (json_cursor_list(c, "buckets", &list, &n) != 0)
		return (-1);
	for (size_t i = 0; i < n; i++, next = index + 1) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (json_cursor_counts(&at, "", b, 3) != 0)
			return (-1);
		index = hist_index(b[0]);
		if (index < next || hist_low(index) != b[0] ||
		    high_of(index) != b[1] || b[2] == 0)
			return (json_cursor_fail(&at, "",
			    "must be [low, high, count] of a bucket, in "
			    "ascending order"));
		if (i == 0 && hist_index(h->min) != index)
			return (json_cursor_fail(
			    c, "min", "must lie in the first bucket"));
		h->bucket[index] = b[2];
		all += b[2];
		if (all > h->count)
			break;
	}
	if (all != h->count)
		return (json_cursor_fail(
		    c, "count", "must be the sum of the buckets"));
	if (n > 0 && hist_index(h->max) != index)
		return (
		    json_cursor_fail(c, "max", "must lie in the last bucket"));
	return (0);
}

static int
read_hist(const struct json_cursor *c, const char *key, struct hist **out)
{
	struct json_cursor in;
	struct hist *h;

	*out = NULL;
	if (!json_cursor_has(c, key))
		return (0);
	h = mem_alloc(c->m, sizeof(*h));
	*out = h;
	if (json_cursor_enter(c, key, &in) != 0 ||
	    json_cursor_count(&in, "count", 0, INT64_MAX, &h->count) != 0 ||
	    json_cursor_count(&in, "min", 0, INT64_MAX, &h->min) != 0 ||
	    json_cursor_count(&in, "max", h->min, INT64_MAX, &h->max) != 0 ||
	    read_buckets(&in, h) != 0)
		return (-1);
	return (read_sum(&in, h));
}

/* Areas or processes: as many as the trace has, or none at all. */
static int
read_tallies(
    const struct json_cursor *c, const char *key, size_t n, struct tally **out)
{
	struct json_cursor list;
	size_t given;

	*out = NULL;
	if (!json_cursor_has(c, key))
		return (0);
	if (json_cursor_list(c, key, &list, &given) != 0)
		return (-1);
	if (given != n)
		return (json_cursor_fail(
		    c, key, "must have %zu elements, as the trace has", n));
	*out = mem_array(c->m, n, sizeof(**out));
	for (size_t i = 0; i < n; i++) {
		struct json_cursor at = json_cursor_element(&list, i);
		struct run part = { .frames = 0 };

		if (json_cursor_object(&at) != 0 ||
		    document_metrics(
			&at, METRIC_BY_PART, METRIC_DERIVED, NULL, &part) != 0)
			return (-1);
		(*out)[i].evictions = part.outcome.evictions;
		memcpy((*out)[i].faults, part.outcome.faults,
		    sizeof(part.outcome.faults));
	}
	return (0);
}

/* All runs of a study that have results at equal memory have those of the same
 * policies. */
static int
read_equal_memory(
    const struct json_cursor *c, const struct study *s, struct run *r)
{
	const struct run *like = NULL;
	struct json_cursor list;
	size_t n;

	if (!json_cursor_has(c, "equal_mean"))
		return (0);
	if (json_cursor_list(c, "equal_mean", &list, &n) != 0)
		return (-1);
	for (const struct run *p = s->run; p < r && like == NULL; p++)
		like = p->nequal_memory > 0 ? p : NULL;
	if (like != NULL && like->nequal_memory != n)
		return (json_cursor_fail(c, "equal_mean",
		    "must have %zu elements, as another run has",
		    like->nequal_memory));
	r->equal_memory = mem_array(c->m, n, sizeof(*r->equal_memory));
	r->nequal_memory = n;
	for (size_t i = 0; i < n; i++) {
		struct json_cursor at = json_cursor_element(&list, i);
		struct equal_memory *e = &r->equal_memory[i];

		if (json_cursor_object(&at) != 0 ||
		    json_cursor_text(&at, "policy", &e->policy) != 0 ||
		    json_cursor_count(
			&at, "frames", 1, INT64_MAX, &e->frames) != 0 ||
		    json_cursor_count(
			&at, "absent", 0, INT64_MAX, &e->faults) != 0)
			return (-1);
		if (like != NULL &&
		    strcmp(like->equal_memory[i].policy, e->policy) != 0)
			return (json_cursor_fail(&at, "policy",
			    "must be '%.60s', as in another run",
			    like->equal_memory[i].policy));
	}
	return (0);
}

static int
read_worst_page(const struct json_cursor *c, size_t narea, struct worst_page *w)
{
	uint64_t area;

	if (json_cursor_object(c) != 0 ||
	    json_cursor_count(c, "page", 0, INT64_MAX, &w->number) != 0 ||
	    json_cursor_count(c, "area", 0, UINT32_MAX, &area) != 0 ||
	    json_cursor_count(c, "faults", 0, INT64_MAX, &w->faults) != 0 ||
	    json_cursor_count(c, "evictions", 0, INT64_MAX, &w->evictions) !=
		0 ||
	    json_cursor_count(c, "evicted_at", 0, INT64_MAX, &w->evicted_at) !=
		0 ||
	    json_cursor_count(
		c, "evicted_for", 0, INT64_MAX, &w->evicted_for) != 0 ||
	    json_cursor_count(
		c, "wanted_after", 0, INT64_MAX, &w->wanted_after) != 0)
		return (-1);
	if (area >= narea)
		return (json_cursor_fail(
		    c, "area", "must be the index of an area"));
	w->area = (uint32_t)area;
	return (0);
}

/* A list of so many lists of causes. */
static int
read_causes(const struct json_cursor *c, const char *key,
    uint64_t (*out)[CAUSES], size_t n)
{
	struct json_cursor list;
	size_t given;

	if (json_cursor_list(c, key, &list, &given) != 0)
		return (-1);
	if (given != n)
		return (json_cursor_fail(c, key, "must have %zu elements", n));
	for (size_t i = 0; i < n; i++) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (json_cursor_counts(&at, "", out[i], CAUSES) != 0)
			return (-1);
	}
	return (0);
}

static int
read_explanation(
    const struct json_cursor *c, size_t narea, const struct explanation **out)
{
	static const char *const cause[CAUSES] = { "cold", "capacity",
		"policy" };
	struct json_cursor in, list;
	struct explanation *x;
	size_t n;

	if (!json_cursor_has(c, "explanation"))
		return (0);
	x = mem_alloc(c->m, sizeof(*x));
	*out = x;
	if (json_cursor_enter(c, "explanation", &in) != 0)
		return (-1);
	for (int i = 0; i < CAUSES; i++)
		if (json_cursor_count(
			&in, cause[i], 0, INT64_MAX, &x->cause[i]) != 0)
			return (-1);
	x->area = mem_array(c->m, narea, sizeof(*x->area));
	if (json_cursor_count(&in, "optimum", 0, INT64_MAX, &x->optimum) != 0 ||
	    read_causes(&in, "phases", x->phase, PHASES) != 0 ||
	    read_causes(&in, "areas", x->area, narea) != 0 ||
	    json_cursor_list(&in, "worst_pages", &list, &n) != 0)
		return (-1);
	if (n > WORST_PAGES)
		return (json_cursor_fail(
		    &in, "worst_pages", "more than %d", WORST_PAGES));
	x->nworst = (unsigned)n;
	for (size_t i = 0; i < n; i++) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (read_worst_page(&at, narea, &x->worst[i]) != 0)
			return (-1);
	}
	return (0);
}

/* "64", "25%" or "65536B", as label_memory() writes it; in an older document
 * without it, the frames. */
static int
read_memory(const struct json_cursor *c, struct run *r)
{
	const char *text, *why;
	char number[64];
	size_t len;
	int bad;

	r->memory =
	    (struct memory_size){ .unit = MEMORY_FRAMES, .n = r->frames };
	if (!json_cursor_has(c, "memory"))
		return (0);
	if (json_cursor_text(c, "memory", &text) != 0)
		return (-1);
	len = strlen(text);
	snprintf(number, sizeof(number), "%s", text);
	if (len > 0 && len < sizeof(number) && text[len - 1] == '%') {
		r->memory.unit = MEMORY_SHARE;
		bad = num_share(number, &r->memory.n, &why);
	} else {
		if (len > 0 && len < sizeof(number) && text[len - 1] == 'B') {
			r->memory.unit = MEMORY_BYTES;
			number[len - 1] = '\0';
		}
		bad = num_count(number, &r->memory.n, &why);
	}
	return (bad == 0 ? 0
			 : json_cursor_fail(c, "memory",
			       "must be a memory size: 64, 25%% or 65536B"));
}

/* The label of a policy or a device.  An older document has none, and does not
 * have the defaults, so the label is made with all parameters. */
static int
read_label(const struct json_cursor *c, const char *key, const char *name,
    const struct param *table, const void *values, const char **out)
{
	char params[LABEL_SIZE], label[2 * LABEL_SIZE], clean[LABEL_SIZE];

	if (json_cursor_has(c, key))
		return (json_cursor_text(c, key, out));
	label_params(params, sizeof(params), table, values, true);
	snprintf(label, sizeof(label), "%.256s%s%s", name,
	    params[0] == '\0' ? "" : ":", params);
	*out = mem_strdup(c->m, label_clean(clean, sizeof(clean), label));
	return (0);
}

static int
read_names(const struct json_cursor *c, struct run *r)
{
	if (json_cursor_values(
		c, "params", &r->policy_params, &r->policy_values) != 0)
		return (-1);
	if (json_cursor_has(c, "device_params") &&
	    json_cursor_values(
		c, "device_params", &r->device_params, &r->device_values) != 0)
		return (-1);
	if (read_label(c, "policy_label", r->policy, r->policy_params,
		r->policy_values, &r->policy_label) != 0)
		return (-1);
	return (read_label(c, "device_label", r->device, r->device_params,
	    r->device_values, &r->device_label));
}

int
document_run(
    const struct json_cursor *c, const struct study *s, struct run *out)
{
	const struct trace_facts *t = &s->trace;
	struct outcome *o = &out->outcome;
	uint64_t sum;

	if (json_cursor_object(c) != 0 ||
	    document_metrics(
		c, 0, METRIC_OF_TRACE | METRIC_DERIVED, NULL, out) != 0 ||
	    read_names(c, out) != 0 || read_memory(c, out) != 0 ||
	    read_hist(c, "latency_ns", &o->latency) != 0 ||
	    read_hist(c, "wait_ns", &o->wait) != 0 ||
	    read_tallies(c, "by_area", t->narea, &o->by_area) != 0 ||
	    read_tallies(c, "by_process", t->nprocess, &o->by_process) != 0 ||
	    read_equal_memory(c, s, out) != 0 ||
	    read_explanation(c, t->narea, &out->explanation) != 0)
		return (-1);
	if (o->denied > o->references)
		return (json_cursor_fail(
		    c, "denied", "must be at most the references"));
	if (!json_cursor_has(c, "resident.space_time"))
		return (0);
	if (json_cursor_count(c, "resident.space_time", 0, INT64_MAX, &sum) !=
	    0)
		return (-1);
	o->resident_sum = sum;
	return (0);
}
