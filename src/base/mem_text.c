/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stream whose content becomes a text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

/* Not open_memstream(): where memory is missing, it loses text and says
 * nothing.
 */
static ssize_t
append(void *self, const char *bytes, size_t n)
{
	struct mem_text *t = self;
	char *more = realloc(t->text, t->size + n + 1);

	if (more == NULL)
		mem_die("out of memory");
	memcpy(more + t->size, bytes, n);
	t->text = more;
	t->size += n;
	more[t->size] = '\0';
	return ((ssize_t)n);
}

void
mem_text_open(struct mem_text *t)
{
	const cookie_io_functions_t calls = { .write = append };

	*t = (struct mem_text){ 0 };
	append(t, "", 0);
	t->to = fopencookie(t, "w", calls);
	if (t->to == NULL)
		mem_die("out of memory");
}

char *
mem_text_close(struct mem_text *t)
{
	fclose(t->to);
	return (t->text);
}
