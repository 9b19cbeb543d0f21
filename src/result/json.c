/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The result document, "pagerace.result/1": doc/RESULT.md says what each key
 * means, doc/result.schema.json holds it to its form.  Nothing in it depends
 * on the clock, the workers, the machine or the path of the trace, so two runs
 * of the same thing are the same bytes; but for "timing", where it is asked
 * for.
 *
 * json_pack() takes what it is given whether or not it succeeds, and gives
 * NULL when any part is NULL; so only the whole need be looked at.
 */
#include "result/json.h"

#include "base/hist.h"
#include "base/param.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/ratio.h"

static json_t *
param_value(const struct param *p, const void *values)
{
	const void *at = (const char *)values + p->offset;
	char text[512];

	switch (p->type) {
	case PARAM_BOOL:
		return (json_boolean(*(const bool *)at));
	case PARAM_COUNT:
	case PARAM_SIZE:
	case PARAM_TIME:
		return (json_count(*(const uint64_t *)at));
	case PARAM_REAL:
		return (json_real(*(const double *)at));
	case PARAM_AMOUNT:
		if (((const struct amount *)at)->ppm == 0)
			return (json_count(((const struct amount *)at)->count));
		break;
	default:
		break;
	}
	return (json_clean(param_print(p, values, text, sizeof(text))));
}

/* All values of a table by name. */
static json_t *
param_values(const struct param *table, const void *values)
{
	json_t *o = json_object();

	if (table == NULL || values == NULL)
		return (o);
	for (const struct param *p = table; p->name != NULL; p++)
		if (json_object_set_new(o, p->name, param_value(p, values)) !=
		    0) {
			json_decref(o);
			return (NULL);
		}
	return (o);
}

static json_t *
area(const void *from, size_t k)
{
	const struct area_fact *a =
	    &((const struct trace_facts *)from)->area[k];
	static const char *const backend[] = { "lazy", "populated", "linear" };
	static const char letter[] = "rwxudn";
	char flags[sizeof(letter)], start[24];
	size_t n = 0;

	for (size_t i = 0; i + 1 < sizeof(letter); i++)
		if (a->flags >> i & 1)
			flags[n++] = letter[i];
	flags[n] = '\0';
	snprintf(start, sizeof(start), "0x%jx", (uintmax_t)a->start);
	return (json_pack("{s:o, s:I, s:s, s:o, s:s, s:s, s:o}", "name",
	    json_clean(a->name), "process", (json_int_t)a->process, "start",
	    start, "bytes", json_count(a->size), "flags", flags, "backend",
	    backend[a->backend], "pages", json_count(a->pages)));
}

static json_t *
process(const void *from, size_t k)
{
	const struct process_fact *p =
	    &((const struct trace_facts *)from)->process[k];
	int walk = 0; /* tables that a look-up of a page goes through */

	for (size_t i = 0; i < sizeof(p->tables) / sizeof(p->tables[0]); i++)
		walk += p->tables[i] > 0;
	return (json_pack(
	    "{s:I, s:I, s:o, s:o, s:o, s:o, s:[o, o, o, o, o], s:i}", "pid",
	    (json_int_t)p->pid, "parent", (json_int_t)p->parent, "references",
	    json_count(p->references), "denied", json_count(p->denied), "pages",
	    json_count(p->pages), "table_bytes", json_count(p->table_bytes),
	    "tables", json_count(p->tables[0]), json_count(p->tables[1]),
	    json_count(p->tables[2]), json_count(p->tables[3]),
	    json_count(p->tables[4]), "walk", walk));
}

void
json_put_trace(struct json_text *t, const struct trace_facts *facts)
{
	json_open(t, "trace", '{');
	json_put_members(t,
	    json_pack("{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, "
		      "s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
		"name", json_clean(facts->name), "format",
		json_clean(facts->format), "digest", facts->digest,
		"references", json_count(facts->references), "reads",
		json_count(facts->reads), "writes", json_count(facts->writes),
		"fetches", json_count(facts->fetches), "denied",
		json_count(facts->denied_area + facts->denied_permission),
		"pages", json_count(facts->pages), "page_size",
		json_count(facts->page_size), "accesses",
		json_count(facts->accesses), "straddles",
		json_count(facts->straddles), "denied_area",
		json_count(facts->denied_area), "denied_permission",
		json_count(facts->denied_permission), "ignored",
		json_count(facts->ignored), "malformed",
		json_count(facts->malformed), "changes",
		json_count(facts->changes)));
	json_put_list(t, "areas", facts->narea, area, facts);
	json_put_list(t, "processes", facts->nprocess, process, facts);
	json_close(t, '}');
}

/* A quotient as a real number of three decimals. */
static json_t *
mean(unsigned __int128 sum, uint64_t count)
{
	return (json_real(
	    count == 0 ? 0.0 : (double)ratio_of(sum, count, 1000) / 1000));
}

static json_t *
latency(const struct hist *h)
{
	static const struct hist none;
	json_t *buckets = json_array();
	size_t n = 0;

	if (h == NULL)
		h = &none;
	for (unsigned i = 0; hist_next(h, &i); i++, n++)
		json_array_append_new(buckets,
		    json_pack("[o, o, o]", json_count(hist_low(i)),
			json_count(hist_high(i)), json_count(h->bucket[i])));
	if (json_array_size(buckets) != n) {
		json_decref(buckets);
		buckets = NULL;
	}
	return (json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}",
	    "count", json_count(h->count), "min", json_count(h->min), "mean",
	    mean(h->sum, h->count), "p50", json_count(hist_quantile(h, 500000)),
	    "p90", json_count(hist_quantile(h, 900000)), "p99",
	    json_count(hist_quantile(h, 990000)), "p999",
	    json_count(hist_quantile(h, 999000)), "max", json_count(h->max),
	    "buckets", buckets));
}

static json_t *
faults(const uint64_t n[FAULT_KINDS])
{
	unsigned __int128 cow =
	    (unsigned __int128)n[FAULT_COW] + n[FAULT_COW_LAST];

	return (json_pack("{s:o, s:o, s:o, s:o, s:o}", "total",
	    json_count(cow + n[FAULT_ZERO] + n[FAULT_SWAP_IN]), "zero_fill",
	    json_count(n[FAULT_ZERO]), "swap_in", json_count(n[FAULT_SWAP_IN]),
	    "cow", json_count(cow), "cow_copies", json_count(n[FAULT_COW])));
}

/* Faults and evictions of an area or a process, in the trace's order. */
static json_t *
tally(const void *from, size_t i)
{
	const struct tally *t = &((const struct tally *)from)[i];

	return (json_pack("{s:o, s:o}", "faults", faults(t->faults),
	    "evictions", json_count(t->evictions)));
}

/* What another faults in as much memory as the run used on the mean. */
static json_t *
equal_memory(const void *from, size_t i)
{
	const struct equal_memory *p =
	    &((const struct run *)from)->equal_memory[i];

	return (json_pack("{s:s, s:o, s:o}", "policy", p->policy, "frames",
	    json_count(p->frames), "absent", json_count(p->faults)));
}

static void
put_run(struct json_text *t, const struct study *s, const struct run *r)
{
	const struct outcome *o = &r->outcome;
	char memory[40];
	uint64_t opt;
	json_t *counts = json_pack(
	    "{s:o, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o,"
	    " s:{s:o, s:o, s:o}, s:{s:o, s:o}, s:o, s:o,"
	    " s:o, s:s, s:s, s:o, s:o, s:o,"
	    " s:{s:o, s:o, s:o}, s:o}",
	    "policy", json_clean(r->policy), "params",
	    param_values(r->policy_params, r->policy_values), "sight", r->sight,
	    "frames", json_count(r->frames), "device", json_clean(r->device),
	    "model", param_values(s->settings_table, &s->settings),
	    "references", json_count(o->references), "hits",
	    json_count(o->hits), "faults", faults(o->faults), "evictions",
	    json_count(o->evictions), "swap", "reads",
	    json_count(o->swap_reads), "writes", json_count(o->swap_writes),
	    "slots_peak", json_count(o->slots_peak), "time_ns", "total",
	    json_count(o->total_ns), "stall", json_count(o->stall_ns),
	    "latency_ns", latency(o->latency), "wait_ns", latency(o->wait),
	    "device_params", param_values(r->device_params, r->device_values),
	    "figures", r->figures != NULL ? r->figures : "", "memory",
	    label_memory(memory, sizeof(memory), &r->memory), "denied",
	    json_count(o->denied), "no_frame", json_count(o->no_frame),
	    "cleaned", json_count(o->cleaned), "resident", "mean",
	    mean(o->resident_sum, o->references), "peak",
	    json_count(o->resident_peak), "space_time",
	    json_count(o->resident_sum), "state_bytes",
	    json_count(o->state_bytes));

	json_open(t, NULL, '{');
	json_put_members(t, counts);
	if (metric_optimum(s, r->frames, &opt))
		json_put(t, "optimum", json_count(opt));
	if (r->varies)
		json_put(t, "varies_space", json_true());
	if (r->nequal_memory > 0)
		json_put_list(
		    t, "equal_mean", r->nequal_memory, equal_memory, r);
	if (o->by_area != NULL)
		json_put_list(t, "by_area", s->trace.narea, tally, o->by_area);
	if (o->by_process != NULL)
		json_put_list(
		    t, "by_process", s->trace.nprocess, tally, o->by_process);
	if (r->explanation != NULL)
		json_put_explanation(t, r->explanation, s->trace.narea);
	json_close(t, '}');
}

/* Of the machine this ran on, and so in no document that does not ask. */
static json_t *
timing(const struct study *s)
{
	return (json_pack("{s:o, s:o}", "wall_ns", json_count(s->wall_ns),
	    "references_per_second",
	    json_count((unsigned __int128)study_references(s) * 1000000000 /
		       s->wall_ns)));
}

static void
put_study(struct json_text *t, const struct study *s)
{
	json_open(t, NULL, '{');
	json_put(t, "schema", json_string("pagerace.result/1"));
	json_put(t, "tool", json_tool());
	json_put_trace(t, &s->trace);
	json_open(t, "runs", '[');
	for (size_t i = 0; i < s->nrun; i++)
		put_run(t, s, &s->run[i]);
	json_close(t, ']');
	json_put(t, "curves", json_array());
	if (s->wall_ns > 0)
		json_put(t, "timing", timing(s));
	json_close(t, '}');
}

int
json_suite(const struct study *const *s, size_t n, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };

	json_open(&t, NULL, '{');
	json_put(&t, "schema", json_string("pagerace.suite/1"));
	json_put(&t, "tool", json_tool());
	json_open(&t, "results", '[');
	for (size_t i = 0; i < n; i++)
		put_study(&t, s[i]);
	json_close(&t, ']');
	json_close(&t, '}');
	return (json_end(&t, err));
}

int
json_write_study(const struct study *s, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };

	put_study(&t, s);
	return (json_end(&t, err));
}

int
json_write_facts(const struct trace_facts *t, FILE *to, struct err *err)
{
	struct json_text out = { .to = to };

	json_open(&out, NULL, '{');
	json_put(&out, "schema", json_string("pagerace.facts/1"));
	json_put(&out, "tool", json_tool());
	json_put_trace(&out, t);
	json_put(&out, "area_lookups",
	    json_pack("{s:o, s:o}", "calls", json_count(t->find_calls),
		"cached", json_count(t->find_cached)));
	json_close(&out, '}');
	return (json_end(&out, err));
}
