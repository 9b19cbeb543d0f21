/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list of warnings.
 */
#include "result/warning_list.h"

#include <stdarg.h>
#include <stdio.h>

void
warnings_add(struct warnings *w, const char *kind, const char *code,
    const char *fmt, ...)
{
	struct warning *new = &w->item[w->n++];
	va_list ap;

	new->kind = kind;
	new->code = code;
	va_start(ap, fmt);
	vsnprintf(new->text, sizeof(new->text), fmt, ap);
	va_end(ap);
}
