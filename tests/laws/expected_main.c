/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults, and dirty evictions where they are given, of recorded traces are
 * compared with a table of expected values.  Its columns are trace, policy,
 * variant, frames, accesses, faults, dirty evictions, and the source.
 *
 * The table is not part of this project: where it is absent the test is
 * skipped.  Every trace is run as an ordinary study.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/selection.h"
#include "config/settings.h"
#include "device/device.h"
#include "policy/choose.h"
#include "study/engine.h"

#define SKIPPED   77
#define ROWS_MAX  4096
#define FIELDS    9
#define LINE_MAX_ 1024

struct row {
	char trace[64];
	char policy[16];
	unsigned long frames, accesses, faults;
	long dirty; /* -1: not given */
};

/* The table's name of a policy, and ours. */
static const struct alias {
	const char *theirs, *ours;
} aliases[] = {
	{ "FIFO", "fifo" },
	{ "CLOCK", "clock" },
	{ "CLOCK0", "clock:load_bit=0" },
	{ "CLOCKSTAY", "clock:hand=stay" },
	{ "LRU", "lru" },
	{ "OPT", "opt" },
	{ "MRU", "mru" },
	{ "SIEVE", "sieve" },
	{ "ARC", "arc" },
	{ "ARCINT", "arc:arithmetic=integer" },
	{ "CAR", "car" },
	{ "CARINT", "car:arithmetic=integer" },
	{ "TWOQ", "2q" },
	{ "LIRS", "lirs" },
	{ "LFU_LRU", "lfu" },
	{ "LFU_FIFO", "lfu:ties=fifo" },
	{ "PLFU_LRU", "lfu:memory=perfect" },
	{ NULL, NULL },
};

/* The path of a trace, and how it is read. */
static const struct json_cursor {
	const char *prefix, *folder, *suffix;
} places[] = {
	{ "lirs/", "caffeine/lirs/", ".trace.gz" },
	{ "ucsd/", "caffeine/address/", ".trace.gz" },
	{ "spec/", "pitt-spec/", ".trace.gz" },
	{ "lackey/", "lackey-cjdevault/", ".trace.gz" },
	{ "csc369/", "utoronto-csc369/", ".ref" },
	{ "arc/", "arc-fast03/", ".gz" },
	{ "adelaide/", "adelaide/", "" },
	{ "textbook/", "textbook/", ".txt" },
	{ NULL, NULL, NULL },
};

static struct row rows[ROWS_MAX];
static size_t nrows;
static int passed, failed, skipped;

static void
die(const struct err *err)
{
	fprintf(stderr, "expected: %s\n", err->msg);
	exit(1);
}

static bool
split(char *line, char *field[FIELDS])
{
	int n = 0;

	line[strcspn(line, "\n")] = '\0';
	for (char *at = line; n < FIELDS; n++) {
		field[n] = at;
		at = strchr(at, '\t');
		if (at == NULL)
			break;
		*at++ = '\0';
	}
	return (n >= 6);
}

static bool
read_rows(const char *shared)
{
	char path[4096], line[LINE_MAX_], *field[FIELDS];
	FILE *in;

	snprintf(path, sizeof(path), "%s/expected.tsv", shared);
	in = fopen(path, "r");
	if (in == NULL)
		return (false);
	while (fgets(line, sizeof(line), in) != NULL && nrows < ROWS_MAX) {
		struct row *r = &rows[nrows];

		if (!split(line, field) || strcmp(field[0], "trace") == 0)
			continue;
		snprintf(r->trace, sizeof(r->trace), "%s", field[0]);
		snprintf(r->policy, sizeof(r->policy), "%s", field[1]);
		r->frames = strtoul(field[3], NULL, 10);
		r->accesses = strtoul(field[4], NULL, 10);
		r->faults = strtoul(field[5], NULL, 10);
		r->dirty = field[6][0] == '\0' || strcmp(field[1], "OPT") == 0
			       ? -1
			       : strtol(field[6], NULL, 10);
		nrows++;
	}
	fclose(in);
	return (true);
}

static const char *
our_name(const char *theirs)
{
	for (const struct alias *a = aliases; a->theirs != NULL; a++)
		if (strcmp(a->theirs, theirs) == 0)
			return (a->ours);
	return (NULL);
}

static bool
known(const char *ours)
{
	size_t len = strcspn(ours, ":");

	for (size_t i = 0; policy_list[i] != NULL; i++)
		if (strlen(policy_list[i]->name) == len &&
		    strncmp(policy_list[i]->name, ours, len) == 0)
			return (true);
	return (false);
}

/* The trace's file and settings from its name in the table. */
static void
place_trace(const char *shared, const char *name, char *path, size_t size,
    struct settings *s)
{
	char base[64], *dot;

	param_defaults(settings_table, s);
	for (const struct json_cursor *p = places; p->prefix != NULL; p++) {
		size_t len = strlen(p->prefix);

		if (strncmp(name, p->prefix, len) != 0)
			continue;
		snprintf(base, sizeof(base), "%s", name + len);
		dot = strrchr(base, '.');
		if (strcmp(p->prefix, "lackey/") == 0 && dot != NULL) {
			s->straddle = STRADDLE_FIRST;
			s->page_size = strcmp(dot, ".16k") == 0 ? 16384 : 4096;
			*dot = '\0';
		}
		snprintf(path, size, "%s/traces/%s%s%s", shared, p->folder,
		    base, p->suffix);
	}
}

static void
judge(const struct row *r, const struct run *run)
{
	const struct outcome *o = &run->outcome;

	if (outcome_page_faults(o) == r->faults &&
	    o->references == r->accesses &&
	    (r->dirty < 0 || o->swap_writes == (uint64_t)r->dirty)) {
		passed++;
		return;
	}
	failed++;
	printf("%s %s %lu: %ju faults (expected %lu), %ju dirty evictions "
	       "(expected %ld), %ju references (expected %lu)\n",
	    r->trace, r->policy, r->frames, (uintmax_t)outcome_page_faults(o),
	    r->faults, (uintmax_t)o->swap_writes, r->dirty,
	    (uintmax_t)o->references, r->accesses);
}

/* All rows of one trace: from..to. */
static void
run_trace(const char *shared, size_t from, size_t to)
{
	static const struct err_where nowhere;
	struct mem *m = mem_open();
	struct figures figures = { .digest = "none" };
	struct run_spec *spec = mem_array(m, to - from, sizeof(*spec));
	size_t *row_of = mem_array(m, to - from, sizeof(*row_of));
	struct settings settings;
	struct study study;
	struct engine_spec plan;
	char path[4096] = "";
	struct err err;
	size_t n = 0;

	place_trace(shared, rows[from].trace, path, sizeof(path), &settings);
	for (size_t i = from; i < to; i++) {
		const char *ours = our_name(rows[i].policy);

		if (ours == NULL || !known(ours)) {
			skipped++;
			continue;
		}
		if (selection_read(&spec[n].policy, m, ours, &nowhere,
			ERR_USAGE, &err) != 0)
			die(&err);
		spec[n].device = &device_free;
		spec[n].memory = (struct memory_size){ .unit = MEMORY_FRAMES,
			.n = rows[i].frames };
		row_of[n++] = i;
	}
	plan = (struct engine_spec){
		.trace = { .path = path, .settings = &settings },
		.settings_table = settings_table,
		.settings = &settings,
		.figures = &figures,
		.policies = policy_list,
		.run = spec,
		.nrun = n,
		.jobs = 2,
	};
	if (engine_run(&plan, m, &study, &err) != 0)
		die(&err);
	for (size_t i = 0; i < study.nrun; i++)
		judge(&rows[row_of[i]], &study.run[i]);
	if (study.nrun != n)
		failed++, printf("%s: a row stands twice\n", rows[from].trace);
	mem_close(m);
}

static int
by_trace(const void *a, const void *b)
{
	return (strcmp(
	    ((const struct row *)a)->trace, ((const struct row *)b)->trace));
}

int
main(void)
{
	const char *shared = getenv("PAGERACE_SHARED");
	size_t from, to;

	if (shared == NULL)
		shared = SHARED_DIR;
	if (!read_rows(shared)) {
		printf("skipped: no table of expected values\n");
		return (SKIPPED);
	}
	qsort(rows, nrows, sizeof(rows[0]), by_trace);
	for (from = 0; from < nrows; from = to) {
		for (to = from; to < nrows &&
				strcmp(rows[to].trace, rows[from].trace) == 0;)
			to++;
		run_trace(shared, from, to);
	}
	printf("%d passed, %d failed, %d skipped\n", passed, failed, skipped);
	return (failed > 0 || passed == 0);
}
