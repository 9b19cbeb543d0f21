/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From counts by stack distance to the points of a curve, and what keeps a
 * policy from having a stack.
 */
#include "study/curve_counts.h"

#include "model/level.h"

const char *
curve_model_refusal(const struct settings *s)
{
	if (s->scope == SCOPE_LOCAL)
		return ("scope=local divides memory among the processes");
	if (s->swap_size != 0)
		return ("swap_size limits swap, which a run may fill");
	if (s->slot_mode == SLOTS_VADDR)
		return ("slot_mode=vaddr limits the pages that have a slot");
	if (s->contents != CONTENTS_NONE)
		return ("the contents of pages are followed in a run only");
	if (settings_level(s) >= 2)
		return ("from level 2 on a fault reads more than its page");
	return (NULL);
}

const char *
curve_change_refusal(const struct change *c, bool used, bool shares)
{
	switch (c->kind) {
	case CHANGE_SHARE:
		return (shares ? NULL
			       : "in the trace a fork makes processes share "
				 "pages");
	case CHANGE_PIN:
		return ("the trace pins pages");
	case CHANGE_FILL:
		return (used ? "the trace populates pages that were used before"
			     : NULL);
	case CHANGE_FREE:
	case CHANGE_UNPIN:
	case CHANGE_PROTECT:
	case CHANGE_TICK:
	case CHANGE_PAGEOUT:
	case CHANGE_COUNT:
		break;
	}
	return (NULL);
}

uint64_t
curve_references(const struct trace_facts *t)
{
	const struct trace_window *w = &t->window;

	return (t->references - w->warmup -
		(t->denied_area + t->denied_permission - w->warmup_denied));
}

/* Is there a point with so many frames? */
static bool
is_point(const struct curve_counts *c, uint64_t frames)
{
	return (frames == c->least || frames == c->most ||
		(frames > 1 && c->count[frames] != 0) ||
		(c->writes != NULL && c->writes[frames] != 0));
}

void
curve_fill(const struct curve_counts *c, struct mem *keep, struct curve *out)
{
	struct curve_point now = { .frames = 1, .faults = c->first };
	struct curve_point *point;
	size_t cap = 0, most = 0, n = 0;

	for (uint64_t d = 2; d <= c->most; d++)
		now.faults += c->count[d];
	for (uint64_t f = c->least; f <= c->most; f++)
		most += is_point(c, f);
	point = mem_grow_to(keep, NULL, 0, &cap, most, sizeof(*point));
	for (; now.frames <= c->most; now.frames++) {
		now.faults -= now.frames > 1 ? c->count[now.frames] : 0;
		now.writes += c->writes != NULL ? c->writes[now.frames] : 0;
		if (now.frames >= c->least && is_point(c, now.frames))
			point[n++] = now;
	}
	out->exact = true;
	out->has_writes = c->writes != NULL;
	out->point = point;
	out->npoint = n;
}
