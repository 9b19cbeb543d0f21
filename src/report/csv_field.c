/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field of CSV.
 */
#include "report/csv_field.h"

#include <stdbool.h>
#include <string.h>

/* A spreadsheet runs a cell that begins with one of these as a formula; behind
 * an apostrophe it is text. */
static bool
is_formula(const char *text)
{
	/* A sign alone is no formula: '-' is standard input. */
	if (text[0] == '\0' || text[1] == '\0')
		return (false);
	if (strchr("=@\t\r", text[0]) != NULL)
		return (true);
	/* A sign before digits is a number. */
	return ((text[0] == '+' || text[0] == '-') &&
		text[strspn(text + 1, "0123456789.") + 1] != '\0');
}

void
csv_field(const char *text, FILE *to)
{
	const char *mark = is_formula(text) ? "'" : "";

	if (text[strcspn(text, ",\"\r\n")] == '\0') {
		fprintf(to, "%s%s", mark, text);
		return;
	}
	fprintf(to, "\"%s", mark);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', to);
		fputc(*text, to);
	}
	fputc('"', to);
}
