/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing format text.
 */
#include <inttypes.h>

#include "formats/print.h"
#include "formats/text_form.h"

static void
write_value(enum value value, const struct event *ev, FILE *to)
{
	char letters[sizeof(MAP_LETTERS)];

	if (value == ADDRESS)
		fprintf(to, " %" PRIx64, ev->start);
	else if (value == FLAGS)
		fprintf(to, " %s",
		    ev->flags == 0 ? "-" : map_letters(letters, ev->flags));
	else if (value == CHILD)
		fprintf(to, " %" PRIu32, ev->child);
	else if (value == SIZE)
		fprintf(to, " %" PRIu64, ev->size);
}

/* A name from another format may have characters that would end a word here. */
static void
write_name(const char *option, const char *name, FILE *to)
{
	fprintf(to, " %s=", option);
	for (; *name != '\0'; name++)
		fputc(*name > ' ' && *name <= '~' ? *name : '_', to);
}

static void
write_line(const struct event *ev, FILE *to)
{
	const struct form *form = text_forms;

	while (form->event != ev->kind)
		form++;
	fputs(form->word, to);
	for (int i = 0; form->values[i] != END; i++)
		write_value(form->values[i], ev, to);
	if (form->maps && ev->backend == BACKEND_POPULATED)
		fputs(" populated", to);
	if (form->maps && ev->backend == BACKEND_LINEAR)
		fprintf(to, " linear=%" PRIx64, ev->physical);
	if (form->maps && (ev->flags & MAP_OF_FILE) != 0)
		write_name("file", ev->name[0] != '\0' ? ev->name : "file", to);
	else if (form->maps && ev->name[0] != '\0')
		write_name("name", ev->name, to);
	if (ev->pid != 0)
		fprintf(to, " pid=%" PRIu32, ev->pid);
	if (ev->timed)
		fprintf(to, " t=%" PRIu64, ev->time);
	fputc('\n', to);
}

struct writing {
	const struct trace_origin *origin;
};

static int
encode_open(void *state, not_used const void *params,
    const struct trace_origin *origin, not_used struct err *err)
{
	*(struct writing *)state = (struct writing){ origin };
	return (0);
}

static int
encode_begin(void *state, FILE *to, not_used struct err *err)
{
	const struct writing *w = state;
	const struct trace_reduction *r = &w->origin->reduction;

	fprintf(to, TEXT_MAGIC "%d\n", TEXT_VERSION);
	if (w->origin->partial != NULL)
		fprintf(to, TEXT_PARTIAL "%s\n", w->origin->partial);
	if (w->origin->method != NULL)
		fprintf(to, TEXT_METHOD "%s\n", w->origin->method);
	if (r->frames > 0)
		fprintf(to,
		    TEXT_REDUCED TEXT_SAD "%" PRIu64 " page=%" PRIu64
					  " references=%" PRIu64 "\n",
		    r->frames, r->page_size, r->references);
	return (0);
}

/* The letters of accesses: the words of forms[]. */
static const char letter[] = {
	[ACCESS_READ] = 'R',
	[ACCESS_WRITE] = 'W',
	[ACCESS_MODIFY] = 'M',
	[ACCESS_FETCH] = 'X',
};

/* Four numbers, and what is between them. */
#define LINE_MAX_BYTES (4 * PRINT_MAX + 16)

/* Nearly all lines are accesses. */
static int
encode_accesses(not_used void *state, const struct access *a,
    const uint64_t *time, size_t n, FILE *to, not_used struct err *err)
{
	char line[LINE_MAX_BYTES], *p;

	for (size_t i = 0; i < n; i++) {
		line[0] = letter[a[i].op];
		line[1] = ' ';
		p = print_hex(line + 2, a[i].addr, 1);
		if (a[i].size != 1) {
			*p++ = ' ';
			p = print_decimal(p, a[i].size);
		}
		if (a[i].pid != 0)
			p = print_decimal(stpcpy(p, " pid="), a[i].pid);
		if (time != NULL && time[i] != NO_TIME)
			p = print_decimal(stpcpy(p, " t="), time[i]);
		*p++ = '\n';
		fwrite(line, (size_t)(p - line), 1, to);
	}
	return (0);
}

static int
encode_event(not_used void *state, const struct event *ev, FILE *to,
    not_used struct err *err)
{
	write_line(ev, to);
	return (0);
}

/* What is written is read without parameters. */
static const struct param no_params[] = { { .name = NULL } };

const struct trace_encoder text_encoder = {
	.params = no_params,
	.state_size = sizeof(struct writing),
	.open = encode_open,
	.begin = encode_begin,
	.accesses = encode_accesses,
	.event = encode_event,
};
