/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a trace, in any format or in the binary one of the tests
 * (any_trace.h has what is checked).
 *
 * With FUZZ_FORMAT=NAME in the environment every input is read in that format,
 * so that the fuzzer can be set upon one reader.
 *
 * An entry for libFuzzer; with corpus.c in its place it runs over files:
 *
 *	clang -g -O1 -fsanitize=fuzzer,address,undefined -Isrc ...
 */
#include <sys/mman.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "fuzz/any_trace.h"
#include "fuzz/fuzz_choice.h"
#include "unit/demo_format.h"

#define FORMATS_MAX 80

/* NULL-ended. */
static const struct trace_format *formats[FORMATS_MAX] = { &demo_format };

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
	assert((n + 2) * WAYS <= 256 && n + 2 <= FORMATS_MAX);
	return ((n + 2) * WAYS);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = fuzz_choice(bytes, &size), format = choice / WAYS;
	const char *name = getenv("FUZZ_FORMAT");
	struct selection sel;
	char path[32];
	struct err err;
	int fd = memfd_create("trace", 0);

	if (name == NULL && format > 0)
		name = formats[format - 1]->name;
	if (name != NULL)
		sel = any_selection(name);
	if (fd < 0 || write(fd, bytes, size) != (ssize_t)size)
		abort();
	/* Opened anew by that name, and so read from the front. */
	snprintf(path, sizeof(path), "/dev/fd/%d", fd);
	any_read(path, name != NULL ? &sel : NULL, formats,
	    &ways[choice % WAYS], &err);
	close(fd);
	return (0);
}
