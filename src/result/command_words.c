/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of words as values of an option.
 */
#include "result/command_words.h"

#include <stdlib.h>
#include <string.h>

void
words_add(struct mem *m, struct words *list, const char *word)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->word[i], word) == 0)
			return;
	list->word =
	    mem_grow(m, list->word, list->n, &list->cap, sizeof(*list->word));
	list->word[list->n++] = word;
}

bool
words_same(const struct words *a, const struct words *b)
{
	bool same = a->n == b->n;

	for (size_t i = 0; same && i < a->n; i++)
		same = strcmp(a->word[i], b->word[i]) == 0;
	return (same);
}

void
word_put(FILE *to, const char *word)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "abcdefghijklmnopqrstuvwxyz"
				    "0123456789_@%+=:,./-";

	if (word[0] != '\0' && word[strspn(word, plain)] == '\0') {
		fputs(word, to);
		return;
	}
	fputc('\'', to);
	for (; *word != '\0'; word++)
		if (*word == '\'')
			fputs("'\\''", to);
		else
			fputc(*word, to);
	fputc('\'', to);
}

/* The option is repeated where the list is long, so that a narrow terminal can
 * break the line. */
#define LIST_WIDTH 46

void
words_put(FILE *to, const char *option, const struct words *list)
{
	for (size_t i = 0; i < list->n;) {
		struct mem_text some;
		size_t len = 0;
		char *text;

		mem_text_open(&some);
		do {
			fprintf(
			    some.to, "%s%s", len > 0 ? "," : "", list->word[i]);
			len += strlen(list->word[i]) + 1;
			i++;
		} while (
		    i < list->n && len + strlen(list->word[i]) <= LIST_WIDTH);
		text = mem_text_close(&some);
		fprintf(to, " %s ", option);
		word_put(to, text);
		free(text);
	}
}
