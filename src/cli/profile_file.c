/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading profiles.  Of text, each line has two numbers, and what follows '#'
 * is a comment:
 *
 *	1 500	# DISTANCE WEIGHT of a histogram; FRAMES FAULTS of a curve
 *	inf 7	# of a histogram: first references
 */
#include "cli/profile_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cli/option_files.h"
#include "result/profile_document.h"

#define BLANKS " \t\r\n,"

struct profile_lines {
	struct profile *out;
	struct mem *m;
	struct err_where at;
	bool curve;
	struct profile_point *point; /* of a curve */
	size_t n, cap;
	struct err *err;
};

static int
refuse(const struct profile_lines *l, const char *why)
{
	return (err_at(l->err, ERR_CONFIG, &l->at, "%s (%s)", why,
	    l->curve ? "FRAMES FAULTS" : "DISTANCE WEIGHT"));
}

/* A whole number; false: it is none. */
static bool
read_number(const char *word, uint64_t *out)
{
	char *end;

	errno = 0;
	*out = strtoull(word, &end, 10);
	return (word[0] >= '0' && word[0] <= '9' && *end == '\0' &&
		errno == 0 && *out <= INT64_MAX);
}

static int
take_point(struct profile_lines *l, uint64_t x, uint64_t y)
{
	if (l->n > PROFILE_CLASSES_MAX)
		return (refuse(l, "more than 1048576 points"));
	l->point = mem_grow(l->m, l->point, l->n, &l->cap, sizeof(*l->point));
	l->point[l->n++] = (struct profile_point){ x, y };
	return (0);
}

static int
take_line(struct profile_lines *l, char *line)
{
	char *rest = NULL, *first, *second;
	const char *why;
	uint64_t x = PROFILE_FIRST, y;

	line[strcspn(line, "#")] = '\0';
	first = strtok_r(line, BLANKS, &rest);
	if (first == NULL)
		return (0);
	second = strtok_r(NULL, BLANKS, &rest);
	if (second == NULL || strtok_r(NULL, BLANKS, &rest) != NULL)
		return (refuse(l, "a line has two numbers"));
	if ((l->curve || strcmp(first, "inf") != 0) && !read_number(first, &x))
		return (refuse(l, "the first is no whole number below 2^63"));
	if (!read_number(second, &y))
		return (refuse(l, "the second is no whole number below 2^63"));
	if (l->curve)
		return (take_point(l, x, y));
	why = profile_add(l->out, l->m, x, y);
	return (why == NULL ? 0 : refuse(l, why));
}

/* Longer lines are no profile. */
#define LINE_MAX_BYTES 4096

static int
read_lines(struct profile_lines *l, FILE *from)
{
	char line[LINE_MAX_BYTES];
	const char *why;
	size_t bad;

	while (fgets(line, sizeof(line), from) != NULL) {
		l->at.line++;
		if (strlen(line) + 1 == sizeof(line))
			return (refuse(l, "a line is too long"));
		if (take_line(l, line) != 0)
			return (-1);
	}
	if (ferror(from))
		return (
		    err_input(l->err, ERR_CONFIG, &l->at, "cannot be read"));
	if (l->curve) {
		why = profile_of_curve(l->out, l->m, l->point, l->n, &bad);
		if (why != NULL)
			return (refuse(l, why));
	}
	l->at.line = 0;
	return (l->out->sum > 0
		    ? 0
		    : refuse(l, "there is no reference in the profile"));
}

/* Is the first character that is no blank a brace?  *lines: ends of lines
 * before it, which have been read. */
static bool
is_document(FILE *from, uint64_t *lines)
{
	int c;

	while ((c = getc(from)) == ' ' || c == '\t' || c == '\r' || c == '\n')
		*lines += c == '\n';
	ungetc(c, from);
	return (c == '{');
}

static int
read_profile(void *self, struct profile *out, struct mem *m, const char *path,
    bool curve, struct err *err)
{
	struct profile_lines l = { .out = out,
		.m = m,
		.at = { .file = path },
		.curve = curve,
		.err = err };
	FILE *from;
	int failed, fd;

	if (options_protect(self, path, err) != 0)
		return (-1);
	fd = file_open(path, O_RDONLY | O_NOCTTY, 0);
	from = fd < 0 ? NULL : fdopen(fd, "r");
	if (from == NULL)
		return (err_input(err, ERR_CONFIG, &l.at, "cannot be opened"));
	failed = is_document(from, &l.at.line)
		     ? profile_document(out, m, path, from, curve, err)
		     : read_lines(&l, from);
	fclose(from);
	return (failed);
}

struct profile_reader
profile_files(const struct options *o)
{
	return ((struct profile_reader){
	    .read = read_profile,
	    .self = (void *)(uintptr_t)o,
	});
}
