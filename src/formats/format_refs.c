/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * refs: reference strings as exercises write them, "7 0 1 2w 0 3" or
 * "1:4, 2:4w": decimal page numbers, any number of them on a line, separated by
 * blanks, tabs, commas or semicolons.  w or W behind a number is a write, r or
 * R a read, which is also what a number alone is.  A number and a colon before
 * it are its process.
 */
#include <string.h>

#include "formats/lists.h"
#include "formats/plain_refs.h"
#include "formats/print.h"
#include "trace/line.h"

struct refs {
	struct numbers numbers;
	bool doubtful; /* not certainly reference strings */
	bool first;    /* a line has a process before its first number alone */
};

static void
skip_separators(const char **p, const char *end)
{
	while (*p < end && plain_separates(**p))
		(*p)++;
}

/* Reads one reference, the whole of [p, end). */
static enum record_kind
read_reference(
    struct numbers *n, const char *p, const char *end, struct record *rec)
{
	const char *start = p, *at;
	enum access_op op = ACCESS_READ;
	uint64_t page, pid;
	enum field f, fpid;

	fpid = field_decimal(&p, end, &pid);
	if (fpid == FIELD_NONE || p == end || *p != ':') {
		fpid = FIELD_OK;
		pid = 0;
		p = start;
	} else {
		p++;
	}
	at = p;
	f = numbers_field(n, &p, end, &page);
	if (f == FIELD_NONE && end - p > 1 && strchr("rRwW", *p) != NULL)
		return (record_malformed(rec, p,
		    "w (write) or r (read) stands behind the page number: 7w"));
	if (f == FIELD_NONE)
		return (record_malformed(rec, p, numbers_why(n)));
	if (p < end && (*p | 0x20) == 'w')
		op = ACCESS_WRITE;
	if (p < end && ((*p | 0x20) == 'w' || (*p | 0x20) == 'r'))
		p++;
	if (p != end)
		return (record_malformed(rec, p,
		    "a page number may be followed by w (write) or r (read), "
		    "and then a blank, a comma or the end of the line"));
	if (fpid == FIELD_OVER || pid > PID_MAX)
		return (record_malformed(rec, start, WHY_PID));
	if (f == FIELD_OVER)
		return (record_fatal(rec, at, numbers_why_over(n)));
	numbers_access(n, rec, at, page, op);
	rec->access.pid = (uint32_t)pid & PID_MAX;
	return (RECORD_ACCESS);
}

static enum record_kind
refs_line(void *state, const char *s, const char *end, struct record *rec)
{
	const char *stop;

	skip_separators(&s, end);
	if (s == end)
		return (RECORD_BLANK);
	for (stop = s; stop < end && !plain_separates(*stop);)
		stop++;
	rec->rest = stop;
	skip_separators(&rec->rest, end);
	if (rec->rest == end)
		rec->rest = NULL;
	return (read_reference(state, s, stop, rec));
}

/* References that are read one by one where not all are alike. */
#define SOME 256

static const uint8_t letters[256] = {
	['r'] = 1 + ACCESS_READ,
	['R'] = 1 + ACCESS_READ,
	['w'] = 1 + ACCESS_WRITE,
	['W'] = 1 + ACCESS_WRITE,
};

/* One reference, and what separates it from the next one of its line. */
struct reference {
	const char *p; /* behind both */
	uint64_t page;
	uint32_t pid;
	unsigned op; /* 1 + the operation */
	bool letter;
	bool good;
	bool last; /* of its line */
};

/* A page number, or a process before it, is at p.  No line ends without '\n'.
 */
static always_inline struct reference
read_plain(const char *p, bool hex)
{
	struct reference r = { .p = p, .op = 1 };

	r.page = hex ? plain_number(&r.p, true, &r.letter)
		     : plain_number(&r.p, false, &r.letter);
	r.good = r.p > p;
	if (unlikely(*r.p == ':' && !hex && r.good && r.page <= PID_MAX)) {
		r.pid = (uint32_t)r.page;
		p = ++r.p;
		r.page = plain_number(&r.p, false, &r.letter);
		r.good = r.p > p;
	}
	if (letters[(unsigned char)*r.p] != 0)
		r.op = letters[(unsigned char)*r.p++];
	if (plain_separates(*r.p)) {
		do
			r.p++;
		while (plain_separates(*r.p));
		r.last = *r.p == '\n' || *r.p == '\r';
	} else {
		r.last = true;
	}
	if (r.last) {
		r.p += *r.p == '\r';
		r.good &= *r.p++ == '\n';
	}
	return (r);
}

/* Takes at most SOME references; false: there are none, or one is not plain. */
static bool
take_some(struct numbers *n, struct window *w, struct sink *to)
{
	struct splitter *c = &to->split;
	const char *p = w->p, *record = w->record;
	bool first = !record_within_line(w); /* of its line */
	uint64_t lines = 0, before = c->n;
	size_t k = c->n, most = c->cap - k < SOME ? c->cap : k + SOME;

	for (; p < w->end && k < most; k++) {
		struct reference r =
		    n->hex ? read_plain(p, true) : read_plain(p, false);

		if (unlikely(!r.good || !plain_fits(n, c, r.page) ||
			     (first && !r.last && plain_too_long(p, w->end))))
			break;
		n->letters |= r.letter;
		if (n->n++ < NUMBERS_KEPT)
			n->kept[n->n - 1] = r.page;
		plain_put_one(
		    n, c, k, r.page, r.pid, (enum access_op)(r.op - 1));
		lines += first;
		first = r.last;
		record = p;
		p = r.p;
	}
	c->more += k - before - lines;
	c->n = k;
	c->accesses += k - before;
	w->record = record;
	w->taken += lines;
	w->p = p;
	return (k == most);
}

static void
refs_bulk(void *state, struct window *w, struct sink *to)
{
	bool more = true;

	while (more && w->p < w->end && !sink_full(to)) {
		plain_refs(state, w, to);
		more = take_some(state, w, to);
	}
}

static unsigned
refs_probe(const struct format_use *use, const struct trace_head *head)
{
	return (list_probe(use, head, LIST_REFS));
}

/* "1:7 0 2": is the process that of all? */
static bool
has_first_process(const char *s, const char *end)
{
	unsigned n = 0, processes = 0;

	for (skip_separators(&s, end); s < end && *s != '#'; n++) {
		bool process = false;

		while (s < end && !plain_separates(*s))
			process |= *s++ == ':';
		if (n == 0 && !process)
			return (false);
		processes += process;
		skip_separators(&s, end);
	}
	return (n > 1 && processes == 1);
}

static void
refs_look(const struct format_use *use, const struct trace_head *head)
{
	struct refs *r = use->state;
	const char *p = head->p, *line, *end;

	while (!r->first && line_next(head, &p, &line, &end))
		r->first = has_first_process(line, end);
	r->doubtful = use->given == NULL && list_doubtful(head, LIST_REFS);
}

static void
refs_tell(
    const struct format_use *use, unsigned shift, struct trace_facts *facts)
{
	const struct refs *r = use->state;

	numbers_tell(use, shift, facts);
	facts->assumed_list = r->doubtful ? "refs" : NULL;
	facts->assumed_process = r->first ? "number" : NULL;
}

/* Lines of one number would be another format. */
#define NUMBERS_PER_LINE 16

static int
refs_write(void *state, const struct access *a, not_used const uint64_t *time,
    size_t n, FILE *to, not_used struct err *err)
{
	struct print_state *s = state;
	char line[2 * PRINT_MAX + 3], *p;

	for (; n > 0; a++, n--) {
		p = line;
		if (s->column > 0)
			*p++ = s->column % NUMBERS_PER_LINE == 0 ? '\n' : ' ';
		s->column++;
		if (a->pid != 0) {
			p = print_decimal(p, a->pid);
			*p++ = ':';
		}
		p = print_place(p, s->spec, a->addr, s->shift, 1);
		if (a->op == ACCESS_WRITE || a->op == ACCESS_MODIFY)
			*p++ = 'w';
		fwrite(line, (size_t)(p - line), 1, to);
	}
	return (0);
}

static int
refs_end(not_used void *state, FILE *to, not_used struct err *err)
{
	fputc('\n', to);
	return (0);
}

static unsigned
refs_keeps(const void *params)
{
	return (print_keeps(params, CARRIES_WRITES | CARRIES_PIDS));
}

static const struct trace_encoder refs_encoder = {
	.keeps = refs_keeps,
	.state_size = sizeof(struct print_state),
	.open = print_open,
	.accesses = refs_write,
	.end = refs_end,
};

const struct trace_format trace_format_refs = {
	.name = "refs",
	.summary = "reference strings: page numbers, w behind one is a write",
	.carries = CARRIES_WRITES | CARRIES_PAGES | CARRIES_PIDS,
	.probe = refs_probe,
	.params = numbers_pages,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct refs),
	.open = numbers_open,
	.look = refs_look,
	.tell = refs_tell,
	.line = refs_line,
	.bulk = refs_bulk,
	.encoder = &refs_encoder,
};
