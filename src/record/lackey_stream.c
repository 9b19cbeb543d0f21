/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lackey's lines:
 *
 *	==7== Command: ./a.out
 *	I  0401ab70,3
 *	 S 1fff0006f8,8
 *	 L 0403a2d8,8
 *	 M 04225bf0,4
 */
#include "record/lackey_stream.h"

#include <string.h>

/* No instruction accesses more. */
#define SIZE_MAX_BYTES 65536

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	if (c >= 'a' && c <= 'f')
		return (c - 'a' + 10);
	return (-1);
}

static bool
operation(const char *s, enum access_op *op)
{
	if (s[0] == 'I' && s[1] == ' ' && s[2] == ' ')
		*op = ACCESS_FETCH;
	else if (s[0] != ' ' || s[2] != ' ')
		return (false);
	else if (s[1] == 'L')
		*op = ACCESS_READ;
	else if (s[1] == 'S')
		*op = ACCESS_WRITE;
	else if (s[1] == 'M')
		*op = ACCESS_MODIFY;
	else
		return (false);
	return (true);
}

/* "I  0401ab70,3" */
static bool
access_line(const char *s, const char *end, enum access_op *op, uint64_t *addr,
    uint32_t *size)
{
	const char *first = s + 3;

	if (end - s < 6 || !operation(s, op))
		return (false);
	*addr = 0;
	for (s = first; s < end && digit(*s) >= 0; s++)
		*addr = *addr << 4 | (uint64_t)digit(*s);
	if (s == first || s - first > 16 || s == end || *s++ != ',')
		return (false);
	*size = 0;
	for (first = s; s < end && *s >= '0' && *s <= '9'; s++)
		if (*size <= SIZE_MAX_BYTES)
			*size = *size * 10 + (uint32_t)(*s - '0');
	return (s == end && s > first && *size > 0 && *size <= SIZE_MAX_BYTES &&
		*addr <= UINT64_MAX - *size);
}

/* A line without its end, and with a '\0' there where it is not an access. */
static bool
take_line(const struct lackey_sink *to, const char *s, size_t n)
{
	static const char command[] = "== Command: ";
	char text[LACKEY_LINE_MAX];
	enum access_op op;
	const char *at;
	uint64_t addr;
	uint32_t size;

	if (access_line(s, s + n, &op, &addr, &size))
		return (to->access(to->self, op, addr, size));
	if (n == 0 || n >= sizeof(text))
		return (true);
	memcpy(text, s, n);
	text[n] = '\0';
	at = strstr(text, command);
	if (text[0] == '=' && at != NULL)
		to->command(to->self, at + sizeof(command) - 1);
	else
		to->other(to->self, text);
	return (true);
}

/* Adds n bytes to the line that is not complete. */
static void
keep(struct lackey_stream *s, const char *p, size_t n)
{
	if (s->skip || n > sizeof(s->line) - s->n) {
		s->skip = true;
		s->n = 0;
		return;
	}
	memcpy(s->line + s->n, p, n);
	s->n += n;
}

bool
lackey_take(struct lackey_stream *s, const struct lackey_sink *to,
    const char *p, size_t n)
{
	const char *end = p + n, *line_end;
	bool more = true;

	for (; more && p < end; p = line_end + 1) {
		line_end = memchr(p, '\n', (size_t)(end - p));
		if (line_end == NULL) {
			keep(s, p, (size_t)(end - p));
			return (true);
		}
		if (s->n == 0 && !s->skip) {
			more = take_line(to, p, (size_t)(line_end - p));
			continue;
		}
		keep(s, p, (size_t)(line_end - p));
		if (!s->skip)
			more = take_line(to, s->line, s->n);
		s->n = 0;
		s->skip = false;
	}
	return (more);
}
