/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Published traces: the format that is detected, and the number of accesses.
 * The traces are not part of the source: PAGERACE_SHARED names the folder that
 * holds traces/ and expected.tsv (default: ../shared/data beside the source).
 * Traces that are not there are skipped, with a message.
 */
#include <inttypes.h>
#include <unistd.h>

#include "unit/fixture.h"
#include "unit/trace_feed.h"

#define SKIPPED 77
#define BATCH   8192

/* A trace, and its format. */
static const struct shared {
	const char *path;
	const char *name; /* in expected.tsv; NULL: not there */
	const char *format;
} shared[] = {
	{ "adelaide/trace1", "adelaide/trace1", "hexrw" },
	{ "adelaide/trace2", "adelaide/trace2", "hexrw" },
	{ "adelaide/trace3", "adelaide/trace3", "hexrw" },
	{ "arc-fast03/oltp.gz", NULL, "arc" },
	{ "arc-fast03/p3.gz", "arc/p3", "arc" },
	{ "caffeine/address/gcc.trace.gz", NULL, "ls" },
	{ "caffeine/address/gzip.trace.gz", NULL, "ls" },
	{ "caffeine/address/mcf.trace.gz", NULL, "ls" },
	{ "caffeine/address/swim.trace.gz", "ucsd/swim", "ls" },
	{ "caffeine/address/twolf.trace.gz", NULL, "ls" },
	{ "caffeine/lirs/2_pools.trace.gz", "lirs/2_pools", "lirs" },
	{ "caffeine/lirs/backf.trace.gz", NULL, "lirs" },
	{ "caffeine/lirs/cpp.trace.gz", "lirs/cpp", "lirs" },
	{ "caffeine/lirs/cs.trace.gz", NULL, "lirs" },
	{ "caffeine/lirs/gli.trace.gz", NULL, "lirs" },
	{ "caffeine/lirs/loop.trace.gz", "lirs/loop", "lirs" },
	{ "caffeine/lirs/multi1.trace.gz", "lirs/multi1", "lirs" },
	{ "caffeine/lirs/multi2.trace.gz", NULL, "lirs" },
	{ "caffeine/lirs/multi3.trace.gz", NULL, "lirs" },
	{ "caffeine/lirs/ps.trace.gz", NULL, "lirs" },
	{ "caffeine/lirs/scan.trace.gz", "lirs/scan", "lirs" },
	{ "caffeine/lirs/sprite.trace.gz", "lirs/sprite", "lirs" },
	{ "caffeine/lirs/zigzag.trace.gz", NULL, "lirs" },
	{ "lackey-cjdevault/gcc.trace.gz", NULL, "lackey" },
	{ "lackey-cjdevault/ls.trace.gz", "lackey/ls.4k", "lackey" },
	{ "libcachesim/cloudPhysicsIO.txt.gz", NULL, "lirs" },
	{ "pitt-spec/bzip.trace.gz", "spec/bzip", "hexrw" },
	{ "pitt-spec/gcc.trace.gz", NULL, "hexrw" },
	{ "pitt-spec/sixpack.trace.gz", NULL, "hexrw" },
	{ "pitt-spec/swim.trace.gz", NULL, "hexrw" },
	{ "textbook/belady69.txt", "textbook/belady69", "lirs" },
	{ "textbook/ostep22.txt", "textbook/ostep22", "lirs" },
	{ "textbook/silberschatz-ex.txt", "textbook/silberschatz-ex", "lirs" },
	{ "textbook/silberschatz.txt", "textbook/silberschatz", "lirs" },
	{ "textbook/stallings.txt", "textbook/stallings", "lirs" },
	{ "textbook/ucore-fifo.txt", "textbook/ucore-fifo", "lirs" },
	{ "utoronto-csc369/IamFatal.sumprime.ref", "csc369/IamFatal.sumprime",
	    "iref" },
	{ "utoronto-csc369/JChen2010.simpleloop.ref.gz", NULL, "iref" },
	{ "utoronto-csc369/sajidahmed21.interesting.ref.gz", NULL, "iref" },
	{ "utoronto-csc369/sajidahmed21.simpleloop.ref.gz", NULL, "iref" },
};

static const char *folder;

/* The accesses of the trace of this name; 0: it is not in the table. */
static uint64_t
expected(const char *name)
{
	char line[4096], path[4096];
	uint64_t accesses = 0;
	FILE *tsv;

	snprintf(path, sizeof(path), "%s/expected.tsv", folder);
	tsv = fopen(path, "r");
	ck_assert_ptr_nonnull(tsv);
	while (accesses == 0 && fgets(line, sizeof(line), tsv) != NULL) {
		char *field[5] = { line };

		for (int i = 1; i < 5 && field[i - 1] != NULL; i++) {
			field[i] = strchr(field[i - 1], '\t');
			if (field[i] != NULL)
				*field[i]++ = '\0';
		}
		if (field[4] != NULL && strcmp(field[0], name) == 0)
			accesses = strtoull(field[4], NULL, 10);
	}
	fclose(tsv);
	return (accesses);
}

START_TEST(as_published)
{
	static struct access a[BATCH];
	const struct shared *row = &shared[_i];
	struct settings settings = { .page_size = 4096,
		.straddle = STRADDLE_FIRST,
		.ifetch = true,
		.strict = strcmp(row->format, "lackey") != 0 };
	char path[4096];
	struct trace_spec spec = { .path = path, .settings = &settings };
	struct trace_facts facts;
	struct trace *t;
	struct event ev;
	struct err err;
	uint64_t seen = 0, done, total;
	size_t n;

	snprintf(path, sizeof(path), "%s/traces/%s", folder, row->path);
	if (access(path, R_OK) != 0) {
		printf("%s: skipped\n", row->path);
		return;
	}
	ck_assert_msg(trace_open(&t, &spec, &err) == 0, "%s", err.msg);
	do {
		ck_assert_msg(
		    trace_next(t, a, BATCH, &n, &ev, &err) == 0, "%s", err.msg);
		seen += n;
	} while (n > 0);
	trace_tell(t, &facts);
	trace_progress(t, &done, &total);
	ck_assert_str_eq(facts.format, row->format);
	ck_assert_uint_eq(facts.accesses, seen);
	ck_assert_uint_eq(facts.malformed, 0);
	ck_assert_uint_eq(done, total);
	if (row->name != NULL)
		ck_assert_uint_eq(seen, expected(row->name));
	trace_close(t);
}
END_TEST

int
main(void)
{
	char beside[4096];
	TCase *t;

	folder = getenv("PAGERACE_SHARED");
	if (folder == NULL) {
		snprintf(beside, sizeof(beside), "%s/../shared/data",
		    getenv("srcdir") != NULL ? getenv("srcdir") : ".");
		folder = beside;
	}
	if (access(folder, R_OK) != 0) {
		printf("skipped: no folder %s\n", folder);
		return (SKIPPED);
	}
	t = tcase_create("shared");
	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, as_published, 0, ROWS(shared));
	return (fixture_run("shared", t));
}
