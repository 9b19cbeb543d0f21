/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two text inputs of Dinero.
 *
 *	din	"2 4001f0": a label and an address in hexadecimal; what follows
 *		is ignored, or with third=pid is the process
 *	xdin	"i 4001f0 5": a letter, an address and a size, both in
 *		hexadecimal; what follows is ignored
 *
 * Labels 0 to 5, letters r w i m c v: read, write, fetch, miscellaneous (a
 * read), and two operations of a cache that are ignored, copy back and
 * invalidate.
 *
 * Source: Dinero IV, dinfmt.c and xdinfmt.c; the process is an extension of
 * courses.  Of din it says that an access
 * begins at a multiple of 4 bytes and has 4.
 */
#include <ctype.h>

#include "formats/hexaddr.h"
#include "formats/plain_shape.h"
#include "trace/line.h"

#define DIN_WORD 4 /* bytes */

/* Labels of fewer lines are no sign of anything. */
#define FEW 8
/* Labels of a program change more often than once in so many lines. */
#define STEADY 16

/* Lines that labels and sizes are judged by; later ones are taken in bulk. */
#define JUDGED 1024

enum third { THIRD_NONE, THIRD_PID };

struct din_params {
	struct number_spec number;
	int third; /* enum third */
};

struct din {
	struct numbers numbers;
	bool detected;
	bool by_process;         /* the third column is the process */
	unsigned label;          /* the last one */
	unsigned labels;         /* bits: those seen */
	uint64_t lines, changes; /* and those unlike the label before */
};

struct xdin {
	struct numbers numbers;
	uint64_t lines;
	bool hex_sizes;     /* a size is one in hexadecimal */
	bool decimal_sizes; /* a size is likely one in decimal */
	uint64_t differs;   /* bits: log2 of pages that an access straddles only
			     * if its size has one of the bases */
};

static const char *const thirds[] = {
	[THIRD_NONE] = "none",
	[THIRD_PID] = "pid",
	NULL,
};

static const struct param din_params[] = {
	{ "base", PARAM_CHOICE, offsetof(struct din_params, number.base), "16",
	    0, 0, number_bases, NULL, "of addresses without 0x" },
	{ "unit", PARAM_CHOICE, offsetof(struct din_params, number.unit),
	    "byte", 0, 0, number_units, NULL,
	    "addresses of bytes, or page numbers" },
	{ "third", PARAM_CHOICE, offsetof(struct din_params, third), "none", 0,
	    0, thirds, NULL, "the third column: not used, or the process" },
	{ .name = NULL },
};

/* By label: the operation, or RECORD_OURS where a cache alone is concerned. */
static enum record_kind
din_op(unsigned label, enum access_op *op)
{
	static const enum access_op ops[] = { ACCESS_READ, ACCESS_WRITE,
		ACCESS_FETCH, ACCESS_READ };

	if (label > 3)
		return (RECORD_OURS);
	*op = ops[label];
	return (RECORD_ACCESS);
}

static void
see_label(struct din *d, unsigned label)
{
	d->changes += d->lines++ > 0 && label != d->label;
	d->label = label;
	d->labels |= 1U << label;
}

static int
din_open(void *state, const void *values, struct err *err)
{
	struct din *d = state;
	const struct din_params *p = values;

	d->by_process = p->third == THIRD_PID;
	return (numbers_open(state, values, err));
}

/* The process at p, or 0 where nothing is. */
static enum record_kind
read_process(const char *p, const char *end, struct record *rec)
{
	uint64_t pid = 0;

	field_blanks(&p, end);
	if (p < end && (field_decimal(&p, end, &pid) != FIELD_OK ||
			   !field_ends(p, end) || pid > PID_MAX))
		return (record_malformed(rec, p, WHY_PID));
	rec->access.pid = (uint32_t)pid & PID_MAX;
	return (RECORD_ACCESS);
}

static enum record_kind
din_line(void *state, const char *s, const char *end, struct record *rec)
{
	const struct din *d = state;
	const char *p = s;
	unsigned label;
	enum access_op op = ACCESS_READ;
	enum record_kind kind, address;

	field_blanks(&p, end);
	if (*p < '0' || *p > '5' || !field_ends(p + 1, end))
		return (record_malformed(
		    rec, p, "a label from 0 to 5 belongs here"));
	label = (unsigned)*p++ - '0';
	kind = din_op(label, &op);
	field_blanks(&p, end);
	address = hexaddr_read(state, rec, &p, end, ' ', op);
	if (address != RECORD_ACCESS || kind == RECORD_OURS)
		return (address != RECORD_ACCESS ? address : kind);
	see_label(state, label);
	if (rec->pages == 0) {
		rec->access.addr &= ~(vaddr_t)(DIN_WORD - 1);
		rec->access.size = DIN_WORD;
	}
	return (d->by_process ? read_process(p, end, rec) : RECORD_ACCESS);
}

/* For a probe: a number, as of a process or a time, may follow the address, but
 * not more. */
static enum record_kind
din_short_line(void *state, const char *s, const char *end, struct record *rec)
{
	const char *p = s;
	uint64_t number;

	for (int i = 0; i < 2; i++) {
		field_blanks(&p, end);
		p = field_end(p, end);
	}
	field_blanks(&p, end);
	field_decimal(&p, end, &number);
	return (p == end ? din_line(state, s, end, rec) : RECORD_STRANGE);
}

/* Two decimal numbers on every line are a reference string too, and more
 * likely one: of addresses some digit is a letter. */
static unsigned
din_probe(const struct format_use *use, const struct trace_head *head)
{
	const struct trace_format format = { .line = din_short_line };
	struct format_use brief = *use;

	brief.format = &format;
	for (size_t i = 0; i < head->n; i++)
		if (isalpha((unsigned char)head->p[i]))
			return (line_probe(&brief, head));
	return (0);
}

static void
din_look(const struct format_use *use, not_used const struct trace_head *head)
{
	struct din *d = use->state;

	*d = (struct din){ .numbers = d->numbers,
		.detected = use->given == NULL,
		.by_process = d->by_process };
}

/* A program reads, and its labels alternate.  Numbers from 0 to 5 that do not
 * may be processes; if all are 0 that makes no difference. */
static void
din_tell(
    const struct format_use *use, unsigned shift, struct trace_facts *facts)
{
	const struct din *d = use->state;

	numbers_tell(use, shift, facts);
	if (d->detected && d->lines >= FEW && d->labels != 1 &&
	    ((d->labels & 1) == 0 || d->changes < d->lines / STEADY))
		facts->assumed_label = "label";
}

/* The highest bit in which the first and the last byte differ. */
static unsigned
straddled(uint64_t addr, uint64_t size)
{
	uint64_t bits = addr ^ (addr + size - 1);

	return (bits == 0 ? 0 : 64 - (unsigned)__builtin_clzll(bits));
}

/* Whether a size could as well be decimal, and what would come of it. */
static void
see_size(struct xdin *x, uint64_t addr, const char *s, const char *end,
    uint64_t size)
{
	const char *p = s;
	uint64_t decimal;
	unsigned a, b;

	x->lines++;
	if (field_decimal(&p, end, &decimal) != FIELD_OK || p != end) {
		x->hex_sizes = true;
		return;
	}
	if (decimal == size || decimal == 0)
		return;
	x->hex_sizes |= (size & (size - 1)) == 0;
	x->decimal_sizes |= (decimal & (decimal - 1)) == 0;
	a = straddled(addr, decimal);
	b = straddled(addr, size);
	/* The pages of which one has two and the other one. */
	for (unsigned shift = a; shift < b && shift < 64; shift++)
		x->differs |= UINT64_C(1) << shift;
}

static void
xdin_look(const struct format_use *use, not_used const struct trace_head *head)
{
	struct xdin *x = use->state;

	*x = (struct xdin){ .numbers = x->numbers };
}

static void
xdin_tell(
    const struct format_use *use, unsigned shift, struct trace_facts *facts)
{
	const struct xdin *x = use->state;

	numbers_tell(use, shift, facts);
	if (!x->hex_sizes && x->decimal_sizes && (x->differs >> shift & 1) != 0)
		facts->assumed_size = "16";
}

static enum record_kind
xdin_line(void *state, const char *s, const char *end, struct record *rec)
{
	static const char letters[] = "rwimcv";
	const char *p = s, *letter, *start;
	enum access_op op = ACCESS_READ;
	enum record_kind kind, address;
	uint64_t size;

	field_blanks(&p, end);
	letter =
	    memchr(letters, tolower((unsigned char)*p), sizeof(letters) - 1);
	if (letter == NULL || !field_ends(p + 1, end))
		return (record_malformed(
		    rec, p, "one of r, w, i, m, c and v belongs here"));
	p++;
	kind = din_op((unsigned)(letter - letters), &op);
	field_blanks(&p, end);
	address = hexaddr_read(state, rec, &p, end, ' ', op);
	if (address != RECORD_ACCESS)
		return (address);
	field_blanks(&p, end);
	start = p;
	field_prefix_0x(&p, end);
	if (field_hex(&p, end, &size) != FIELD_OK || !field_ends(p, end))
		return (record_malformed(
		    rec, start, "a size in hexadecimal belongs here"));
	see_size(state, rec->access.addr, start, p, size);
	return (kind == RECORD_OURS ? kind : record_size(rec, start, size));
}

static const uint8_t labels[256] = {
	['0'] = 1 + ACCESS_READ,
	['1'] = 1 + ACCESS_WRITE,
	['2'] = 1 + ACCESS_FETCH,
	['3'] = 1 + ACCESS_READ,
};

static const struct plain_shape din_shape = { .field = { PLAIN_LETTER,
						  PLAIN_ADDR },
	.size = DIN_WORD,
	.aligned = DIN_WORD - 1,
	.op = labels };

static void
din_bulk(void *state, struct window *w, struct sink *to)
{
	const struct din *d = state;

	/* Numbers of processes are checked by line(). */
	if (d->lines < JUDGED || d->by_process)
		return;
	plain_shape(&din_shape, state, w, to);
}

static const uint8_t xdin_letters[256] = {
	['r'] = 1 + ACCESS_READ,
	['w'] = 1 + ACCESS_WRITE,
	['i'] = 1 + ACCESS_FETCH,
	['m'] = 1 + ACCESS_READ,
};

static const struct plain_shape xdin_shape = {
	.field = { PLAIN_LETTER, PLAIN_ADDR, PLAIN_SIZE16 }, .op = xdin_letters
};

static void
xdin_bulk(void *state, struct window *w, struct sink *to)
{
	if (((const struct xdin *)state)->lines < JUDGED)
		return;
	plain_shape(&xdin_shape, state, w, to);
}

const struct trace_format trace_format_din = {
	.name = "din",
	.summary = "a label from 0 to 5 and an address, for Dinero",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_PIDS,
	.probe = din_probe,
	.params = din_params,
	.params_size = sizeof(struct din_params),
	.state_size = sizeof(struct din),
	.open = din_open,
	.look = din_look,
	.tell = din_tell,
	.line = din_line,
	.bulk = din_bulk,
};

const struct trace_format trace_format_xdin = {
	.name = "xdin",
	.summary = "a letter, an address and a size, for Dinero IV",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES,
	.params = numbers_hex,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct xdin),
	.open = numbers_open,
	.look = xdin_look,
	.tell = xdin_tell,
	.line = xdin_line,
	.bulk = xdin_bulk,
};
