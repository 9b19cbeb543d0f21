/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the layout of a record.  Source: the Python documentation, module
 * struct, format strings with standard sizes.
 */
#include "formats/layout.h"

static size_t
size_of(char c)
{
	static const char codes[] = "cbBxhHiIlLfqQd";
	static const unsigned char size[] = { 1, 1, 1, 1, 2, 2, 4, 4, 4, 4, 4,
		8, 8, 8 };
	const char *at = c == '\0' ? NULL : strchr(codes, c);

	return (at == NULL ? 0 : size[at - codes]);
}

/* So many fields of one kind. */
static const char *
add(struct layout *l, char code, size_t count)
{
	size_t size = size_of(code);

	if (size == 0)
		return ("a letter of a field belongs here: c b B h H i I l L "
			"q Q f d x");
	for (; count > 0; count--) {
		if (l->size + size > LAYOUT_BYTES_MAX)
			return ("a record of more than 4096 bytes");
		if (code != 'x') {
			if (l->n == LAYOUT_FIELDS_MAX)
				return ("more than 240 fields");
			l->field[l->n++] =
			    (struct layout_field){ (uint16_t)l->size,
				    (uint8_t)size, code != 'f' && code != 'd' };
		}
		l->size += size;
	}
	return (NULL);
}

const char *
layout_read(struct layout *l, const char *s, const char *end)
{
	*l = (struct layout){ 0 };
	if (s == end || strchr("<>!", *s) == NULL)
		return ("a layout begins with '<' or '>', the order of bytes");
	l->big = *s++ != '<';
	while (s < end) {
		size_t count = 0;
		const char *why, *digits = s;

		for (; s < end && *s >= '0' && *s <= '9'; s++) {
			count = count * 10 + (size_t)(*s - '0');
			if (count > LAYOUT_BYTES_MAX)
				return ("a record of more than 4096 bytes");
		}
		if (s == digits)
			count = 1;
		why = add(l, s < end ? *s : '\0', count);
		if (why != NULL)
			return (why);
		s++;
	}
	return (l->n > 0 ? NULL : "a layout has at least one field");
}
