/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a trace, in any format or in the binary one of the tests:
 * nothing crashes, every error has words, and each access lies within a page.
 *
 * An entry for libFuzzer; with corpus.c in its place it runs over files:
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -Isrc ...
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz_choice.h"
#include "trace/format.h"
#include "trace/trace.h"
#include "unit/demo_format.h"

#define BATCH       4096
#define FORMATS_MAX 64
/* A line may stand for millions of accesses; this many are enough. */
#define ACCESSES_MAX (1 << 18)

/* NULL-ended. */
static const struct trace_format *formats[FORMATS_MAX] = { &demo_format };

static void
check_batch(const struct access *a, size_t n, const struct settings *settings)
{
	unsigned shift = settings_page_shift(settings);

	assert(n <= BATCH);
	for (size_t i = 0; i < n; i++) {
		vaddr_t last = a[i].addr + a[i].size - 1;

		assert(a[i].size > 0 && last >= a[i].addr);
		assert(a[i].addr >> shift == last >> shift);
		assert(a[i].op <= ACCESS_FETCH);
		assert(settings->ifetch || a[i].op != ACCESS_FETCH);
	}
}

static void
check_error(const struct err *err)
{
	assert(err->kind != ERR_NONE && err->msg[0] != '\0');
	assert(strlen(err->msg) < sizeof(err->msg) - 1);
	assert(strlen(err->excerpt) < sizeof(err->excerpt));
}

static void
read_as(const char *path, const char *format, const struct settings *settings)
{
	static struct access a[BATCH];
	struct selection sel = { .name = format };
	struct trace_spec spec = { .path = path,
		.format = format != NULL ? &sel : NULL,
		.settings = settings,
		.formats = formats };
	struct trace_facts facts;
	struct err_where at = { NULL, 0, 0 };
	struct trace *t;
	struct event ev;
	struct err err;
	size_t n, seen = 0;

	if (trace_open(&t, &spec, &err) != 0) {
		check_error(&err);
		assert(t == NULL);
		return;
	}
	do {
		uint64_t line = at.line;

		if (trace_next(t, a, BATCH, &n, &ev, &err) != 0) {
			check_error(&err);
			break;
		}
		check_batch(a, n, settings);
		seen += n;
		at = trace_where(t);
		assert(at.line >= line);
		assert(ev.kind == EVENT_NONE ||
		       ev.line == (at.line & ~WHERE_RECORD));
		assert(ev.pid <= PID_MAX || ev.kind == EVENT_NONE);
	} while ((n > 0 || ev.kind != EVENT_NONE) && seen < ACCESSES_MAX);
	trace_tell(t, &facts);
	assert(strlen(facts.digest) == 21);
	trace_close(t);
}

static const struct settings ways[] = {
	{ .page_size = 4096, .ifetch = true },
	{ .page_size = 16, .straddle = STRADDLE_FIRST },
	{ .page_size = 1 << 21, .ifetch = true, .strict = true },
};
#define WAYS (sizeof(ways) / sizeof(ways[0]))

/* Detected, or one of the formats; each in every way. */
unsigned
fuzz_choices(void)
{
	unsigned n = 0;

	for (; trace_formats[n] != NULL; n++)
		formats[n + 1] = trace_formats[n];
	return ((n + 2) * WAYS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = fuzz_choice(bytes, &size), format = choice / WAYS;
	char path[32];
	FILE *f = tmpfile();

	if (f == NULL || fwrite(bytes, 1, size, f) != size || fflush(f) != 0)
		abort();
	/* Opened anew by that name, and so read from the front. */
	snprintf(path, sizeof(path), "/dev/fd/%d", fileno(f));
	read_as(path, format == 0 ? NULL : formats[format - 1]->name,
	    &ways[choice % WAYS]);
	fclose(f);
	return (0);
}
