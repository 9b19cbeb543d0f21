/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is counted for each area and each process adds up to what is counted for
 * the run, for every metric of which parts are kept, every policy there is and
 * every way in which a page can go: as a victim, released by the policy, moved
 * out for a page that is pinned, populated or copied, paged out, unmapped; and
 * without events, with few areas and with more than a byte tells apart.  The
 * sums among the metrics of a run hold as well, and pages and references are
 * those of the areas and processes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "config/selection.h"
#include "config/settings.h"
#include "device/device.h"
#include "policy/choose.h"
#include "result/metric.h"
#include "study/engine.h"
#include "unit/fixture.h"

#define PROCESSES 3
#define STEPS     6000
#define PAGES     60 /* of each process: a heap, and another area */

static void
write_event(FILE *f, struct rng *rng, unsigned pid)
{
	static const char *const word[] = { "pin", "unpin", "unpin" };
	static const char *const out[] = { "pageout", "discard" };
	uint64_t page = 16 + rng_below(rng, 3) * 9, kind = rng_below(rng, 9);

	if (kind < 3)
		fprintf(f, "%s %jx000 4K pid=%u\n", word[kind], (uintmax_t)page,
		    pid);
	else if (kind == 3)
		fprintf(f, "unmap %x000 8K pid=%u\nmap %x000 8K rw pid=%u\n",
		    16 + PAGES, pid, 16 + PAGES, pid);
	else if (kind == 4)
		fprintf(f,
		    "unmap %x000 16K pid=%u\n"
		    "map %x000 16K rw populated pid=%u\n",
		    20 + PAGES, pid, 20 + PAGES, pid);
	else if (kind < 7)
		fprintf(f, "%s %x000 32K pid=%u\n", out[kind - 5], 50, pid);
	else if (kind == 7)
		fprintf(f, "suspend %u\nresume %u\n", pid, pid);
	else
		fputs("tick\n", f);
}

static void
write_trace(void)
{
	FILE *f = fopen("trace", "w");
	struct rng rng = { 7 };

	fprintf(f, "pagerace-trace 1\nmap 10000 %dK rw name=heap\n", PAGES * 4);
	for (int i = 0; i < STEPS; i++) {
		unsigned pid = (unsigned)(i / 97 % PROCESSES);
		uint64_t page = 16 + rng_below(&rng, PAGES + 8);

		if (pid > 0 && i < 97 * (int)PROCESSES && i % 97 == 0)
			fprintf(f, "fork %u\n", pid);
		if (rng_below(&rng, 3) > 0)
			page = 16 + (unsigned)i / 400 + page % 6;
		fprintf(f, "%c %jx000 4 pid=%u\n",
		    rng_below(&rng, 3) == 0 ? 'W' : 'R', (uintmax_t)page, pid);
		if (i > 300 && i % 11 == 0)
			write_event(f, &rng, pid);
	}
	fclose(f);
}

/* Without events; each page is in an area of its own if it is spread. */
static void
write_quiet(bool spread)
{
	FILE *f = fopen("trace", "w");
	struct rng rng = { 11 };

	fprintf(f, "pagerace-trace 1\n");
	for (int i = 0; i < STEPS; i++) {
		uint64_t page = 1 + rng_below(&rng, 2 * PAGES);

		if (rng_below(&rng, 3) > 0)
			page = 1 + (unsigned)i / 400 + page % 6;
		if (spread)
			page <<= 16;
		fprintf(f, "%c %jx000 4 pid=%u\n",
		    rng_below(&rng, 3) == 0 ? 'W' : 'R', (uintmax_t)page,
		    (unsigned)rng_below(&rng, PROCESSES));
	}
	fclose(f);
}

static const struct row {
	const char *name;
	struct setting set[2];
	bool quiet, spread;
} rows[] = {
	{ "default", { { 0 } }, false, false },
	{ "local", { { "scope", "local", { 0 } } }, false, false },
	{ "swap cache", { { "swap_cache", "yes", { 0 } } }, false, false },
	{ "written", { { "always_write", "yes", { 0 } } }, false, false },
	{ "warm-up", { { "warmup", "2000", { 0 } } }, true, false },
	{ "many areas", { { 0 } }, true, true },
};

static void
study_trace(struct study *study, const struct settings *settings)
{
	static const struct err_where nowhere;
	struct selections p = { 0 };
	struct memories n = { 0 };
	struct figures figures = { .digest = "none" };
	struct run_spec *run;
	struct engine_spec spec = {
		.parts = true,
		.trace = { .path = "trace", .settings = settings },
		.settings_table = settings_table,
		.settings = settings,
		.figures = &figures,
		.policies = policy_list,
		.jobs = 2,
	};
	struct err err;
	char all[4096] = "ws:tau=50,pff:threshold=40";

	for (size_t i = 0; policy_list[i] != NULL; i++) {
		strcat(all, ",");
		strcat(all, policy_list[i]->name);
	}
	ck_assert_msg(
	    selections_read(&p, mem, all, &nowhere, ERR_USAGE, &err) == 0, "%s",
	    err.msg);
	ck_assert(memories_read(
		      &n, mem, "30,60,100", &nowhere, ERR_USAGE, &err) == 0);
	run = mem_array(mem, p.n * n.n, sizeof(*run));
	for (size_t i = 0; i < p.n * n.n; i++)
		run[i] = (struct run_spec){ p.item[i / n.n], &device_free, NULL,
			n.item[i % n.n] };
	spec.run = run;
	spec.nrun = p.n * n.n;
	ck_assert_msg(engine_run(&spec, mem, study, &err) == 0, "%s", err.msg);
}

static uint64_t
value(const struct metric *m, const struct study *s, const struct run *r)
{
	struct metric_value v;

	metric_get(m, s, r, &v);
	return (v.n);
}

static uint64_t
sum_of_parts(const struct metric *m, const struct study *s,
    const struct tally *part, size_t n)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		struct run run = { .policy = "" };

		run.outcome.evictions = part[i].evictions;
		memcpy(run.outcome.faults, part[i].faults,
		    sizeof(run.outcome.faults));
		sum += value(m, s, &run);
	}
	return (sum);
}

static uint64_t
sum_of_named(const struct metric *m, const struct study *s, const struct run *r)
{
	char *names = strdup(m->sum), *save = NULL;
	uint64_t sum = 0;

	for (const char *name = strtok_r(names, " ", &save); name != NULL;
	     name = strtok_r(NULL, " ", &save))
		sum += value(metric_find(name), s, r);
	free(names);
	return (sum);
}

static void
check_run(const struct study *s, const struct run *r, const char *row)
{
	const struct outcome *o = &r->outcome;

	ck_assert_ptr_nonnull(o->by_area);
	ck_assert_ptr_nonnull(o->by_process);
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		if ((m->flags & METRIC_BY_PART) != 0) {
			ck_assert_msg(
			    value(m, s, r) ==
				sum_of_parts(m, s, o->by_area, s->trace.narea),
			    "%s, %s, %ju frames: %s by area", row, r->policy,
			    (uintmax_t)r->frames, m->name);
			ck_assert_msg(
			    value(m, s, r) == sum_of_parts(m, s, o->by_process,
						  s->trace.nprocess),
			    "%s, %s, %ju frames: %s by process", row, r->policy,
			    (uintmax_t)r->frames, m->name);
		}
		if (m->sum != NULL)
			ck_assert_msg(value(m, s, r) == sum_of_named(m, s, r),
			    "%s, %s", r->policy, m->name);
	}
	ck_assert_uint_eq(
	    o->hits + outcome_faults(o) + o->denied, o->references);
}

START_TEST(parts)
{
	struct settings settings;
	struct study s;
	struct err err;
	uint64_t area_pages = 0, pages = 0, references = 0;

	if (rows[_i].quiet)
		write_quiet(rows[_i].spread);
	else
		write_trace();
	ck_assert_int_eq(settings_read(&settings, rows[_i].set,
			     rows[_i].set[0].name != NULL, &err),
	    0);
	study_trace(&s, &settings);
	for (size_t i = 0; i < s.nrun; i++)
		check_run(&s, &s.run[i], rows[_i].name);
	for (size_t i = 0; i < s.trace.narea; i++)
		area_pages += s.trace.area[i].pages;
	for (size_t i = 0; i < s.trace.nprocess; i++) {
		pages += s.trace.process[i].pages;
		references += s.trace.process[i].references;
	}
	ck_assert_uint_eq(area_pages, s.trace.pages);
	ck_assert_uint_eq(pages, s.trace.pages);
	ck_assert_uint_eq(references, s.trace.references);
	ck_assert(rows[_i].quiet || s.trace.changes > 100);
	ck_assert(!rows[_i].spread || s.trace.narea > 300);
	ck_assert_uint_eq(s.trace.malformed, 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("parts");

	fixture_mem(t);
	fixture_folder(t);
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, parts, 0, ROWS(rows));
	return (fixture_run("parts", t));
}
