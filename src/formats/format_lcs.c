/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lcs: requests of libCacheSim behind a header.  The first one had 1024 bytes
 * and says what the fields of a record are:
 *
 *	   0  magic (8)
 *	   8  layout of a record (240, zeros behind it)
 *	 248  which field is the object, its size, the time, the last request,
 *	      the next request, the operation (1 each), counted from 1; 0: none
 *	1000  number of fields, bytes of a record (4 each)
 *	1008  version, magic (8 each)
 *
 * Its converter leaves what it does not use of the header, the version among
 *it, as memory happened to be; so a later layout is told by what is not where
 *it is here, and a field that does not exist is none.  Later files have a
 *header of 8192 bytes, and the version says what a record is:
 *
 *	   0  magic (8)
 *	   8  version, 1 to 8 (8); then what was counted
 *	8184  magic (8)
 *
 * Source: libCacheSim, lcs.h, at two times.
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
#define LCS_LATER      8192 /* bytes of the later header */
#define LCS_LATER_END  8184
#define LCS_VERSION    8
#define LCS_VERSIONS   8

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

/* Of the later header: the time, the object and its size; from version 2 on the
 * operation in the low byte of what follows; then the time to live, the next
 * request, and numbers of any meaning. */
static int
later_header(
    struct lcs *s, const struct window *w, struct record *rec, struct err *err)
{
	static const char *const records[1 + LCS_VERSIONS] = { NULL, "<IQIq",
		"<IQIIq", "<IQqIIq", "<IQqIIqI", "<IQqIIq2I", "<IQqIIq4I",
		"<IQqIIq8I", "<IQqIIq16I" };
	const uint64_t version = bytes_le64(rec->start + LCS_VERSION);
	struct layout *l = &s->layout;
	const char *letters;

	if (version == 0 || version > LCS_VERSIONS)
		return (record_error(w, rec, rec->start + LCS_VERSION,
		    "a layout or a version from 1 to 8 belongs here", err));
	if (memcmp(rec->start + LCS_LATER_END, LCS_MAGIC, LCS_MAGIC_SIZE) != 0)
		return (record_error(w, rec, rec->start + LCS_LATER_END,
		    "a header of 8192 bytes ends with its magic", err));
	letters = records[version];
	layout_read(l, letters, letters + strlen(letters));
	s->time = l->field[0];
	s->object = l->field[1];
	s->size = l->field[2];
	if (version > 1)
		s->op = l->field[3];
	return (0);
}

/* Takes the header, if the window has all of it. */
static int
take_header(struct lcs *s, struct window *w, struct err *err)
{
	const bool later =
	    (size_t)(w->end - w->p) > LCS_LAYOUT && w->p[LCS_LAYOUT] != '<';
	struct record rec;

	if (!record_take(w, later ? LCS_LATER : LCS_HEADER, &rec))
		return (0);
	return (later ? later_header(s, w, &rec, err)
		      : lcs_header(s, w, &rec, err));
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

	if (l->size == 0 && take_header(s, w, err) != 0)
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
	.summary = "requests of libCacheSim with a header, versions 1 to 8",
	.carries = CARRIES_WRITES | CARRIES_PAGES | CARRIES_TIME,
	.numbers = "objects",
	.magic = LCS_MAGIC,
	.magic_size = LCS_MAGIC_SIZE,
	.state_size = sizeof(struct lcs),
	.close = lcs_close,
	.decode = lcs_decode,
};
