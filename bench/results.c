/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The results as a document:
 *
 *	{ "schema": "pagerace.speed/1", "version", "commit", "processor",
 *	  "compiler", "isa", "rounds", "results": [ { "group", "workload",
 *	  "name", "ns": [samples in the order of the rounds], "median",
 *	  "quartiles": [lower, upper], "base", "ratio", "ratio_quartiles",
 *	  "note" } ] }
 *
 * base, the ratios and note are there where a result has them.
 */
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/isa.h"
#include "base/save.h"
#include "bench/driver.h"

extern const char build_commit[];

static const char *
processor(void)
{
	static char model[200] = "unknown processor";
	char line[256];
	FILE *in = fopen("/proc/cpuinfo", "r");

	while (in != NULL && fgets(line, sizeof(line), in) != NULL)
		if (sscanf(line, "model name : %199[^\n]", model) == 1)
			break;
	if (in != NULL)
		fclose(in);
	return (model);
}

void
results_heading(const struct bench_options *o)
{
	printf("# processor time, median [quartiles] of %ju rounds; a ratio is "
	       "of the samples of one round\n# %s, %s; compiler %s%s\n",
	    (uintmax_t)o->rounds, processor(), isa_name(isa_chosen()),
	    __VERSION__,
	    o->quick ? "; --quick: too little to mean anything" : "");
}

static json_t *
result(const struct timing *x)
{
	json_t *r = json_pack("{s:s, s:s, s:s, s:f, s:[f, f]}", "group",
	    x->group, "workload", x->workload, "name", x->name, "median",
	    timing_quartile(x, 2), "quartiles", timing_quartile(x, 1),
	    timing_quartile(x, 3));
	json_t *ns = json_array();

	for (size_t i = 0; i < x->n; i++)
		json_array_append_new(ns, json_real(x->ns[i]));
	json_object_set_new(r, "ns", ns);
	if (x->base != NULL) {
		json_object_set_new(r, "base", json_string(x->base->name));
		json_object_set_new(r, "ratio", json_real(timing_ratio(x, 2)));
		json_object_set_new(r, "ratio_quartiles",
		    json_pack(
			"[f, f]", timing_ratio(x, 1), timing_ratio(x, 3)));
	}
	if (x->note[0] != '\0')
		json_object_set_new(r, "note", json_string(x->note));
	return (r);
}

void
results_write(const struct timings *t, const struct bench_options *o)
{
	json_t *list = json_array(), *all;
	struct save save;
	struct err err;

	for (size_t i = 0; i < t->n; i++)
		if (t->item[i]->n > 0)
			json_array_append_new(list, result(t->item[i]));
	all = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:I, s:b, s:o}",
	    "schema", "pagerace.speed/1", "version", VERSION_TEXT, "commit",
	    build_commit, "processor", processor(), "compiler", __VERSION__,
	    "isa", isa_name(isa_chosen()), "rounds", (json_int_t)o->rounds,
	    "quick", o->quick, "results", list);
	bench_expect(save_open(&save, o->json, &err), &err);
	json_dumpf(all, save.to, JSON_INDENT(1) | JSON_REAL_PRECISION(6));
	fputc('\n', save.to);
	bench_expect(save_close(&save, true, &err), &err);
	json_decref(all);
}
