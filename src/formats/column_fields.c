/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Separators and quotes.
 */
#include "formats/column_fields.h"

#include <string.h>

/* Characters that cannot be written as they are, or not in every shell. */
static const struct {
	const char *word;
	char c;
} delims[] = {
	{ "blank", ' ' },
	{ "tab", '\t' },
	{ "comma", ',' },
	{ "semicolon", ';' },
	{ "colon", ':' },
	{ "bar", '|' },
	/* "delim=," is cut at its comma. */
	{ "", ',' },
};

int
column_delim(const char *word, char *out)
{
	*out = '\0';
	if (word == NULL)
		return (0);
	for (size_t i = 0; i < sizeof(delims) / sizeof(delims[0]); i++)
		if (strcmp(word, delims[i].word) == 0)
			*out = delims[i].c;
	if (*out == '\0' && word[1] == '\0')
		*out = *word;
	return (*out == '\0' ? -1 : 0);
}

static bool
is_blank(char c)
{
	return (c == ' ' || c == '\t');
}

static bool
separates(char delim, char x)
{
	if (delim == '\0')
		return (x == ',' || x == ';' || x == ':');
	return (x == delim && x != ' ');
}

/* Whether a blank alone separates. */
static bool
blanks_separate(char delim)
{
	return (delim == '\0' || delim == ' ');
}

bool
column_take(struct column_rule rule, const char **p, const char *end,
    struct column_field *f)
{
	const char *s = *p;
	char delim = rule.delim;
	const char *stop;

	while (s < end && is_blank(*s) && !separates(delim, *s))
		s++;
	f->p = s;
	f->more = false;
	if (rule.quotes && s < end && *s == '"') {
		f->p = s + 1;
		f->end = memchr(s + 1, '"', (size_t)(end - s - 1));
		if (f->end == NULL)
			return (false);
		s = f->end + 1;
	} else {
		while (s < end && !separates(delim, *s) &&
		       !(is_blank(*s) && blanks_separate(delim)))
			s++;
		for (f->end = s; f->end > f->p && is_blank(f->end[-1]);)
			f->end--;
	}
	stop = s;
	while (s < end && is_blank(*s) && !separates(delim, *s))
		s++;
	f->more = s > stop && s < end && blanks_separate(delim);
	if (s < end && separates(delim, *s)) {
		s++;
		f->more = true;
	}
	*p = s;
	return (true);
}
