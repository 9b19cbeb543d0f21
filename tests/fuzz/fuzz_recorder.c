/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as what a recorded process writes: lines of lackey, words of the
 * plugin for QEMU, /proc/PID/maps, the beginning of an executable file.
 *
 * An entry for libFuzzer; with corpus.c in its place it runs over files.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_choice.h"
#include "record/capture.h"
#include "record/exec_rewrite.h"
#include "record/lackey_stream.h"
#include "record/ring_words.h"
#include "trace/format.h"

struct recorded {
	struct capture capture;
	struct tracees tracees;
	struct tracee *t;
};

static bool
take_access(void *self, enum access_op op, uint64_t addr, uint32_t size)
{
	struct recorded *r = self;

	assert(size > 0);
	capture_access(&r->capture, r->t, op, addr, size);
	return (true);
}

static void
take_text(void *self, const char *text)
{
	struct recorded *r = self;

	areamap_name(r->t->areas.n > 0 ? r->t->areas.area[0].name
				       : (char[AREA_NAME_SIZE]){ 0 },
	    text);
}

static void
read_lackey(struct recorded *r, const char *p, size_t n)
{
	const struct lackey_sink sink = { r, take_access, take_text,
		take_text };
	struct lackey_stream s = { .n = 0 };

	(void)lackey_take(&s, &sink, p, n / 3);
	(void)lackey_take(&s, &sink, p + n / 3, n - n / 3);
}

static void
read_words(struct recorded *r, const char *p, size_t n)
{
	uint64_t *word = malloc(n / 8 * 8 + 8);

	memcpy(word, p, n / 8 * 8);
	ring_take_words(&r->capture, r->t, word, (uint32_t)(n / 8));
	free(word);
}

static void
read_maps(struct recorded *r, char *p, size_t n)
{
	FILE *maps = n == 0 ? NULL : fmemopen(p, n, "r");
	struct recarea a;

	if (maps == NULL)
		return;
	if (areamap_lookup(&r->t->areas, maps, 0x4000000000, &a))
		assert(areamap_add(&r->t->areas, &a));
	fclose(maps);
}

static void
read_file_head(char *p, size_t n)
{
	char *word[2];

	if (exec_file_kind(p, n, word) == EXEC_SCRIPT)
		assert(strlen(word[0]) < n);
}

unsigned
fuzz_choices(void)
{
	return (4);
}

static void
run(struct recorded *r, unsigned choice, char *p, size_t n)
{
	if (choice == 0)
		read_lackey(r, p, n);
	else if (choice == 1)
		read_words(r, p, n);
	else if (choice == 2)
		read_maps(r, p, n);
	else
		read_file_head(p, n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const struct trace_origin origin = { .page_size = 4096 };
	const struct selection text = { .name = "text" };
	unsigned choice = fuzz_choice(bytes, &size);
	struct recorded r;
	struct trace_writer *w;
	struct err err;
	FILE *to = fopen("/dev/null", "w");
	char *copy = malloc(size + 1);

	if (to == NULL || copy == NULL ||
	    trace_writer_open(&w, &text, &origin, &err) != 0 ||
	    trace_writer_begin(w, to, &err) != 0)
		abort();
	memcpy(copy, bytes, size);
	copy[size] = '\0';
	tracees_init(&r.tracees);
	capture_open(&r.capture, w, &err);
	r.capture.started = r.capture.fetches = true;
	/* No process has this number. */
	r.t = tracee_add(&r.tracees, -1, NULL);
	run(&r, choice, copy, size);
	capture_exit(&r.capture, r.t);
	capture_close(&r.capture);
	assert(!r.capture.failed);
	tracees_free(&r.tracees);
	trace_writer_close(w);
	fclose(to);
	free(copy);
	return (0);
}
