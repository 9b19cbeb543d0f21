/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The reader of damonjson: its state, and the reading of many regions at once.
 *
 * A program writes each region as it wrote the one before; only numbers differ.
 * The form of a region is its text without the values: pieces of text that are
 * always the same, white space included, and behind each a value.  It is
 * learned from one region, and those that follow are compared with it, a piece
 * at a time.  A region that differs in any other byte than those of a value is
 * left to the reader of tokens, which would have read the others to the same
 * state.
 */
#ifndef FORMATS_DAMONJSON_H
#define FORMATS_DAMONJSON_H

#include "formats/regions.h"

/* Objects and lists in each other, at most. */
#define DAMONJSON_DEPTH 64

enum damonjson_key {
	KEY_OTHER,
	KEY_START,
	KEY_END,
	KEY_ACCESSES,
	KEY_SAMPLES,
	KEY_TARGET,
	KEY_TIME, /* the end of a snapshot */
	KEYS
};

/* What stands between a piece of text and the next one. */
enum damonjson_value {
	VALUE_NONE,
	VALUE_BARE, /* not used, without quotes */
	VALUE_TEXT, /* not used, what is between quotes */
	VALUE_START,
	VALUE_END,
	VALUE_ACCESSES,
	VALUES
};

#define FORM_TEXT  32 /* bytes of a piece */
#define FORM_PARTS 48
#define FORM_VALUE 64 /* bytes of a value, at most */

struct damonjson_part {
	char text[FORM_TEXT];
	uint32_t mask; /* bit i: text has a byte i */
	uint8_t n;     /* bytes of text */
	uint8_t value;
	bool quoted; /* a number in quotes, which may have commas */
};

struct damonjson_form {
	unsigned nparts; /* 0: none is known */
	/* Part 0 is what is between two regions. */
	struct damonjson_part part[FORM_PARTS];
	size_t bytes;           /* of it and a region, at most */
	unsigned objects;       /* in a region, with itself */
	unsigned depth;         /* of them in each other */
	enum damonjson_key key; /* the last one of a region */
	/* The same once more, from behind the start of a region up to that of
	 * the next one, with texts that are together where they fit a piece.
	 * nsteps 0: a value is in quotes. */
	unsigned nsteps;
	struct damonjson_part step[FORM_PARTS + 1];
	unsigned tail; /* the first part behind the last value */
	unsigned tail_step;
	/* From there to the end of the region, and to the next number. */
	size_t tail_bytes, next_bytes;
};

struct damonjson {
	struct regions regions;
	unsigned depth;
	enum damonjson_key key; /* whose value comes next */
	bool has[KEYS];         /* of the object at this depth */
	unsigned at;            /* the depth of the object with "start" */
	uint64_t start, end, accesses;
	struct damonjson_form form;
	/* How many regions are read before another form is learned, and how
	 * many after the next one that is of no use. */
	unsigned wait, pause;
};

/* As isspace(), without a call. */
static always_inline bool
is_space(char c)
{
	return (c == ' ' || (c >= '\t' && c <= '\r'));
}

static always_inline void
skip_space(const char **p, const char *end)
{
	while (*p < end && is_space(**p))
		(*p)++;
}

static always_inline bool
is_mark(char c)
{
	return (c == '{' || c == '}' || c == '[' || c == ']' || c == ':' ||
		c == ',');
}

/* Of a value without quotes. */
static always_inline bool
is_bare(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
		(c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '+');
}

/* What [s, end) is. */
enum damonjson_key damonjson_key(const char *s, const char *end);

/* Learns the form of the region at p; false: it is none, or is not as it
 * usually is written, or none follows, and nothing has changed. */
bool damonjson_learn(
    struct damonjson_form *form, const char *p, const char *end);

/* Regions that are being taken into a batch. */
struct damonjson_taking {
	struct damonjson *d;
	struct splitter *c;
	const char *p;      /* behind the last one */
	const char *record; /* the last one with accesses; NULL: none */
	uint64_t regions, record_number;
	size_t n;   /* accesses in the batch */
	bool other; /* it ended at a region of another form */
};

/* Takes the region with these values, which ends at p; false: it is not right,
 * or has no room. */
static always_inline bool
damonjson_put(
    struct damonjson_taking *t, const char *p, const uint64_t v[VALUES])
{
	const struct region g = { v[VALUE_START], v[VALUE_END],
		v[VALUE_ACCESSES], t->d->regions.time };

	if (!region_good(&g) || g.accesses > t->c->cap - t->n)
		return (false);
	regions_fill(&t->d->regions, t->c, t->n, &g);
	t->n += g.accesses;
	t->regions++;
	t->p = p;
	if (likely(g.accesses > 0)) {
		t->record = p - 1;
		t->record_number = t->regions;
	}
	return (true);
}

/* The rest of a number in quotes that has commas; returns its end, or NULL. */
const char *damonjson_thousands(const char *p, uint64_t *v);

/* Takes regions that are wholly before 'end'; t->p is at the first. */
void damonjson_take_avx2(
    struct damonjson_taking *t, enum isa isa, const char *end);

/* Takes regions from the '{' at w->p on; false: it took none, and nothing has
 * changed. */
bool damonjson_bulk(struct damonjson *d, struct window *w, struct sink *to);

#endif
