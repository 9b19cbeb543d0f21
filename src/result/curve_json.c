/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Curves as a part of the result document; doc/RESULT.md describes each key.
 */
#include "result/json.h"
#include "result/json_parts.h"
#include "result/knee.h"
#include "result/label.h"

/* A list of [frames, value]: of a curve with all sizes only those where the
 * value changes, the first and the last. */
static void
put_points(
    struct json_text *t, const char *key, const struct curve *c, bool writes)
{
	uint64_t before = 0;

	json_open(t, key, '[');
	for (size_t i = 0; i < c->npoint; i++) {
		const struct curve_point *p = &c->point[i];
		uint64_t value = writes ? p->writes : p->faults;

		if (c->exact && i > 0 && i + 1 < c->npoint && value == before)
			continue;
		json_put_counts(t, NULL, (uint64_t[]){ p->frames, value }, 2);
		before = value;
	}
	json_close(t, ']');
}

static void
put_knees(struct json_text *t, const struct curve *c)
{
	size_t knee[KNEES_MAX], n = knees_find(c, knee);
	uint64_t frames[KNEES_MAX];

	for (size_t i = 0; i < n; i++)
		frames[i] = c->point[knee[i]].frames;
	json_put_counts(t, "knees", frames, n);
}

static void
put_curve(struct json_text *t, const struct study *s, const struct curve *c)
{
	char label[LABEL_SIZE];

	json_open(t, NULL, '{');
	json_put_text(t, "policy", c->policy);
	json_put_text(t, "policy_label", label_curve(label, sizeof(label), c));
	json_put_values(t, "params", c->policy_params, c->policy_values, true);
	json_put_text(t, "sight", c->sight);
	json_put_values(
	    t, "model", s->settings_table, study_settings(s), false);
	json_put_count(t, "references", c->references);
	json_put_bool(t, "exact", c->exact);
	if (c->sampled) {
		json_open(t, "sampling_error", '{');
		json_put_count(t, "mean", c->error_mean);
		json_put_count(t, "most", c->error_most);
		json_close(t, '}');
	}
	if (c->hindered != NULL)
		json_put_text(t, "hindered", c->hindered);
	if (c->checked > 0) {
		json_open(t, "checked", '{');
		json_put_count(t, "sizes", c->checked);
		json_put_count(t, "off", c->off);
		json_close(t, '}');
	}
	if (c->asked > 0)
		json_put_count(t, "asked_points", c->asked);
	put_knees(t, c);
	put_points(t, "points", c, false);
	if (c->has_writes)
		put_points(t, "swap_writes", c, true);
	json_close(t, '}');
}

void
json_put_curves(struct json_text *t, const struct study *s)
{
	json_open(t, "curves", '[');
	for (size_t i = 0; i < s->ncurve; i++)
		put_curve(t, s, &s->curve[i]);
	json_close(t, ']');
}
