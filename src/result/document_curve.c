/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The curves of a document.
 */
#include <string.h>

#include "base/mem.h"
#include "result/document_parts.h"

/* Points of all curves, and curves, of a document. */
#define CURVES_MAX 4096

/* [frames, value] of a list, at least one, frames ascending from 1. */
struct steps_read {
	uint64_t (*at)[2];
	size_t n;
};

static int
read_list(const struct json_cursor *c, const char *key, struct steps_read *out)
{
	struct json_cursor list;

	if (json_cursor_list(c, key, &list, &out->n) != 0)
		return (-1);
	if (out->n == 0)
		return (json_cursor_fail(c, key, "must have a point"));
	out->at = mem_array(c->m, out->n, sizeof(*out->at));
	for (size_t i = 0; i < out->n; i++) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (json_cursor_counts(&at, "", out->at[i], 2) != 0)
			return (-1);
		if (out->at[i][0] > FRAMES_MAX ||
		    out->at[i][0] <= (i > 0 ? out->at[i - 1][0] : 0))
			return (json_cursor_fail(&at, "",
			    "must be [frames, value] with frames from 1 to "
			    "%ju, in ascending order",
			    (uintmax_t)FRAMES_MAX));
	}
	return (0);
}

/* The sizes of both lists, each with the values from there on. */
static void
join(struct mem *m, const struct steps_read *faults,
    const struct steps_read *writes, struct curve *out)
{
	size_t n = 0, f = 0, w = 0;
	struct curve_point *point =
	    mem_array(m, faults->n + writes->n, sizeof(*point));
	struct curve_point now = { .frames = 0 };

	while (f < faults->n || w < writes->n) {
		now.frames = f < faults->n ? faults->at[f][0] : UINT64_MAX;
		if (w < writes->n && writes->at[w][0] < now.frames)
			now.frames = writes->at[w][0];
		if (f < faults->n && faults->at[f][0] == now.frames)
			now.faults = faults->at[f++][1];
		if (w < writes->n && writes->at[w][0] == now.frames)
			now.writes = writes->at[w++][1];
		point[n++] = now;
	}
	out->point = point;
	out->npoint = n;
}

static int
read_points(const struct json_cursor *c, struct curve *out)
{
	struct steps_read faults, writes = { .n = 0 };
	bool same = true;

	if (read_list(c, "points", &faults) != 0)
		return (-1);
	out->has_writes = json_cursor_has(c, "swap_writes");
	if (out->has_writes) {
		if (read_list(c, "swap_writes", &writes) != 0)
			return (-1);
		same = writes.at[0][0] == faults.at[0][0] &&
		       writes.at[writes.n - 1][0] == faults.at[faults.n - 1][0];
		for (size_t i = 0; !out->exact && same && i < faults.n; i++)
			same = faults.n == writes.n &&
			       faults.at[i][0] == writes.at[i][0];
	}
	if (!same)
		return (json_cursor_fail(
		    c, "swap_writes", "must have the sizes of the points"));
	join(c->m, &faults, &writes, out);
	return (0);
}

/* Where it is not exact. */
static int
read_doubt(const struct json_cursor *c, struct curve *out)
{
	struct json_cursor in;

	out->sampled = json_cursor_has(c, "sampling_error");
	if (out->sampled && (json_cursor_enter(c, "sampling_error", &in) != 0 ||
				json_cursor_count(&in, "mean", 0, INT64_MAX,
				    &out->error_mean) != 0 ||
				json_cursor_count(&in, "most", 0, INT64_MAX,
				    &out->error_most) != 0))
		return (-1);
	if (json_cursor_has(c, "hindered") &&
	    json_cursor_text(c, "hindered", &out->hindered) != 0)
		return (-1);
	if (json_cursor_has(c, "asked_points") &&
	    json_cursor_count(c, "asked_points", 1, INT64_MAX, &out->asked) !=
		0)
		return (-1);
	if (!json_cursor_has(c, "checked"))
		return (0);
	if (json_cursor_enter(c, "checked", &in) != 0 ||
	    json_cursor_count(&in, "sizes", 1, INT64_MAX, &out->checked) != 0)
		return (-1);
	return (json_cursor_count(&in, "off", 0, INT64_MAX, &out->off));
}

static int
read_curve(const struct json_cursor *c, struct curve *out)
{
	if (json_cursor_object(c) != 0 ||
	    json_cursor_text(c, "policy", &out->policy) != 0 ||
	    json_cursor_text(c, "policy_label", &out->policy_label) != 0 ||
	    json_cursor_values(
		c, "params", &out->policy_params, &out->policy_values) != 0 ||
	    json_cursor_text(c, "sight", &out->sight) != 0 ||
	    json_cursor_count(
		c, "references", 0, INT64_MAX, &out->references) != 0 ||
	    json_cursor_bool(c, "exact", &out->exact) != 0 ||
	    read_doubt(c, out) != 0)
		return (-1);
	return (read_points(c, out));
}

int
document_curves(const struct json_cursor *c, struct study *s)
{
	struct json_cursor list;
	struct curve *curve;

	if (!json_cursor_has(c, "curves"))
		return (0);
	if (json_cursor_list(c, "curves", &list, &s->ncurve) != 0)
		return (-1);
	if (s->ncurve > CURVES_MAX)
		return (json_cursor_fail(
		    c, "curves", "more than %d curves", CURVES_MAX));
	s->curve = curve = mem_array(c->m, s->ncurve, sizeof(*curve));
	for (size_t i = 0; i < s->ncurve; i++) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (read_curve(&at, &curve[i]) != 0)
			return (-1);
	}
	/* A study has one set of settings. */
	if (s->ncurve == 0 || s->nrun > 0)
		return (0);
	list = json_cursor_element(&list, 0);
	return (json_cursor_values(
	    &list, "model", &s->settings_table, &s->settings_values));
}
