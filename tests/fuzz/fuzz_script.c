/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a script, without a policy and with several, and as a trace in
 * the text format that is read through address spaces: nothing crashes, every
 * error has words, and every frame is given back.
 *
 * An entry for libFuzzer; with corpus.c in its place it runs over files.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "fuzz/fuzz_choice.h"
#include "policy/choose.h"
#include "study/refstream.h"
#include "vm/script.h"
#include "vm/vmswap.h"

/* A line may ask for work without end; this much is enough. */
#define LINES_MAX 2000
#define BYTES_MAX (1 << 20)

static void
check_error(const struct err *err)
{
	assert(err->kind != ERR_NONE && err->msg[0] != '\0');
	assert(strlen(err->msg) < sizeof(err->msg));
}

/* A buffer of more than a fuzzer has time for. */
static bool
greedy(const char *line)
{
	char op[8], va[24];
	long long len;

	return (sscanf(line, " %7s %23s %lli", op, va, &len) == 3 &&
		(strcmp(op, "read") == 0 || strcmp(op, "write") == 0) &&
		(len < 0 || len > BYTES_MAX));
}

static void
drop_all(struct script *s)
{
	for (size_t i = 0; i < s->nspace; i++)
		addrspace_destroy(s->space[i]);
	assert(s->phys.frames.used == 0 && s->phys.table_frames.used == 0);
}

static void
run_lines(struct script *s, const uint8_t *bytes, size_t size, FILE *out)
{
	char line[256];
	struct err err = { 0 };
	size_t at = 0;

	for (int n = 0; at < size && n < LINES_MAX; n++) {
		size_t len = 0;

		while (at < size && bytes[at] != '\n' && len < sizeof(line) - 1)
			line[len++] = (char)bytes[at++];
		at += at < size && bytes[at] == '\n';
		line[len] = '\0';
		if (!greedy(line) && script_line(s, line, out, &err) != 0)
			check_error(&err);
	}
}

/* policy NULL: none. */
static void
run_script(const uint8_t *bytes, size_t size, const struct policy *policy)
{
	struct physmem_config config = physmem_default;
	struct settings settings;
	struct selection sel = { .name = policy == NULL ? "" : policy->name };
	struct vmswap_setup setup = { policy, NULL, &settings, NULL };
	struct vmswap *swap = NULL;
	struct mem *m = mem_open();
	FILE *out = fopen("/dev/null", "w");
	struct script *s;
	struct err err;

	config.frame_limit = 5;
	config.table_limit = 64;
	param_defaults(settings_table, &settings);
	s = script_open("fuzz", &config);
	if (policy != NULL) {
		setup.params = choose_values(m, policy, &sel, &err);
		if (vmswap_open(&swap, &s->phys, &setup, &err) != 0)
			abort();
	}
	run_lines(s, bytes, size, out);
	drop_all(s);
	if (swap != NULL) {
		struct vmswap_counts c = vmswap_tell(swap);

		assert(c.resident == 0 && c.slots == 0);
		assert(vmswap_failure(swap, &err) == 0);
	}
	script_close(s);
	vmswap_close(swap);
	fclose(out);
	mem_close(m);
}

static int
count(void *self, const struct change *c, size_t n, struct err *err)
{
	uint64_t *changes = self;

	(void)c;
	(void)err;
	*changes += n;
	return (*changes < BYTES_MAX ? 0 : CONSUMER_DONE);
}

static void
run_trace(const char *path, int areas, bool strict)
{
	struct mem *m = mem_open();
	struct settings settings;
	struct selection text = { .name = "text" };
	struct trace_spec trace = {
		.path = path, .format = &text, .settings = &settings
	};
	uint64_t changes = 0;
	struct consumer consumer = { .change = count, .self = &changes };
	struct stream s = { .consumer = &consumer, .n = 1 };
	struct refstream *w;
	struct err err;

	param_defaults(settings_table, &settings);
	settings.areas = areas;
	settings.strict = strict;
	if (refstream_open(&w, m, &trace, NULL, 0, &err) != 0) {
		check_error(&err);
		mem_close(m);
		return;
	}
	s.source = refstream_source(w);
	if (stream_run(&s, &err) != 0)
		check_error(&err);
	refstream_close(w);
	mem_close(m);
}

static void
run_bytes(const uint8_t *bytes, size_t size, int areas, bool strict)
{
	char path[32];
	FILE *f = tmpfile();

	if (f == NULL || fwrite(bytes, 1, size, f) != size || fflush(f) != 0)
		abort();
	snprintf(path, sizeof(path), "/dev/fd/%d", fileno(f));
	run_trace(path, areas, strict);
	fclose(f);
}

/* As a trace, in three ways; as a script, without a policy or with one. */
unsigned
fuzz_choices(void)
{
	unsigned n = 0;

	while (policy_list[n] != NULL)
		n++;
	return (4 + n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = fuzz_choice(bytes, &size);

	if (choice < 3)
		run_bytes(bytes, size,
		    choice == 0 ? AREAS_IMPLICIT : AREAS_DECLARED, choice == 2);
	else if (choice == 3)
		run_script(bytes, size, NULL);
	else if (policy_list[choice - 4]->sight != SEES_FUTURE)
		run_script(bytes, size, policy_list[choice - 4]);
	return (0);
}
