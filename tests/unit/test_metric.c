/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The metric table: every row is whole and its name its own; the schema and the
 * pages that describe the document have the same rows; and the numbers of one
 * run worked out by hand.
 */
#include <ctype.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "golden/studies.h"
#include "result/metric.h"
#include "unit/fixture.h"

START_TEST(whole)
{
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		bool kept = m->get == NULL;

		for (const char *p = m->name; *p != '\0'; p++)
			ck_assert(islower(*p) || isdigit(*p) || *p == '_' ||
				  *p == '.');
		ck_assert_ptr_nonnull(m->unit);
		ck_assert(isalnum(m->text[0]) || m->text[0] == '[');
		ck_assert(m->text[strlen(m->text) - 1] != '.');
		ck_assert(!kept || m->kind <= METRIC_TIME ||
			  m->kind == METRIC_TEXT || m->kind == METRIC_FLAG);
		ck_assert((m->kind == METRIC_RATIO) == (m->places > 0));
		ck_assert((m->flags & METRIC_GATED) == 0 ||
			  m->kind == METRIC_COUNT || m->kind == METRIC_TIME);
		for (const struct metric *d = metrics; d != m; d++)
			ck_assert_str_ne(m->name, d->name);
		ck_assert_ptr_eq(metric_find(m->name), m);
	}
	ck_assert_ptr_null(metric_find("faults"));
}
END_TEST

/* No two columns share a name. */
START_TEST(column_names)
{
	char a[64], b[64];

	for (const struct metric *m = NULL;
	     (m = metric_next_column(m)) != NULL;)
		for (const struct metric *d = NULL;
		     (d = metric_next_column(d)) != m;)
			ck_assert_str_ne(metric_column(m, a, sizeof(a)),
			    metric_column(d, b, sizeof(b)));
}
END_TEST

/* A sum is the sum of its parts in every run. */
START_TEST(sums)
{
	struct study s;

	sample_replay(&s, mem);
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		struct metric_value v;
		uint64_t total, sum = 0;
		char *parts, *name, *save = NULL;

		if (m->sum == NULL)
			continue;
		metric_get(m, &s, &s.run[0], &v);
		total = v.n;
		parts = strdup(m->sum);
		for (name = strtok_r(parts, " ", &save); name != NULL;
		     name = strtok_r(NULL, " ", &save)) {
			ck_assert_ptr_nonnull(metric_find(name));
			metric_get(metric_find(name), &s, &s.run[0], &v);
			sum += v.n;
		}
		free(parts);
		ck_assert_uint_eq(total, sum);
	}
}
END_TEST

static char *
source_path(char *buf, size_t size, const char *name)
{
	const char *source = getenv("srcdir");

	snprintf(buf, size, "%s/%s", source != NULL ? source : ".", name);
	return (buf);
}

static const json_t *
follow(const json_t *root, const json_t *at)
{
	const char *ref = json_string_value(json_object_get(at, "$ref"));

	if (ref == NULL)
		return (at);
	return (json_object_get(
	    json_object_get(root, "$defs"), ref + strlen("#/$defs/")));
}

static bool requires(const json_t *object, const char *name)
{
	const json_t *list = json_object_get(object, "required");
	size_t i;
	json_t *v;

	json_array_foreach(list, i, v)
	{
		if (strcmp(json_string_value(v), name) == 0)
			return (true);
	}
	return (false);
}

static const char *
type_of(const json_t *at)
{
	const char *type = json_string_value(json_object_get(at, "type"));

	if (type != NULL)
		return (type);
	return (json_object_get(at, "enum") != NULL    ? "string"
		: json_object_get(at, "const") != NULL ? "boolean"
						       : "nothing");
}

/* The schema has a property for every row, of its kind, and requires what the
 * reader requires. */
START_TEST(schema)
{
	static const char *const type[] = { "integer", "integer", "number",
		"string", "boolean", "object", "array" };
	char path[4096];
	json_error_t why;
	json_t *root = json_load_file(
	    source_path(path, sizeof(path), "doc/result.schema.json"), 0, &why);

	ck_assert_msg(root != NULL, "%s: %s", path, why.text);
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		const json_t *at = json_object_get(root, "$defs"), *outer = at;
		char *parts = strdup(m->name), *name, *save = NULL;
		bool needed = (m->flags & METRIC_REQUIRED) != 0;

		if ((m->flags & METRIC_OF_TRACE) == 0)
			at = json_object_get(at, "run");
		for (name = strtok_r(parts, ".", &save);
		     name != NULL && (m->flags & METRIC_DERIVED) == 0;
		     name = strtok_r(NULL, ".", &save)) {
			outer = at;
			if (json_object_get(at, "properties") != NULL)
				at = json_object_get(at, "properties");
			at = follow(root, json_object_get(at, name));
			ck_assert_msg(
			    at != NULL, "the schema lacks %s", m->name);
			ck_assert_msg(
			    !needed ||
				outer == json_object_get(root, "$defs") ||
				requires(outer, name),
			    "the schema does not require %s", m->name);
		}
		if ((m->flags & METRIC_DERIVED) == 0)
			ck_assert_msg(strcmp(type_of(at), type[m->kind]) == 0,
			    "%s is %s in the schema", m->name, type_of(at));
		free(parts);
	}
	json_decref(root);
}
END_TEST

/* doc/RESULT.md has a row for every metric of the document, and for no
 * other. */
START_TEST(documented)
{
	static const char *const kind[] = { "count", "time", "ratio", "text",
		"flag", "values", "list" };
	char path[4096], row[512], *text = NULL;
	size_t cap = 0, rows = 0, wanted = 0;
	FILE *from =
	    fopen(source_path(path, sizeof(path), "doc/RESULT.md"), "r");

	ck_assert_ptr_nonnull(from);
	ck_assert_int_gt(getdelim(&text, &cap, EOF, from), 0);
	fclose(from);
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		if ((m->flags & METRIC_DERIVED) != 0)
			continue;
		snprintf(row, sizeof(row), "\n| `%s` | %s | %s | %s%s |\n",
		    m->name, kind[m->kind], m->unit, m->text,
		    (m->flags & METRIC_GATED) != 0 ? " (gated)" : "");
		ck_assert_msg(
		    strstr(text, row) != NULL, "doc/RESULT.md lacks%s", row);
		wanted++;
	}
	for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
		for (size_t i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
			const char *cell = strstr(p + 1, "` | ");

			snprintf(row, sizeof(row), "` | %s | ", kind[i]);
			rows += strncmp(p, "\n| `", 4) == 0 && cell != NULL &&
				cell < strchr(p + 1, '\n') &&
				strncmp(cell, row, strlen(row)) == 0;
		}
	ck_assert_uint_eq(rows, wanted);
	free(text);
}
END_TEST

/* The first run of the comparison: LRU, 3 frames, flash, 10 page faults. */
static const struct {
	const char *name, *text;
} LRU3[] = {
	{ "trace.name", "belady.trace" },
	{ "policy", "lru" },
	{ "params", "" },
	{ "sight", "accesses" },
	{ "device", "flash" },
	{ "frames", "3" },
	{ "memory", "3" },
	{ "memory_bytes", "12288" },
	{ "references", "12" },
	{ "hits", "2" },
	{ "faults.page_faults", "10" },
	{ "fault_rate", "0.833333" },
	{ "faults.total", "10" },
	{ "faults.zero_fill", "5" },
	{ "faults.swap_in", "5" },
	{ "faults.cow", "0" },
	{ "evictions", "7" },
	{ "swap.reads", "5" },
	{ "swap.writes", "4" },
	{ "swap.slots_peak", "4" },
	{ "time_ns.stall", "402500" },
	{ "time_ns.total", "403700" },
	{ "latency_ns.mean", "40250.000" },
	{ "latency_ns.p50", "501" },   /* 5 of 10: the highest of its bucket */
	{ "latency_ns.p90", "80000" }, /* never above the maximum */
	{ "latency_ns.max", "80000" },
	{ "wait_ns.max", "0" },
	{ "resident.mean", "2.500" }, /* 30 / 12 */
	{ "resident.peak", "3" },
	{ "resident.space_time", "30" },
	{ "state_bytes", "48" },
	{ "optimum", "7" },
	{ "regret", "3" },
	{ "opt_ratio", "1.429" },
	{ "varies_space", "" },
	{ "policy_label", "lru" },
};

START_TEST(lru3)
{
	const struct metric *m = metric_find(LRU3[_i].name);
	struct study s;
	char buf[512];

	sample_comparison(&s, mem);
	ck_assert_ptr_nonnull(m);
	ck_assert_str_eq(
	    metric_print(m, &s, &s.run[0], false, buf, sizeof(buf)),
	    LRU3[_i].text);
}
END_TEST

/* A run without references has no rate, mean or ratio, and needs no
 * histogram. */
START_TEST(nothing)
{
	static const char *const blank[] = { "fault_rate", "resident.mean",
		"latency_ns.mean", "optimum", "regret", "opt_ratio" };
	struct study s;
	char buf[512];

	sample_empty(&s, mem);
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		metric_print(m, &s, &s.run[0], false, buf, sizeof(buf));
		for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]); i++)
			if (strcmp(m->name, blank[i]) == 0)
				ck_assert_str_eq(buf, "");
	}
}
END_TEST

/* A policy with fewer faults than OPT is an error of the program; the
 * difference must not wrap to a number near 2^64. */
START_TEST(below_optimum)
{
	struct study s;
	char buf[512];

	sample_comparison(&s, mem);
	s.run[0].outcome.faults[FAULT_SWAP_IN] = 0;
	ck_assert_str_eq(metric_print(metric_find("regret"), &s, &s.run[0],
			     false, buf, sizeof(buf)),
	    "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("metric");

	fixture_mem(t);
	tcase_add_test(t, whole);
	tcase_add_test(t, column_names);
	tcase_add_test(t, sums);
	tcase_add_test(t, schema);
	tcase_add_test(t, documented);
	tcase_add_loop_test(t, lru3, 0, ROWS(LRU3));
	tcase_add_test(t, nothing);
	tcase_add_test(t, below_optimum);
	return (fixture_run("metric", t));
}
