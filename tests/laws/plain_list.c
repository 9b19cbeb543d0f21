/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ordered lists of pages, and parameters read from "key=value,key=value".
 *
 * A list is two arrays by page number, so a page is found without a search:
 * otherwise recorded traces would take hours.
 */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"

/* The value of key, or NULL; the value ends at a comma or the end. */
static const char *
setting(struct plain_run *r, const char *key)
{
	const char *s = r->setup.params;
	size_t len = strlen(key);

	while (s != NULL && *s != '\0') {
		if (strncmp(s, key, len) == 0 && s[len] == '=') {
			r->nasked++;
			return (s + len + 1);
		}
		s = strchr(s, ',');
		s = s != NULL ? s + 1 : NULL;
	}
	return (NULL);
}

uint64_t
plain_count(struct plain_run *r, const char *key, uint64_t dflt)
{
	const char *s = setting(r, key);

	return (s != NULL ? strtoull(s, NULL, 10) : dflt);
}

uint64_t
plain_amount(
    struct plain_run *r, const char *key, const char *dflt, uint64_t whole)
{
	const char *s = setting(r, key);
	unsigned long long v;
	char *end;

	v = strtoull(s != NULL ? s : dflt, &end, 10);
	return (*end == '%' ? whole * v / 100 : v);
}

double
plain_real(struct plain_run *r, const char *key, double dflt)
{
	const char *s = setting(r, key);

	return (s != NULL ? strtod(s, NULL) : dflt);
}

int
plain_choice(struct plain_run *r, const char *key, const char *const words[])
{
	const char *s = setting(r, key);
	size_t len;

	if (s == NULL)
		return (0);
	len = strcspn(s, ",");
	for (int i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == len && strncmp(s, words[i], len) == 0)
			return (i);
	assert(!"a word this parameter does not know");
	return (0);
}

void
plain_list_open(struct plain_run *r, struct plain_list *l)
{
	l->newer = plain_alloc(r, r->npages, sizeof(*l->newer));
	l->older = plain_alloc(r, r->npages, sizeof(*l->older));
	l->has = plain_alloc(r, r->npages, sizeof(*l->has));
	l->head = l->tail = PLAIN_NONE;
	l->n = 0;
}

/* Between two neighbours, either of which may be PLAIN_NONE: the end. */
static void
link_between(
    struct plain_list *l, uint32_t newer, uint32_t page, uint32_t older)
{
	assert(!l->has[page]);
	l->has[page] = true;
	l->n++;
	l->newer[page] = newer;
	l->older[page] = older;
	if (newer != PLAIN_NONE)
		l->older[newer] = page;
	else
		l->head = page;
	if (older != PLAIN_NONE)
		l->newer[older] = page;
	else
		l->tail = page;
}

void
plain_list_push_head(struct plain_list *l, uint32_t page)
{
	link_between(l, PLAIN_NONE, page, l->head);
}

void
plain_list_push_tail(struct plain_list *l, uint32_t page)
{
	link_between(l, l->tail, page, PLAIN_NONE);
}

void
plain_list_insert_older(struct plain_list *l, uint32_t at, uint32_t page)
{
	assert(l->has[at]);
	link_between(l, at, page, l->older[at]);
}

void
plain_list_remove(struct plain_list *l, uint32_t page)
{
	uint32_t newer = l->newer[page];
	uint32_t older = l->older[page];

	assert(l->has[page]);
	l->has[page] = false;
	l->n--;
	if (newer != PLAIN_NONE)
		l->older[newer] = older;
	else
		l->head = older;
	if (older != PLAIN_NONE)
		l->newer[older] = newer;
	else
		l->tail = newer;
}

void
plain_list_drop(struct plain_list *l, uint32_t page)
{
	if (l->has[page])
		plain_list_remove(l, page);
}
