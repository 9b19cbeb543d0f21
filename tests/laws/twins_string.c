/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reference strings: names become page numbers.
 *
 * The hash is FNV-1a over an open table kept at most half full, so that
 * a string of a million references is read in less than a second.
 */
#include "twins_string.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *
grow(void *p, size_t n, size_t size)
{
	p = realloc(p, n * size);
	if (p == NULL) {
		fputs("twins: out of memory\n", stderr);
		exit(99);
	}
	return (p);
}

static uint32_t
slot_of(const struct string *s, const char *name)
{
	uint32_t h = 2166136261u;

	for (const char *c = name; *c != '\0'; c++)
		h = (h ^ (unsigned char)*c) * 16777619u;
	h &= s->nslots - 1;
	while (
	    s->slot[h] != PLAIN_NONE && strcmp(s->name[s->slot[h]], name) != 0)
		h = (h + 1) & (s->nslots - 1);
	return (h);
}

static void
rehash(struct string *s)
{
	s->nslots = s->nslots == 0 ? 1024 : s->nslots * 2;
	s->slot = grow(s->slot, s->nslots, sizeof(*s->slot));
	for (uint32_t i = 0; i < s->nslots; i++)
		s->slot[i] = PLAIN_NONE;
	for (uint32_t p = 0; p < s->npages; p++)
		s->slot[slot_of(s, s->name[p])] = p;
}

static page_id_t
page_of(struct string *s, const char *name)
{
	size_t len = strlen(name) + 1;
	uint32_t at;
	char *end;

	if (s->npages * 2 >= s->nslots)
		rehash(s);
	at = slot_of(s, name);
	if (s->slot[at] != PLAIN_NONE)
		return (s->slot[at]);
	if (s->npages == s->names_room) {
		s->names_room = s->names_room * 2 + 16;
		s->name = grow(s->name, s->names_room, sizeof(*s->name));
		s->vpn = grow(s->vpn, s->names_room, sizeof(*s->vpn));
	}
	s->vpn[s->npages] = strtoull(name, &end, 10);
	if (*end != '\0')
		s->vpn[s->npages] = s->npages;
	s->name[s->npages] = memcpy(grow(NULL, len, 1), name, len);
	s->slot[at] = s->npages;
	return (s->npages++);
}

static void
add_word(struct string *s, const char *word)
{
	bool write = word[0] == 'W';

	if (strcmp(word, "~") == 0) {
		s->clear_next = true;
		return;
	}
	if (word[1] != '\0' && (word[0] == 'R' || write))
		word++;
	if (s->n == s->room) {
		s->room = s->room * 2 + 64;
		s->ref = grow(s->ref, s->room, sizeof(*s->ref));
		s->clear = grow(s->clear, s->room, sizeof(*s->clear));
	}
	s->clear[s->n] = s->clear_next;
	s->clear_next = false;
	s->ref[s->n++] = reference_make(page_of(s, word), write);
}

void
string_add(struct string *s, char *line)
{
	char *rest = NULL;

	for (char *word = strtok_r(line, " \t\n", &rest); word != NULL;
	     word = strtok_r(NULL, " \t\n", &rest))
		add_word(s, word);
}

void
string_free(struct string *s)
{
	for (uint32_t p = 0; p < s->npages; p++)
		free(s->name[p]);
	free(s->name);
	free(s->vpn);
	free(s->slot);
	free(s->ref);
	free(s->clear);
	*s = (struct string){ 0 };
}
