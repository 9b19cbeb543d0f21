/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * damonjson: DAMON's regions as the tool damo writes them (types json and
 * json_compressed, whose compression is zlib).
 *
 *	[{"kdamond_idx": 0, ..., "target_id": 0, "snapshots": [
 *	  {"start_time": 0, "end_time": 1, "regions": [
 *	    {"start": 4096, "end": "8,192", "nr_accesses": {"samples": 3, ..},
 *	     "age": {..}}]}]}]
 *
 * The text is read from front to back, a token at a time.  An object with
 * "start", "end" and "nr_accesses" in it is a region; everything else is only
 * passed over.  A number may be a string with commas between thousands, and
 * may have a unit.  The time of an access is the end of its snapshot.
 *
 * Regions are written one like the other, so those of a list are read many at
 * once, by what the first of them looked like (damonjson.h).
 *
 * Source: damonitor/damo, src/_damo_records.py and _damon.py; regions.h says
 * how accesses are made of a region.
 */
#include <ctype.h>

#include "formats/damonjson.h"

/* A number with commas and a fraction, of which it has thousandths, and the
 * blanks behind it. */
static bool
take_decimal(
    const char **at, const char *end, uint64_t *v, uint64_t *thousandths)
{
	const char *p = *at;
	uint64_t scale = 1000;

	*v = *thousandths = 0;
	if (p == end || !isdigit((unsigned char)*p))
		return (false);
	for (; p < end && (isdigit((unsigned char)*p) || *p == ','); p++)
		if (*p != ',' &&
		    (__builtin_mul_overflow(*v, 10, v) ||
			__builtin_add_overflow(*v, (uint64_t)(*p - '0'), v)))
			return (false);
	if (p < end && *p == '.')
		for (p++; p < end && isdigit((unsigned char)*p); p++) {
			scale /= 10;
			*thousandths += (uint64_t)(*p - '0') * scale;
		}
	field_blanks(&p, end);
	*at = p;
	return (true);
}

/* Nanoseconds, or what numbers with units add up to: "2 m 1.500 s".  NO_TIME:
 * it is something else. */
static uint64_t
read_time(const char *p, const char *end)
{
	static const struct {
		const char *name;
		uint64_t ns;
	} units[] = { { "ns", 1 }, { "us", US_NS }, { "ms", 1000 * US_NS },
		{ "s", 1000000 * US_NS }, { "m", 60000000 * US_NS },
		{ "h", 3600000000 * US_NS }, { "d", 86400000000 * US_NS } };
	const unsigned n = sizeof(units) / sizeof(units[0]);
	uint64_t time = 0, v, thousandths;

	do {
		const char *s;
		unsigned i = 0;

		if (!take_decimal(&p, end, &v, &thousandths))
			return (NO_TIME);
		s = p;
		p = field_end(p, end);
		while (s < p && i < n && !field_is(s, p, units[i].name))
			i++;
		if (i == n ||
		    __builtin_add_overflow(
			time_ns(v, units[i].ns), time, &time) ||
		    __builtin_add_overflow(
			thousandths * units[i].ns / 1000, time, &time))
			return (NO_TIME);
		field_blanks(&p, end);
	} while (p < end);
	return (time);
}

/* A number of JSON, or of a string: "4,096", "5.000 KiB".  A fraction is left
 * out where there is no unit. */
static bool
read_number(const char *p, const char *end, uint64_t *v)
{
	static const char units[] = "KMGT";
	uint64_t thousandths, scale;
	const char *unit;

	if (!take_decimal(&p, end, v, &thousandths))
		return (false);
	unit = p == end || *p == '\0' ? NULL : strchr(units, *p);
	if (unit == NULL)
		return (true);
	for (scale = 1; unit >= units; unit--)
		scale *= 1024;
	return (!__builtin_mul_overflow(*v, scale, v) &&
		!__builtin_add_overflow(*v, thousandths * scale / 1000, v));
}

/* The end of the token at p; NULL: the window ends within it. */
static const char *
token_end(const struct window *w, const char *p)
{
	const char *end = w->end;

	if (is_mark(*p))
		return (p + 1);
	if (*p == '"') {
		for (p++; p < end && *p != '"'; p++)
			p += *p == '\\';
		return (p < end ? p + 1 : NULL);
	}
	while (p < end && is_bare(*p))
		p++;
	return (p < end || w->last ? p : NULL);
}

/* A value, or the key of one. */
static enum record_kind
take_scalar(struct damonjson *d, struct record *rec, const char *s,
    const char *end, bool is_key)
{
	const char *why = "a number belongs here";
	uint64_t v;

	if (*s == '"') {
		s++;
		end--;
	}
	if (is_key) {
		d->key = damonjson_key(s, end);
		return (RECORD_OURS);
	}
	if (d->key == KEY_TIME)
		d->regions.time = read_time(s, end);
	if (d->key == KEY_OTHER || d->key == KEY_TIME)
		return (RECORD_OURS);
	if (d->key == KEY_TARGET && !read_number(s, end, &v))
		v = 0; /* null */
	else if (!read_number(s, end, &v))
		return (record_fatal(rec, s, why));
	switch (d->key) {
	case KEY_START:
		d->start = v;
		d->at = d->depth;
		memset(d->has, 0, sizeof(d->has));
		break;
	case KEY_END:
		d->end = v;
		break;
	case KEY_ACCESSES:
	case KEY_SAMPLES:
		d->accesses = v;
		d->has[KEY_ACCESSES] = true;
		break;
	default:
		return (regions_target(&d->regions, rec, s, v));
	}
	d->has[d->key] = true;
	return (RECORD_OURS);
}

/* This word in quotes and what is behind it, with or without white space. */
static always_inline bool
take_word(const char **p, const char *end, const char *word, char behind)
{
	const size_t n = strlen(word);

	skip_space(p, end);
	if ((size_t)(end - *p) < n + 2 || **p != '"' || (*p)[n + 1] != '"' ||
	    memcmp(*p + 1, word, n) != 0)
		return (false);
	*p += n + 2;
	skip_space(p, end);
	return (*p < end && *(*p)++ == behind);
}

/* Digits that are neither the first nor the last of the window. */
static always_inline bool
take_digits(const char **p, const char *end, uint64_t *v)
{
	skip_space(p, end);
	return (field_decimal(p, end, v) == FIELD_OK && *p < end &&
		(**p == ',' || **p == '}' || is_space(**p)));
}

/* The beginning of a region as it is usually written, at once: up to the number
 * of its accesses.  False: it is something else, and nothing has changed. */
static bool
take_region(struct damonjson *d, struct window *w)
{
	const char *p = w->p + 1, *end = w->end;
	uint64_t start, last, accesses;

	if (d->depth + 2 > DAMONJSON_DEPTH ||
	    !take_word(&p, end, "start", ':') || !take_digits(&p, end, &start))
		return (false);
	skip_space(&p, end);
	if (p == end || *p++ != ',' || !take_word(&p, end, "end", ':') ||
	    !take_digits(&p, end, &last))
		return (false);
	skip_space(&p, end);
	if (p == end || *p++ != ',' || !take_word(&p, end, "nr_accesses", ':'))
		return (false);
	skip_space(&p, end);
	if (p == end || *p++ != '{' || !take_word(&p, end, "samples", ':') ||
	    !take_digits(&p, end, &accesses))
		return (false);
	memset(d->has, 0, sizeof(d->has));
	d->has[KEY_START] = d->has[KEY_END] = true;
	d->has[KEY_ACCESSES] = d->has[KEY_SAMPLES] = true;
	d->at = d->depth + 1;
	d->depth += 2;
	d->key = KEY_SAMPLES;
	d->start = start;
	d->end = last;
	d->accesses = accesses;
	w->p = p;
	return (true);
}

/* The end of an object: of a region all accesses are made before it is taken.
 * 1: the sink is full. */
static int
end_object(
    struct damonjson *d, struct window *w, struct sink *to, struct err *err)
{
	struct regions *r = &d->regions;
	enum record_kind kind = RECORD_OURS;
	struct record rec;

	record_take(w, 1, &rec);
	if (d->depth == d->at && d->has[KEY_START] && d->has[KEY_END] &&
	    d->has[KEY_ACCESSES]) {
		kind = regions_begin(
		    r, &rec, rec.start, d->start, d->end, d->accesses);
		if (kind != RECORD_OURS)
			d->depth -= d->depth > 0;
		if (kind != RECORD_OURS || r->left == 0)
			memset(d->has, 0, sizeof(d->has));
		if (kind != RECORD_OURS)
			return (record_put(w, to, kind, &rec, err));
		d->has[KEY_START] = false; /* it has begun */
	}
	while (r->left > 0 && !sink_full(to))
		if (record_put(w, to, regions_access(r, &rec), &rec, err) != 0)
			return (-1);
	if (r->left > 0) {
		record_give_back(w, &rec);
		return (1);
	}
	d->depth -= d->depth > 0;
	return (0);
}

/* One token: 0; 1: the sink is full; -1. */
static int
take_token(struct damonjson *d, struct window *w, const char *end, bool is_key,
    struct sink *to, struct err *err)
{
	/* Not cleared: that took more time than all else. */
	struct record rec;
	enum record_kind kind = RECORD_OURS;

	rec.start = w->p;
	rec.end = end;
	rec.time = NO_TIME;
	switch (*w->p) {
	case '{':
	case '[':
		if (++d->depth > DAMONJSON_DEPTH)
			kind = record_fatal(
			    &rec, w->p, "more than 64 objects in each other");
		break;
	case '}':
		return (end_object(d, w, to, err));
	case ']':
		d->depth -= d->depth > 0;
		break;
	case ',':
		d->key = KEY_OTHER;
		break;
	case ':':
		break;
	default:
		if (end == w->p) {
			record_take(w, 1, &rec);
			kind = record_fatal(&rec, rec.start, "this is no JSON");
			break;
		}
		kind = take_scalar(d, &rec, w->p, end, is_key);
	}
	if (kind != RECORD_OURS)
		return (record_error(w, &rec, rec.at, rec.why, err));
	w->p = end;
	return (0);
}

static int
damonjson_decode(
    void *state, struct window *w, struct sink *to, struct err *err)
{
	struct damonjson *d = state;

	while (!sink_full(to)) {
		const char *end, *p;
		bool is_string;
		int done;

		skip_space(&w->p, w->end);
		if (w->p == w->end)
			return (0);
		if (*w->p == '{' &&
		    (damonjson_bulk(d, w, to) || take_region(d, w)))
			continue;
		is_string = *w->p == '"';
		p = end = token_end(w, w->p);
		/* A string is a key if a colon follows it. */
		if (is_string && p != NULL)
			skip_space(&p, w->end);
		if (p == NULL || (is_string && p == w->end && !w->last))
			return (0);
		done = take_token(
		    d, w, end, is_string && p < w->end && *p == ':', to, err);
		if (done != 0)
			return (done < 0 ? -1 : 0);
	}
	return (0);
}

/* Text that begins with a list or an object, and has the keys of a record. */
static unsigned
damonjson_probe(
    not_used const struct format_use *use, const struct trace_head *head)
{
	const char *p = head->p, *end = p + head->n;

	while (p < end && isspace((unsigned char)*p))
		p++;
	return (
	    p < end && (*p == '[' || *p == '{') &&
		    memmem(p, (size_t)(end - p), "\"kdamond_idx\"", 13) != NULL
		? SCORE_MAX
		: 0);
}

const struct trace_format trace_format_damonjson = {
	.name = "damonjson",
	.summary = "regions of DAMON as damo writes them in JSON",
	.carries = CARRIES_PIDS | CARRIES_TIME | CARRIES_SAMPLED,
	.numbers = "targets",
	.partial = "regions",
	.probe = damonjson_probe,
	.params = region_params,
	.params_size = sizeof(struct region_params),
	.state_size = sizeof(struct damonjson),
	.open = regions_open,
	.decode = damonjson_decode,
};
