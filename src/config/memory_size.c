/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory sizes: frames, bytes, a share of the footprint, and ranges.
 *
 *	64, 64 frames	frames
 *	256MiB 64k	bytes: there is a unit
 *	25% 12.5%	of the footprint
 *	A..B/N		N sizes from A to B, equally far apart
 *	A..B*F		A, A*F, A*F*F ... up to B
 *
 * Blanks around a size mean nothing.  The points of a range of bytes are
 * rounded down to the largest power of two that divides both of its ends, so
 * that they are whole pages where the ends are.
 */
#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "config/selection.h"

#define WORD_MAX   96
#define FACTOR_MAX 1000000
#define BLANKS     " \t\n"

/* What every function here needs. */
struct reader {
	struct memories *list;
	struct mem *m;
	const char *word; /* for messages */
	const struct err_where *at;
	enum err_kind kind;
	struct err *err;
};

static int
bad(const struct reader *r, const char *why)
{
	return (err_at(r->err, r->kind, r->at, "bad memory size '%.60s' (%s)",
	    r->word, why));
}

/* Is this what may stand behind a number of frames? */
static bool
is_frames(const char *unit)
{
	static const char *const words[] = { "frame", "frames", "page",
		"pages" };

	unit += strspn(unit, BLANKS);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcasecmp(unit, words[i]) == 0)
			return (true);
	return (false);
}

static int
read_size(const struct reader *r, const char *s, struct memory_size *out)
{
	size_t len = strlen(s), digits = strspn(s, "0123456789");
	static const char shape[] =
	    "64 frames, 25% of the footprint, 256MiB or 64k bytes, "
	    "1%..100%/20 or 16..65536*2; several by commas";
	const char *why = NULL;
	char number[WORD_MAX];
	uint64_t max;
	int rc;

	if (len == 0)
		return (
		    bad(r, "one is missing: 64 frames, 25% of the footprint or "
			   "256MiB"));
	if (digits > 0 && is_frames(s + digits)) {
		memcpy(number, s, digits);
		number[len = digits] = '\0';
		s = number;
	}
	if (len > 0 && s[len - 1] == '%') {
		out->unit = MEMORY_SHARE;
		max = NUM_PPM;
		rc = num_share(s, &out->n, &why);
	} else if (len > 0 && digits == len) {
		out->unit = MEMORY_FRAMES;
		max = FRAMES_MAX;
		rc = num_count(s, &out->n, &why);
	} else if (digits > 0 && strspn(s, "0123456789.") < len) {
		out->unit = MEMORY_BYTES;
		max = (uint64_t)FRAMES_MAX << 30;
		rc = num_size(s, &out->n, &why);
		if (rc != 0 && strncmp(why, "a size", 6) == 0)
			why = shape;
	} else
		return (bad(r, shape));
	if (rc != 0)
		return (bad(r, why));
	if (out->n == 0)
		return (bad(r, "at least one frame"));
	if (out->n > max)
		return (bad(r, out->unit == MEMORY_SHARE ? "at most 100%"
			       : out->unit == MEMORY_BYTES
				   ? "at most 2^58 bytes"
				   : "at most 2^28 frames"));
	return (0);
}

static int
add(const struct reader *r, enum memory_unit unit, uint64_t n)
{
	struct memories *l = r->list;

	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].unit == unit && l->item[i].n == n)
			return (0);
	if (l->n == MEMORIES_MAX)
		return (err_at(r->err, r->kind, r->at,
		    "'%.60s': too many memory sizes (at most %d)", r->word,
		    MEMORIES_MAX));
	l->item = mem_grow(r->m, l->item, l->n, &l->cap, sizeof(*l->item));
	l->item[l->n++] = (struct memory_size){
		.unit = unit,
		.n = n,
		.at = *r->at,
	};
	return (0);
}

/* The largest power of two that divides both. */
static uint64_t
grain(uint64_t a, uint64_t b)
{
	return ((a | b) & -(a | b));
}

static int
add_steps(const struct reader *r, const struct memory_size *low,
    const struct memory_size *high, const char *count)
{
	uint64_t n,
	    step = low->unit == MEMORY_BYTES ? grain(low->n, high->n) : 1;
	const char *why;

	if (num_count(count, &n, &why) != 0)
		return (bad(r, "A..B/N: N is how many sizes, such as 20"));
	if (n < 2 || n > MEMORIES_MAX)
		return (bad(r, "A..B/N: N is from 2 to 4096"));
	for (uint64_t i = 0; i < n; i++) {
		uint64_t at =
		    low->n + (uint64_t)((unsigned __int128)(high->n - low->n) *
					i / (n - 1));

		if (add(r, low->unit, at / step * step) != 0)
			return (-1);
	}
	return (0);
}

static int
add_powers(const struct reader *r, const struct memory_size *low,
    const struct memory_size *high, const char *factor)
{
	const char *why;
	uint64_t f;

	if (num_count(factor, &f, &why) != 0 || f < 2 || f > FACTOR_MAX)
		return (bad(r, "A..B*F: F is a whole number from 2 up to a "
			       "million"));
	for (uint64_t n = low->n; n <= high->n; n *= f) {
		if (add(r, low->unit, n) != 0)
			return (-1);
		if (n > high->n / f)
			break;
	}
	return (0);
}

/* A..B/N or A..B*F; dots is where the two dots are. */
static int
add_range(const struct reader *r, char *word, char *dots)
{
	struct memory_size low, high;
	char *end = dots + 2, *how = end + strcspn(end, "/*"), sign = *how;

	if (sign == '\0')
		return (bad(r, "a range says how: A..B/N for N sizes, A..B*F "
			       "for powers"));
	*dots = '\0';
	*how = '\0';
	if (read_size(r, word, &low) != 0 || read_size(r, end, &high) != 0)
		return (-1);
	if (low.unit != high.unit)
		return (bad(r, "both ends in frames, in bytes or in %"));
	if (low.n > high.n)
		return (bad(r, "the smaller end first"));
	return (sign == '/' ? add_steps(r, &low, &high, how + 1)
			    : add_powers(r, &low, &high, how + 1));
}

int
memories_read(struct memories *list, struct mem *m, const char *text,
    const struct err_where *at, enum err_kind kind, struct err *err)
{
	for (;; text++) {
		size_t len = strcspn(text += strspn(text, BLANKS), ","),
		       whole = len;
		char shown[WORD_MAX], word[WORD_MAX], *dots;
		struct reader r = { list, m, shown, at, kind, err };
		struct memory_size one;

		while (len > 0 && strchr(BLANKS, text[len - 1]) != NULL)
			len--;
		memcpy(shown, text, len < WORD_MAX ? len : WORD_MAX - 1);
		shown[len < WORD_MAX ? len : WORD_MAX - 1] = '\0';
		if (len >= WORD_MAX)
			return (bad(&r, "a word of 95 characters at most"));
		memcpy(word, shown, WORD_MAX);
		dots = strstr(word, "..");
		if (dots != NULL) {
			if (add_range(&r, word, dots) != 0)
				return (-1);
		} else if (read_size(&r, word, &one) != 0 ||
			   add(&r, one.unit, one.n) != 0)
			return (-1);
		text += whole;
		if (*text == '\0')
			return (0);
	}
}
