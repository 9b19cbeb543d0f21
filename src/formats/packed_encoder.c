/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The encoder of the packed format: its parameters, and what its header says
 * of where the trace comes from.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "formats/packing.h"
#include "trace/packed_write.h"

struct write_params {
	bool refs;
	uint64_t level;
	uint64_t block;
	const char *date;
	const char *note;
};

struct packing {
	const struct write_params *params;
	const struct trace_origin *origin;
	struct packed_writer *writer;
};

static int
write_open(void *state, const void *params, const struct trace_origin *origin,
    not_used struct err *err)
{
	struct packing *s = state;

	s->params = params;
	s->origin = origin;
	return (0);
}

static void
write_close(void *state)
{
	packed_writer_close(((struct packing *)state)->writer);
}

/* A line of what is known of the origin; a value has no end of a line. */
static void
put_line(FILE *to, const char *key, const char *value)
{
	if (value == NULL || *value == '\0')
		return;
	fprintf(to, "%s: ", key);
	for (; *value != '\0'; value++)
		fputc((unsigned char)*value < ' ' ? ' ' : *value, to);
	fputc('\n', to);
}

/* What the user says, or what the original's header does. */
static const char *
own_or(const char *own, const char *kept)
{
	return (own != NULL ? own : kept);
}

static int
write_begin(void *state, FILE *to, not_used struct err *err)
{
	struct packing *s = state;
	const struct trace_origin *o = s->origin;
	struct mem_text text;
	char *lines;

	mem_text_open(&text);
	put_line(text.to, "tool", "pagerace " VERSION_TEXT);
	put_line(text.to, "command", o->command);
	put_line(text.to, "earlier", o->earlier);
	put_line(text.to, "format", o->format);
	put_line(text.to, "method", o->method);
	put_line(text.to, "partial", o->partial);
	put_line(text.to, "date", own_or(s->params->date, o->date));
	put_line(text.to, "note", own_or(s->params->note, o->note));
	lines = mem_text_close(&text);
	s->writer = packed_writer_open(
	    &(struct packed_head){
		.flavour = s->params->refs || o->page_refs ? PACKED_REFS
							   : PACKED_EXACT,
		.shift = (unsigned)__builtin_ctzll(o->page_size),
		.block = (uint32_t)s->params->block,
		.reduced_frames = o->reduction.frames,
		.reduced_page_size = o->reduction.page_size,
		.reduced_references = o->reduction.references,
		.text = lines,
		.text_size =
		    text.size < PACKED_TEXT_MAX ? text.size : PACKED_TEXT_MAX,
	    },
	    (int)s->params->level, to);
	free(lines);
	return (0);
}

static int
write_accesses(void *state, const struct access *a, const uint64_t *time,
    size_t n, not_used FILE *to, struct err *err)
{
	return (packed_writer_accesses(
	    ((struct packing *)state)->writer, a, time, n, err));
}

static int
write_words(void *state, const uint64_t *word, size_t *n, uint32_t pid,
    const struct known_pages *known, struct err *err)
{
	return (packed_writer_words(
	    ((struct packing *)state)->writer, word, n, pid, known, err));
}

static int
write_event(void *state, const struct event *ev, not_used FILE *to,
    not_used struct err *err)
{
	packed_writer_event(((struct packing *)state)->writer, ev);
	return (0);
}

static int
write_end(void *state, not_used FILE *to, not_used struct err *err)
{
	packed_writer_end(((struct packing *)state)->writer);
	return (0);
}

static const struct param write_params[] = {
	{ "refs", PARAM_BOOL, offsetof(struct write_params, refs), "no", 0, 0,
	    NULL, NULL,
	    "page references only: no addresses within pages and no sizes" },
	{ "level", PARAM_COUNT, offsetof(struct write_params, level), "3", 1,
	    19, NULL, NULL, "of compression: smaller and slower" },
	{ "block", PARAM_COUNT, offsetof(struct write_params, block), "65536",
	    1, PACKED_BLOCK_MAX, NULL, NULL, "accesses in a block" },
	{ "date", PARAM_TEXT, offsetof(struct write_params, date), NULL, 0, 0,
	    NULL, NULL, "when it was recorded; kept as it is given" },
	{ "note", PARAM_TEXT, offsetof(struct write_params, note), NULL, 0, 0,
	    NULL, NULL, "what else is to be known of it" },
	{ .name = NULL },
};

static unsigned
write_keeps(const void *params)
{
	const struct write_params *p = params;

	return (p->refs ? PACKED_CARRIES : PACKED_CARRIES | CARRIES_SIZES);
}

const struct trace_encoder packed_encoder = {
	.params = write_params,
	.params_size = sizeof(struct write_params),
	.keeps = write_keeps,
	.state_size = sizeof(struct packing),
	.open = write_open,
	.close = write_close,
	.begin = write_begin,
	.accesses = write_accesses,
	.words = write_words,
	.event = write_event,
	.end = write_end,
};
