/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The settings of the model.
 *
 * The defaults are the machine of the textbooks: demand paging, one victim
 * for each fault, a clean victim is dropped at no cost.  Every other property
 * of the machine is a row, so that two results differ only if their settings
 * do.
 */
#include "config/settings.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "model/level.h"
#include "model/process_group.h"

static int
page_size_check(const struct settings *s, const struct err_where *at,
    enum err_kind kind, struct err *err)
{
	uint64_t below = UINT64_C(1)
			 << (63 - (unsigned)__builtin_clzll(s->page_size));

	if (s->page_size == below)
		return (0);
	return (err_at(err, kind, at,
	    "page_size is not a power of two: %ju (%ju or %ju)",
	    (uintmax_t)s->page_size, (uintmax_t)below, (uintmax_t)below * 2));
}

/* "ENTRIES[:WAYS][:REPLACEMENT]" is three settings; those not named get their
 * defaults. */
static int
set_tlb(struct settings *s, const struct setting *given, enum err_kind kind,
    struct err *err)
{
	static const char *const rest[] = { "tlb_ways", "tlb_replacement" };
	struct setting one = *given;
	char text[64], *save = NULL;
	size_t at = 0;

	s->tlb_ways = 0;
	s->tlb_replacement = TLB_LRU;
	snprintf(text, sizeof(text), "%s", given->value);
	one.value = strtok_r(text, ":", &save);
	if (one.value == NULL || given->value[0] == ':')
		one.value = given->value;
	if (param_set(settings_table, "setting", s, &one, kind, err) != 0)
		return (-1);
	while ((one.value = strtok_r(NULL, ":", &save)) != NULL) {
		if (at == 0 && !isdigit((unsigned char)one.value[0]))
			at = 1;
		if (at == sizeof(rest) / sizeof(rest[0]))
			return (err_at(err, kind, &given->at,
			    "bad tlb '%.60s' "
			    "(ENTRIES[:WAYS][:lru|fifo|random])",
			    given->value));
		one.name = rest[at++];
		if (param_set(settings_table, "setting", s, &one, kind, err) !=
		    0)
			return (-1);
	}
	if (s->tlb_ways == s->tlb)
		s->tlb_ways = 0;
	return (0);
}

static int
tlb_check(const struct settings *s, struct err *err)
{
	if (s->tlb == 0 && (s->tlb_ways != 0 || s->tlb_replacement != 0 ||
			       s->tlb_switch != 0 || s->tlb_accessed != 0))
		return (err_set(err, ERR_USAGE,
		    "tlb_ways, tlb_replacement, tlb_switch and tlb_accessed "
		    "are of a TLB, and there is none (set tlb to its "
		    "entries)"));
	if (s->tlb_ways != 0 && s->tlb % s->tlb_ways != 0)
		return (err_set(err, ERR_USAGE,
		    "a TLB of %ju entries has no sets of %ju ways (the ways "
		    "must divide the entries)",
		    (uintmax_t)s->tlb, (uintmax_t)s->tlb_ways));
	return (0);
}

static int
groups_set(struct settings *s, const struct setting *value, enum err_kind kind,
    struct err *err)
{
	const char *why;

	if (value->value == NULL || value->value[0] == '\0') {
		s->groups = NULL;
		return (0);
	}
	why = groups_check(value->value);
	if (why == NULL)
		return (0);
	return (err_at(err, kind, &value->at, "bad groups '%.60s' (%s)",
	    value->value, why));
}

int
settings_set(struct settings *s, const struct setting *value,
    enum err_kind kind, struct err *err)
{
	if (strcmp(value->name, "tlb") == 0 && value->value != NULL)
		return (set_tlb(s, value, kind, err));
	if (param_set(settings_table, "setting", s, value, kind, err) != 0)
		return (-1);
	if (strcmp(value->name, "page_size") == 0)
		return (page_size_check(s, &value->at, kind, err));
	if (strcmp(value->name, "groups") == 0)
		return (groups_set(s, value, kind, err));
	if (strcmp(value->name, "swap_cache") == 0)
		s->swap_cache_given = true;
	if (strcmp(value->name, "level") == 0 && !s->swap_cache_given)
		s->swap_cache = settings_level(s) > 0;
	return (0);
}

int
settings_read(
    struct settings *s, const struct setting *given, size_t n, struct err *err)
{
	param_defaults(settings_table, s);
	for (size_t i = 0; i < n; i++)
		if (settings_set(s, &given[i], ERR_USAGE, err) != 0)
			return (-1);
	return (settings_check(s, err));
}

/* What the level says against what was set beside it. */
static int
level_check(const struct settings *s, struct err *err)
{
	unsigned level = settings_level(s);

	if (s->level != LEVEL_AUTO && s->swap_cache != (level > 0))
		return (err_set(err, ERR_USAGE,
		    "level: %u %s a swap cache and swap_cache: %s says "
		    "otherwise (leave one of them out)",
		    level, level > 0 ? "has" : "has not",
		    s->swap_cache ? "yes" : "no"));
	if (level < 2 &&
	    (s->read_ahead > READ_AHEAD_NONE || s->page_cluster != 0))
		return (err_set(err, ERR_USAGE,
		    "read_ahead and page_cluster need a swap cache that pages "
		    "are read into (level: 2)"));
	if (s->read_ahead == READ_AHEAD_NONE && s->page_cluster != 0)
		return (err_set(err, ERR_USAGE,
		    "read_ahead: no reads no neighbours and page_cluster says "
		    "how many (leave one of them out)"));
	if (s->level != LEVEL_3 &&
	    (s->memory_of != MEMORY_OF_AUTO || s->min_free_kbytes != 0 ||
		s->watermark_scale_factor != 0))
		return (err_set(err, ERR_USAGE,
		    "memory_of, min_free_kbytes and watermark_scale_factor are "
		    "of level: 3 (set it)"));
	if (s->memory_of == MEMORY_OF_GROUP &&
	    (s->min_free_kbytes != 0 || s->watermark_scale_factor != 0))
		return (err_set(err, ERR_USAGE,
		    "the limit of a group has no watermarks (memory_of: "
		    "machine, or neither min_free_kbytes nor "
		    "watermark_scale_factor)"));
	if (settings_machine_memory(s) && s->scope == SCOPE_LOCAL)
		return (err_set(err, ERR_USAGE,
		    "level: 3 reclaims from all processes of a machine and "
		    "scope: local from one group (memory_of: group)"));
	if (s->slot_order != SLOT_ORDER_AUTO && s->slot_mode == SLOTS_VADDR)
		return (err_set(err, ERR_USAGE,
		    "slot_mode: vaddr gives each page its own slot and "
		    "slot_order chooses one (slot_mode: alloc)"));
	return (0);
}

int
settings_check(const struct settings *s, struct err *err)
{
	if (page_size_check(s, NULL, ERR_USAGE, err) != 0)
		return (-1);
	if (tlb_check(s, err) != 0 || level_check(s, err) != 0)
		return (-1);
	if (s->groups != NULL && s->scope != SCOPE_LOCAL)
		return (err_set(err, ERR_USAGE,
		    "groups divides memory among groups of processes, and "
		    "scope: global lets all have it (scope: local)"));
	if (s->swap_size % s->page_size != 0)
		return (err_set(err, ERR_USAGE,
		    "swap_size is not a whole number of pages: %ju bytes with "
		    "pages of %ju",
		    (uintmax_t)s->swap_size, (uintmax_t)s->page_size));
	if (s->swap_size / s->page_size > SLOTS_MAX)
		return (err_set(err, ERR_USAGE,
		    "swap_size is too large: %ju slots of one page (at most "
		    "%ju)",
		    (uintmax_t)(s->swap_size / s->page_size),
		    (uintmax_t)SLOTS_MAX));
	if (s->swap_cache && s->always_write)
		return (err_set(err, ERR_USAGE,
		    "swap_cache: yes saves the write of a clean page and "
		    "always_write: yes makes it (set one of them to no)"));
	if (s->swap_cache && s->slot_mode == SLOTS_VADDR)
		return (err_set(err, ERR_USAGE,
		    "swap_cache: yes gives a slot back when its page is "
		    "written to, slot_mode: vaddr never does (swap_cache: no, "
		    "or slot_mode: alloc)"));
	return (0);
}
