/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The origin of a study.
 */
#include "cli/study_origin.h"

#include <string.h>

#include "cli/file_digest.h"
#include "cli/supervised.h"
#include "config/figurefile.h"
#include "policy/plugin.h"
#include "study/curves.h"

bool
study_other_figures(const char *digest)
{
	struct mem *m;
	struct figures built_in;
	struct err err;
	bool other;

	if (digest == NULL)
		return (false);
	m = mem_open();
	if (figures_load(&built_in, m, NULL, &err) != 0)
		mem_die(err.msg); /* nothing else is wrong with them */
	other = strcmp(digest, built_in.digest) != 0;
	mem_close(m);
	return (other);
}

/* The digests of the files of plug-ins. */
static int
note_plugins(struct mem *m, const struct engine_spec *plan, struct study *study,
    struct err *err)
{
	for (size_t i = 0; i < plan->nrun; i++) {
		const struct selection *sel = &plan->run[i].policy;
		const struct policy *p;
		char *digest;

		if (!plugin_is_path(sel->name) ||
		    (i > 0 &&
			strcmp(sel->name, plan->run[i - 1].policy.name) == 0))
			continue;
		p = supervised_choose(sel, err);
		if (p == NULL)
			return (-1);
		digest = mem_alloc(m, FILE_DIGEST_SIZE);
		if (file_digest(sel->name, digest, err) != 0)
			return (-1);
		for (size_t k = 0; k < study->nrun; k++)
			if (strcmp(study->run[k].policy, p->name) == 0)
				study->run[k].plugin = digest;
	}
	return (0);
}

int
study_origin(const struct experiment *e, const struct engine_spec *plan,
    struct study *study, struct err *err)
{
	study->comparison = e->comparison;
	if (build_digest[0] != '\0')
		study->build = build_digest;
	/* Without a file they are the built-in ones, and to read these again
	 * would take 0.5 to 0.9 ms. */
	if (e->options->figures != NULL || e->suite.figures != NULL)
		study->other_figures = study_other_figures(e->figures.digest);
	return (note_plugins(e->options->m, plan, study, err));
}

const struct curve *
study_asked_points(const struct options *o, const struct study *study)
{
	struct curve *curve = mem_array(o->m, study->ncurve, sizeof(*curve));

	for (size_t i = 0; i < study->ncurve; i++) {
		curve[i] = study->curve[i];
		if (!curve[i].exact && o->points != CURVE_POINTS)
			curve[i].asked = o->points;
	}
	return (curve);
}
