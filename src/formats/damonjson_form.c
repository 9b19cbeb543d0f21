/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Learning the form of a region of damonjson.  Only what is written as JSON has
 * to be is learned, so that the reader of tokens has the same meaning of it.
 */
#include "formats/damonjson.h"

static const char *const key_names[] = { "", "start", "end", "nr_accesses",
	"samples", "target_id", "end_time" };

enum damonjson_key
damonjson_key(const char *s, const char *end)
{
	enum damonjson_key key = KEYS - 1;

	while (key > KEY_OTHER && !field_is(s, end, key_names[key]))
		key--;
	return (key);
}

/* A region while its form is learned. */
struct lesson {
	struct damonjson_form form;
	const char *p, *end;
	const char *from; /* what is not yet in a part */
	unsigned depth;
	enum damonjson_key key;
	bool has[KEYS];
};

/* The next character that is no white space; '\0': none. */
static char
next(struct lesson *l)
{
	skip_space(&l->p, l->end);
	return (l->p < l->end ? *l->p : '\0');
}

/* Takes this mark. */
static bool
mark(struct lesson *l, char c)
{
	if (next(l) != c)
		return (false);
	l->p++;
	return (true);
}

/* What is between quotes, the first of which is next. */
static bool
quoted(struct lesson *l, const char **s, const char **end)
{
	if (!mark(l, '"'))
		return (false);
	*s = l->p;
	while (l->p < l->end && *l->p != '"' && *l->p != '\\')
		l->p++;
	*end = l->p;
	return (l->p < l->end && *l->p++ == '"');
}

/* Makes parts of the text up to 'to', with a value behind the last one. */
static bool
add_parts(struct lesson *l, const char *to, enum damonjson_value value)
{
	struct damonjson_form *f = &l->form;

	do {
		size_t n = (size_t)(to - l->from);
		struct damonjson_part *part = &f->part[f->nparts];

		if (f->nparts == FORM_PARTS)
			return (false);
		f->nparts++;
		if (n > FORM_TEXT)
			n = FORM_TEXT;
		*part = (struct damonjson_part){ .n = (uint8_t)n };
		memcpy(part->text, l->from, n);
		l->from += n;
		f->bytes += n;
		if (l->from == to)
			part->value = (uint8_t)value;
	} while (l->from < to);
	return (true);
}

/* The value [s, end) of the key; of what is used digits alone are learned. */
static bool
add_value(struct lesson *l, const char *s, const char *end, bool in_quotes)
{
	static const enum damonjson_value values[KEYS] = {
		[KEY_START] = VALUE_START,
		[KEY_END] = VALUE_END,
		[KEY_ACCESSES] = VALUE_ACCESSES,
		[KEY_SAMPLES] = VALUE_ACCESSES,
	};
	enum damonjson_value value = in_quotes ? VALUE_TEXT : VALUE_BARE;
	const char *p = s;

	if (l->key != KEY_OTHER) {
		value = values[l->key];
		while (p < end &&
		       ((*p >= '0' && *p <= '9') || (in_quotes && *p == ',')))
			p++;
		if (value == VALUE_NONE || p < end)
			return (false);
	}
	if (!add_parts(l, s, value))
		return (false);
	l->form.part[l->form.nparts - 1].quoted = in_quotes;
	l->form.bytes += FORM_VALUE;
	l->from = end;
	return (true);
}

/* A value that is no object. */
static bool
learn_value(struct lesson *l)
{
	const char *s, *end;

	if (next(l) == '"')
		return (quoted(l, &s, &end) && add_value(l, s, end, true));
	s = l->p;
	while (l->p < l->end && is_bare(*l->p))
		l->p++;
	return (l->p > s && l->p < l->end && add_value(l, s, l->p, false));
}

/* Begins an object, whose first key comes next. */
static bool
begin_object(struct lesson *l)
{
	if (l->key != KEY_OTHER && l->key != KEY_ACCESSES)
		return (false);
	l->p++;
	l->form.objects++;
	if (++l->depth > l->form.depth)
		l->form.depth = l->depth;
	return (true);
}

/* A key and its value, or of an object up to its first value. */
static bool
learn_pair(struct lesson *l)
{
	const char *s, *end;

	for (;;) {
		if (!quoted(l, &s, &end) || !mark(l, ':'))
			return (false);
		l->key = l->form.key = damonjson_key(s, end);
		/* The first is "start", and each that is used is there once. */
		if ((l->key == KEY_START) != (l->form.nparts == 1) ||
		    (l->key != KEY_OTHER && l->has[l->key]))
			return (false);
		if (next(l) != '{')
			break;
		if (!begin_object(l))
			return (false);
	}
	l->has[l->key] = true;
	return (learn_value(l));
}

/* The part as a step, or more text of the step before it. */
static void
add_step(struct damonjson_form *f, const struct damonjson_part *part)
{
	struct damonjson_part *step =
	    f->nsteps == 0 ? NULL : &f->step[f->nsteps - 1];

	if (step == NULL || step->value != VALUE_NONE ||
	    step->n + part->n > FORM_TEXT) {
		f->step[f->nsteps++] = *part;
		return;
	}
	memcpy(step->text + step->n, part->text, part->n);
	step->n = (uint8_t)(step->n + part->n);
	step->value = part->value;
}

static void
make_masks(struct damonjson_part *part, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		part[i].mask = (uint32_t)((UINT64_C(1) << part[i].n) - 1);
}

static void
make_steps(struct damonjson_form *f)
{
	unsigned start = 0;

	for (unsigned i = 1; i < f->nparts; i++) {
		if (f->part[i].quoted || f->part[i].value == VALUE_TEXT)
			return;
		if (f->part[i].value != VALUE_NONE)
			f->tail = i + 1;
		if (f->part[i].value == VALUE_START)
			start = i;
	}
	for (unsigned i = start + 1; i < f->nparts; i++) {
		if (i == f->tail)
			f->tail_step = f->nsteps;
		if (i >= f->tail)
			f->tail_bytes += f->part[i].n;
		add_step(f, &f->part[i]);
	}
	for (unsigned i = 0; i <= start; i++)
		add_step(f, &f->part[i]);
	/* The number is read where the next region begins. */
	f->step[f->nsteps - 1].value = VALUE_NONE;
	for (unsigned i = f->tail_step; i < f->nsteps; i++)
		f->next_bytes += f->step[i].n;
	make_masks(f->step, f->nsteps);
}

bool
damonjson_learn(struct damonjson_form *form, const char *p, const char *end)
{
	struct lesson l = { .p = p + 1, .end = end, .from = p };
	const char *from;

	l.form.nparts = l.form.objects = l.form.depth = l.depth = 1;
	if (next(&l) != '"')
		return (false);
	do {
		if (!learn_pair(&l))
			return (false);
		while (mark(&l, '}'))
			if (--l.depth == 0)
				break;
	} while (l.depth > 0 && mark(&l, ','));
	if (l.depth > 0 || !l.has[KEY_END] ||
	    l.has[KEY_ACCESSES] == l.has[KEY_SAMPLES] ||
	    !add_parts(&l, l.p, VALUE_NONE))
		return (false);
	from = l.p;
	if (!mark(&l, ',') || next(&l) != '{' || l.p - from > FORM_TEXT)
		return (false);
	l.form.part[0].n = (uint8_t)(l.p - from);
	memcpy(l.form.part[0].text, from, (size_t)(l.p - from));
	l.form.bytes += FORM_TEXT;
	make_masks(l.form.part, l.form.nparts);
	make_steps(&l.form);
	*form = l.form;
	return (true);
}
