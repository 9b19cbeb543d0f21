/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Explanations in the result document: [cold, capacity, policy] throughout.
 */
#include "report/json.h"

static json_t *
causes(const uint64_t cause[CAUSES])
{
	return (json_pack("[o, o, o]", json_count(cause[CAUSE_COLD]),
	    json_count(cause[CAUSE_CAPACITY]),
	    json_count(cause[CAUSE_POLICY])));
}

static json_t *
worst_page(const struct worst_page *w)
{
	return (json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "page",
	    json_count(w->number), "area", json_count(w->area), "faults",
	    json_count(w->faults), "evictions", json_count(w->evictions),
	    "evicted_at", json_count(w->evicted_at), "evicted_for",
	    json_count(w->evicted_for), "wanted_after",
	    json_count(w->wanted_after)));
}

json_t *
json_explanation(const struct explanation *x, size_t narea)
{
	json_t *phases = json_array(), *areas = json_array();
	json_t *worst = json_array();

	for (int i = 0; i < PHASES; i++)
		json_array_append_new(phases, causes(x->phase[i]));
	for (size_t i = 0; i < narea; i++)
		json_array_append_new(areas, causes(x->area[i]));
	for (unsigned i = 0; i < x->nworst; i++)
		json_array_append_new(worst, worst_page(&x->worst[i]));
	return (json_pack("{s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "cold",
	    json_count(x->cause[CAUSE_COLD]), "capacity",
	    json_count(x->cause[CAUSE_CAPACITY]), "policy",
	    json_count(x->cause[CAUSE_POLICY]), "optimum",
	    json_count(x->optimum), "phases", phases, "areas", areas,
	    "worst_pages", worst));
}
