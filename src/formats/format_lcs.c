/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lcs: requests of libCacheSim behind a header of 1024 bytes.
 *
 *	   0  magic (8)
 *	   8  layout of a record (240, zeros behind it)
 *	 248  which field is the object, its size, the time, the last request,
 *	      the next request, the operation (1 each), counted from 1; 0: none
 *	1000  number of fields, bytes of a record (4 each)
 *	1008  version, magic (8 each)
 *
 * Source: libCacheSim, lcs.h.  Its converter leaves what it does not use of the
 * header, the version among it, as memory happened to be; so a later layout is
 * told by what is not where it is here, and a field that does not exist is
 * none.
 */
#include "formats/layout.h"
#include "formats/objects.h"

#define LCS_MAGIC      "\xf0\xde\xbc\x9a\x78\x56\x34\x12"
#define LCS_HEADER     1024
#define LCS_LAYOUT     8
#define LCS_LETTERS    240
#define LCS_OBJECT     248
#define LCS_SIZE       249
#define LCS_TIME       250
#define LCS_OP         253
#define LCS_FIELDS     1000
#define LCS_RECORD     1004
#define LCS_END        1016
#define LCS_MAGIC_SIZE 8

struct lcs {
	struct objects objects;
	struct layout layout; /* size 0: the header has not been read */
	struct layout_field object, size, time, op;
};

static struct layout_field
field_of(const struct layout *l, unsigned char number)
{
	if (number == 0 || number > l->n || !l->field[number - 1].integer)
		return ((struct layout_field){ 0 });
	return (l->field[number - 1]);
}

static int
lcs_header(
    struct lcs *s, const struct window *w, struct record *rec, struct err *err)
{
	const char *p = rec->start, *letters = p + LCS_LAYOUT;
	const char *end = memchr(letters, '\0', LCS_LETTERS);
	struct layout *l = &s->layout;
	const char *why;

	if (memcmp(p + LCS_END, LCS_MAGIC, LCS_MAGIC_SIZE) != 0)
		return (record_error(w, rec, p + LCS_END,
		    "this header is of another version than 1: it ends "
		    "elsewhere",
		    err));
	why = layout_read(l, letters, end == NULL ? letters : end);
	if (why != NULL)
		return (record_error(w, rec, letters, why, err));
	if (bytes_le32(p + LCS_FIELDS) != l->n)
		return (record_error(w, rec, p + LCS_FIELDS,
		    "the number of fields is not that of the layout", err));
	if (bytes_le32(p + LCS_RECORD) != l->size)
		return (record_error(w, rec, p + LCS_RECORD,
		    "the size of a record is not that of the layout", err));
	s->object = field_of(l, (unsigned char)p[LCS_OBJECT]);
	s->size = field_of(l, (unsigned char)p[LCS_SIZE]);
	s->time = field_of(l, (unsigned char)p[LCS_TIME]);
	s->op = field_of(l, (unsigned char)p[LCS_OP]);
	if (s->object.size == 0)
		return (record_error(w, rec, p + LCS_OBJECT,
		    "the number of the object's field belongs here", err));
	return (0);
}

static void
lcs_close(void *state)
{
	struct lcs *s = state;

	objects_close(&s->objects);
}

static int
lcs_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct lcs *s = state;
	const struct layout *l = &s->layout;
	struct record rec;

	if (l->size == 0 && record_take(w, LCS_HEADER, &rec) &&
	    lcs_header(s, w, &rec, err) != 0)
		return (-1);
	while (!sink_full(to) && l->size > 0 && record_take(w, l->size, &rec)) {
		const char *p = rec.start;
		uint64_t size =
		    s->size.size > 0 ? layout_get(l, s->size, p) : 1;
		int kind = objects_request(&s->objects, &rec,
		    layout_get(l, s->object, p), size,
		    (unsigned)layout_get(l, s->op, p) & 0xff, err);

		if (s->time.size > 0)
			rec.time =
			    time_ns(layout_get(l, s->time, p), SECOND_NS);
		if (kind < 0 ||
		    record_put(w, to, (enum record_kind)kind, &rec, err) != 0)
			return (-1);
	}
	return (0);
}

const struct trace_format trace_format_lcs = {
	.name = "lcs",
	.summary = "requests of libCacheSim with a header, version 1",
	.carries = CARRIES_WRITES | CARRIES_PAGES | CARRIES_TIME,
	.numbers = "objects",
	.magic = LCS_MAGIC,
	.magic_size = LCS_MAGIC_SIZE,
	.state_size = sizeof(struct lcs),
	.close = lcs_close,
	.decode = lcs_decode,
};
