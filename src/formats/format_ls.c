/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ls: "s 0x1fffff50 1" is l (load) or s (store), a hexadecimal address with 0x,
 * and up to three decimal numbers.
 *
 * In the address traces of UCSD the numbers are the instructions since the last
 * access, a nanosecond each where the trace's time is used (think=trace), and
 * the penalties of a hit and of a miss, which are not used.  In
 * newer courses, as CS1550 at Pittsburgh, the first of them is the process; the
 * parameter third says which.  A file cannot tell, so a column that looks like
 * processes is doubtful: it has few values, or keeps its value for a while.
 */
#include "formats/plain_tables.h"

#define NUMBERS 3
/* Up to so many different values look like processes. */
#define PROCESSES 8

enum third { THIRD_COUNT, THIRD_PID };

struct ls_params {
	struct number_spec number;
	int third; /* enum third */
};

struct ls {
	struct numbers numbers;
	bool bare; /* addresses need no 0x */
	bool by_process;
	uint64_t time; /* instructions so far */
	/* Of the third column. */
	uint64_t small;            /* bits: values below 64 that were seen */
	uint64_t value[PROCESSES]; /* different ones of the others */
	unsigned nvalue;           /* PROCESSES + 1: there are more */
	uint64_t rows, changes;    /* lines, and those unlike the one before */
	uint64_t last;
};

static const char *const thirds[] = {
	[THIRD_COUNT] = "count",
	[THIRD_PID] = "pid",
	NULL,
};

static const struct param params[] = {
	{ "base", PARAM_CHOICE, offsetof(struct ls_params, number.base), "16",
	    0, 0, number_bases, NULL,
	    "of addresses without 0x, which are read only where this is "
	    "given" },
	{ "unit", PARAM_CHOICE, offsetof(struct ls_params, number.unit), "byte",
	    0, 0, number_units, NULL, "addresses of bytes, or page numbers" },
	{ "third", PARAM_CHOICE, offsetof(struct ls_params, third), "count", 0,
	    0, thirds, NULL,
	    "the third column: instructions, a nanosecond each, or the "
	    "process" },
	{ .name = NULL },
};

static int
ls_open(void *state, const void *values, struct err *err)
{
	struct ls *ls = state;
	const struct ls_params *p = values;

	ls->by_process = p->third == THIRD_PID;
	return (numbers_open(state, values, err));
}

static void
ls_look(const struct format_use *use, not_used const struct trace_head *head)
{
	((struct ls *)use->state)->bare = format_given(use, "base");
}

static void
see_third(struct ls *ls, uint64_t v)
{
	unsigned i = 0;

	ls->changes += ls->rows++ > 0 && v != ls->last;
	ls->last = v;
	if (v < 64)
		ls->small |= UINT64_C(1) << v;
	if (v < 64 || ls->nvalue > PROCESSES)
		return;
	while (i < ls->nvalue && i < PROCESSES && ls->value[i] != v)
		i++;
	if (i < PROCESSES)
		ls->value[i] = v;
	if (i == ls->nvalue)
		ls->nvalue++;
}

/* Reads the numbers behind the address; the first is the process, or not used.
 */
static enum record_kind
read_numbers(struct ls *ls, const char *p, const char *end, struct record *rec,
    uint32_t *pid)
{
	uint64_t v;

	for (int i = 0; i < NUMBERS; i++) {
		const char *start;

		field_blanks(&p, end);
		if (p == end)
			return (RECORD_OURS);
		start = p;
		if (field_decimal(&p, end, &v) != FIELD_OK ||
		    !field_ends(p, end))
			return (record_malformed(
			    rec, p, "a decimal number belongs here"));
		if (i > 0)
			continue;
		if (ls->by_process && v > PID_MAX)
			return (record_malformed(rec, start, WHY_PID));
		*pid = ls->by_process ? (uint32_t)v : 0;
		ls->time += ls->by_process ? 0 : v;
		see_third(ls, v);
	}
	field_blanks(&p, end);
	return (p == end ? RECORD_OURS : record_malformed(rec, p, WHY_MORE));
}

static enum record_kind
ls_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct ls *ls = state;
	struct numbers *n = state;
	const char *p = s, *start;
	enum access_op op;
	enum record_kind kind;
	uint64_t addr;
	uint32_t pid = 0;

	if (end - p < 2 || (p[1] != ' ' && p[1] != '\t'))
		return (record_malformed(rec, p,
		    "l (load) or s (store) and an address belong here"));
	if (*p == 'l')
		op = ACCESS_READ;
	else if (*p == 's')
		op = ACCESS_WRITE;
	else
		return (record_malformed(
		    rec, p, "l (load) or s (store) belongs here"));
	p++;
	field_blanks(&p, end);
	start = p;
	if (!ls->bare && !field_prefix_0x(&p, end))
		return (record_malformed(
		    rec, p, "an address with 0x belongs here"));
	p = start;
	kind = numbers_take(n, rec, &p, end, &addr);
	if (kind != RECORD_ACCESS)
		return (kind);
	kind = read_numbers(ls, p, end, rec, &pid);
	if (kind != RECORD_OURS)
		return (kind);
	kind = numbers_access(n, rec, start, addr, op);
	rec->access.pid = pid & PID_MAX;
	if (ls->time > 0)
		rec->time = ls->time;
	return (kind);
}

static const uint8_t letters[256] = {
	['l'] = 1 + ACCESS_READ,
	['s'] = 1 + ACCESS_WRITE,
};

static void
ls_layout(not_used void *how, not_used const char *p, not_used const char *end,
    struct plain_layout *l)
{
	*l = (struct plain_layout){ .separator = ' ',
		.columns = 3,
		.column = { [1] = { PLAIN_HEX, true, '\0' },
		    [2] = { PLAIN_DECIMAL, false, '\0' } } };
}

static void
ls_make(void *how, struct plain_table *t, struct plain_accesses *a, bool timed)
{
	uint64_t time = ((const struct ls *)how)->time;

	plain_letters(t, 0, letters, a);
	a->addr = t->value[1];
	for (unsigned i = 0; timed && i < t->rows; i++) {
		time += t->value[2][i];
		a->own_time[i] = time > 0 ? time : NO_TIME;
	}
	a->time = a->own_time;
}

static void
ls_took(void *how, const struct plain_table *t, unsigned rows)
{
	struct ls *ls = how;

	ls->numbers.letters |= rows > 0;
	for (unsigned i = 0; i < rows; i++) {
		see_third(ls, t->value[2][i]);
		ls->time += t->value[2][i];
	}
}

/* Numbers of processes are checked by line(). */
static void
ls_bulk(void *state, struct window *w, struct sink *to)
{
	struct ls *ls = state;
	const struct plain_rows rows = { .layout = ls_layout,
		.make = ls_make,
		.took = ls_took,
		.how = ls,
		.n = &ls->numbers };

	if (!ls->by_process)
		plain_take_rows(&rows, w, to);
}

/* A column with one value alone says the same either way. */
static void
ls_tell(const struct format_use *use, unsigned shift, struct trace_facts *facts)
{
	const struct ls *ls = use->state;
	unsigned n = ls->nvalue + (unsigned)__builtin_popcountll(ls->small);

	numbers_tell(use, shift, facts);
	if (!format_given(use, "third") && n > 1 &&
	    (n <= PROCESSES || ls->changes < ls->rows / 4))
		facts->assumed_third = thirds[THIRD_COUNT];
}

const struct trace_format trace_format_ls = {
	.name = "ls",
	.summary = "l or s and an address with 0x, as in the UCSD traces",
	.carries = CARRIES_WRITES | CARRIES_PIDS | CARRIES_TIME,
	.params = params,
	.params_size = sizeof(struct ls_params),
	.state_size = sizeof(struct ls),
	.open = ls_open,
	.look = ls_look,
	.tell = ls_tell,
	.line = ls_line,
	.bulk = ls_bulk,
};
