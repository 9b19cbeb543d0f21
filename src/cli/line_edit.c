/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines typed at a terminal.
 */
#include "cli/line_edit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if USE_LIBEDIT
#include <editline/readline.h>
#endif

#if !USE_LIBEDIT
static bool
read_plain(char *buf, size_t size, size_t *len)
{
	int c;

	*len = 0;
	while ((c = getchar()) != EOF && c != '\n')
		if (*len < size - 1)
			buf[(*len)++] = (char)c;
	buf[*len] = '\0';
	return (c != EOF || *len > 0);
}
#endif

bool
line_edit(const char *prompt, char *buf, size_t size, size_t *len)
{
#if USE_LIBEDIT
	char *line;

	fflush(stdout);
	line = readline(prompt);
	if (line == NULL) {
		putchar('\n');
		return (false);
	}
	if (line[strspn(line, " \t")] != '\0')
		add_history(line);
	*len = strlen(line) < size ? strlen(line) : size - 1;
	memcpy(buf, line, *len);
	buf[*len] = '\0';
	free(line);
	return (true);
#else
	fputs(prompt, stdout);
	fflush(stdout);
	return (read_plain(buf, size, len));
#endif
}
