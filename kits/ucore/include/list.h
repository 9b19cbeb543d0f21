/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Circular lists with links in both directions; the head is a link like any
 * other.  An element that was deleted keeps its own links.
 */
#ifndef UCORE_KIT_LIST_H
#define UCORE_KIT_LIST_H

#include <defs.h>

typedef struct list_entry {
	struct list_entry *prev, *next;
} list_entry_t;

static inline void
list_init(list_entry_t *l)
{
	l->prev = l->next = l;
}

static inline list_entry_t *
list_next(list_entry_t *l)
{
	return (l->next);
}

static inline list_entry_t *
list_prev(list_entry_t *l)
{
	return (l->prev);
}

static inline void
list_add_after(list_entry_t *l, list_entry_t *added)
{
	added->prev = l;
	added->next = l->next;
	l->next->prev = added;
	l->next = added;
}

static inline void
list_add_before(list_entry_t *l, list_entry_t *added)
{
	list_add_after(l->prev, added);
}

static inline void
list_add(list_entry_t *l, list_entry_t *added)
{
	list_add_after(l, added);
}

static inline void
list_del(list_entry_t *l)
{
	l->prev->next = l->next;
	l->next->prev = l->prev;
}

static inline void
list_del_init(list_entry_t *l)
{
	list_del(l);
	list_init(l);
}

static inline bool
list_empty(list_entry_t *l)
{
	return (l->next == l);
}

#endif
