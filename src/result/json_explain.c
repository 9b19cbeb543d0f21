/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Explanations in the result document: [cold, capacity, policy] throughout.
 */
#include "result/json.h"

static json_t *
causes(const uint64_t cause[CAUSES])
{
	return (json_pack("[o, o, o]", json_count(cause[CAUSE_COLD]),
	    json_count(cause[CAUSE_CAPACITY]),
	    json_count(cause[CAUSE_POLICY])));
}

static json_t *
phase(const void *from, size_t i)
{
	return (causes(((const struct explanation *)from)->phase[i]));
}

static json_t *
area_causes(const void *from, size_t i)
{
	return (causes(((const struct explanation *)from)->area[i]));
}

static json_t *
worst_page(const void *from, size_t i)
{
	const struct worst_page *w =
	    &((const struct explanation *)from)->worst[i];

	return (json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "page",
	    json_count(w->number), "area", json_count(w->area), "faults",
	    json_count(w->faults), "evictions", json_count(w->evictions),
	    "evicted_at", json_count(w->evicted_at), "evicted_for",
	    json_count(w->evicted_for), "wanted_after",
	    json_count(w->wanted_after)));
}

void
json_put_explanation(
    struct json_text *t, const struct explanation *x, size_t narea)
{
	json_open(t, "explanation", '{');
	json_put_members(t, json_pack("{s:o, s:o, s:o, s:o}", "cold",
				json_count(x->cause[CAUSE_COLD]), "capacity",
				json_count(x->cause[CAUSE_CAPACITY]), "policy",
				json_count(x->cause[CAUSE_POLICY]), "optimum",
				json_count(x->optimum)));
	json_put_list(t, "phases", PHASES, phase, x);
	json_put_list(t, "areas", narea, area_causes, x);
	json_put_list(t, "worst_pages", x->nworst, worst_page, x);
	json_close(t, '}');
}
