/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breaking lines.  The texts of options, settings and policies are
 * sentences of any length; this file breaks them into lines.  A word longer
 * than a line is not broken: a broken path cannot be copied.
 */
#include "cli/prose.h"

#include <stdbool.h>
#include <string.h>

#include "result/label.h"

#define WIDTH 80

static void
blanks(FILE *to, size_t n)
{
	fprintf(to, "%*s", (int)n, "");
}

void
prose_put(FILE *to, size_t column, size_t indent, const char *text)
{
	bool begun = false;

	blanks(to, indent - column);
	column = indent;
	for (text += strspn(text, " "); *text != '\0';) {
		size_t len = strcspn(text, " \n");

		if (begun && column + 1 + len > WIDTH) {
			fputc('\n', to);
			blanks(to, indent);
			column = indent;
		} else if (begun) {
			fputc(' ', to);
			column++;
		}
		label_say(to, "%.*s", (int)len, text);
		column += len;
		begun = true;
		text += len;
		text += strspn(text, " \n");
	}
	fputc('\n', to);
}

void
prose_put_lines(FILE *to, const char *lines)
{
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");
		char line[1024];

		snprintf(line, sizeof(line), "%.*s", (int)len, lines);
		prose_put(to, 0, strspn(line, " "), line);
		lines += len;
		lines += *lines == '\n';
	}
}
