/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands from run keys.  The runs are sorted into groups: the policies of one
 * device that have the same memories.  Groups that differ in nothing but the
 * device become one command.
 */
#include "result/study_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/run_key.h"
#include "model/survey.h"
#include "result/command_kernel.h"
#include "result/command_words.h"
#include "result/label.h"

/* Lists that are multiplied: every device, policy and memory of these. */
struct group {
	struct words devices, policies, frames;
};

struct groups {
	struct mem *m;
	struct group *group;
	size_t n, cap;
};

/* The label, which has only what is not the default; where it was truncated,
 * the name with all parameters. */
static const char *
complete_label(
    struct mem *m, const char *label, const char *name, const char *params)
{
	size_t size = strlen(name) + strlen(params) + 2;
	char *whole;

	if (strlen(label) + 1 < LABEL_SIZE)
		return (mem_strdup(m, label));
	whole = mem_alloc(m, size);
	snprintf(whole, size, "%s%s%s", name,
	    name[0] != '\0' && params[0] != '\0' ? ":" : "", params);
	return (whole);
}

static struct group *
new_group(struct groups *g)
{
	g->group = mem_grow(g->m, g->group, g->n, &g->cap, sizeof(*g->group));
	g->group[g->n] = (struct group){ .devices = { .n = 0 } };
	return (&g->group[g->n++]);
}

/* The last group is of one device and one policy: joins it with the one before
 * where all but the policy is the same. */
static void
join_policies(struct groups *g)
{
	struct group *a, *b;

	if (g->n < 2)
		return;
	a = &g->group[g->n - 2];
	b = &g->group[g->n - 1];
	if (!words_same(&a->devices, &b->devices) ||
	    !words_same(&a->frames, &b->frames))
		return;
	words_add(g->m, &a->policies, b->policies.word[0]);
	g->n--;
}

static void
join_devices(struct groups *g)
{
	size_t kept = 0;

	for (size_t i = 0; i < g->n; i++) {
		struct group *a = kept > 0 ? &g->group[kept - 1] : NULL;
		const struct group *b = &g->group[i];

		if (a != NULL && words_same(&a->policies, &b->policies) &&
		    words_same(&a->frames, &b->frames))
			words_add(g->m, &a->devices, b->devices.word[0]);
		else
			g->group[kept++] = *b;
	}
	g->n = kept;
}

static void
sort_runs(struct groups *g, const struct study *s)
{
	const struct run_key *key = run_keys_make(g->m, s);
	struct group *last = NULL;

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];
		char label[LABEL_SIZE], frames[24];
		const char *policy, *device;

		policy =
		    complete_label(g->m, label_policy(label, sizeof(label), r),
			key[i].policy, key[i].params);
		device =
		    complete_label(g->m, label_device(label, sizeof(label), r),
			key[i].device, key[i].device_params);
		if (last == NULL ||
		    strcmp(last->policies.word[0], policy) != 0 ||
		    strcmp(last->devices.word[0], device) != 0) {
			join_policies(g);
			last = new_group(g);
			words_add(g->m, &last->policies, policy);
			words_add(g->m, &last->devices, device);
		}
		snprintf(frames, sizeof(frames), "%ju", (uintmax_t)r->frames);
		words_add(g->m, &last->frames, mem_strdup(g->m, frames));
	}
	join_policies(g);
	join_devices(g);
}

/* The settings that are not the default, each an option of its own. */
static void
put_settings(struct mem *m, const struct study *s, FILE *to)
{
	char label[LABEL_SIZE];
	const struct run_key key = run_key_of_study(m, s);
	const char *at = complete_label(
	    m, label_settings(label, sizeof(label), s), "", key.settings);

	while (*at != '\0') {
		size_t n = strcspn(at, ",");
		char one[LABEL_SIZE];

		snprintf(one, sizeof(one), "%.*s", (int)n, at);
		fputs(" --set ", to);
		word_put(to, one);
		at += n + (at[n] == ',');
	}
	if (s->trace.sampling.pages > 0)
		fprintf(to, " --sample %s",
		    label_sample(label, sizeof(label), &s->trace.sampling));
}

static bool
is_pattern(const struct study *s)
{
	return (path_is_pattern(s->trace.name));
}

static void
put_trace(const struct study *s, FILE *to)
{
	char name[LABEL_SIZE];

	if (is_pattern(s)) {
		word_put(to, label_clean(name, sizeof(name), s->trace.name));
		return;
	}
	fputs("TRACE", to);
	if (!study_has_text(s->trace.format))
		return;
	fputs(" -f ", to);
	word_put(to, label_clean(name, sizeof(name), s->trace.format));
}

static bool
has_run_of(const struct study *s, const char *policy)
{
	for (size_t i = 0; i < s->nrun; i++)
		if (strcmp(s->run[i].policy, policy) == 0)
			return (true);
	return (false);
}

/* Are the curves those that compare --curve makes beside the runs? */
static bool
curves_of_compare(const struct study *s)
{
	bool all = s->comparison && s->nrun > 0 && s->ncurve > 0;

	for (size_t i = 0; all && i < s->ncurve; i++)
		all = s->curve[i].exact &&
		      (strcmp(s->curve[i].policy, "lru") == 0 ||
			  strcmp(s->curve[i].policy, "opt") == 0);
	return (all);
}

/* Options that add to what is in the document. */
static void
put_additions(const struct study *s, FILE *to)
{
	const struct run *r = &s->run[0];

	if (study_seeds(s) > 1)
		fprintf(to, " --seeds %ju", (uintmax_t)study_seeds(s));
	fputs(study_has_band(s) ? " --band" : "", to);
	if (r->explanation != NULL)
		fputs(" --explain", to);
	else if (s->noptimum > 0 && !(s->comparison && has_run_of(s, "opt")))
		fputs(" --optimum", to);
	if (s->comparison && r->outcome.by_area != NULL)
		fputs(" --parts", to);
	fputs(curves_of_compare(s) ? " --curve" : "", to);
	if (s->trace.survey != NULL && s->trace.survey->map_in_document)
		fputs(" --map", to);
}

static void
put_files(const struct study *s, FILE *to)
{
	if (study_has_text(s->trace.declared))
		fputs(" --machine FILE", to);
	if (s->other_figures && s->nrun > 0 &&
	    s->run[0].outcome.kernel.level != KERNEL_REAL)
		fputs(" --figures FILE", to);
}

static void
put_command(
    struct mem *m, const struct study *s, const struct group *g, FILE *to)
{
	bool asked = command_is_kernel(g->policies.word[0]);

	fprintf(to, "pagerace %s ",
	    asked           ? "oracle"
	    : s->comparison ? "compare"
			    : "replay");
	put_trace(s, to);
	if (asked)
		command_put_kernels(m, g->policies.word, g->policies.n, to);
	else
		words_put(to, "-p", &g->policies);
	words_put(to, "-m", &g->frames);
	if (!asked)
		words_put(to, "-d", &g->devices);
}

static void
put_runs(struct mem *m, const struct study *s, FILE *to)
{
	struct groups g = { .m = m };

	sort_runs(&g, s);
	for (size_t i = 0; i < g.n; i++) {
		if (i > 0)
			fputc('\n', to);
		put_command(m, s, &g.group[i], to);
		put_settings(m, s, to);
		put_files(s, to);
		put_additions(s, to);
	}
}

static void
put_curves(struct mem *m, const struct study *s, FILE *to)
{
	struct words policies = { .n = 0 };
	uint64_t points = 0;
	char label[LABEL_SIZE];

	for (size_t i = 0; i < s->ncurve; i++) {
		const struct curve *c = &s->curve[i];

		words_add(m, &policies,
		    mem_strdup(m, label_curve(label, sizeof(label), c)));
		if (c->asked > points)
			points = c->asked;
	}
	fprintf(to, "%spagerace curve ", s->nrun > 0 ? "\n" : "");
	put_trace(s, to);
	words_put(to, "-p", &policies);
	put_settings(m, s, to);
	put_files(s, to);
	if (points > 0)
		fprintf(to, " --points %ju", (uintmax_t)points);
}

/* A text of malloc() as one of m. */
static char *
keep(struct mem *m, struct mem_text *text)
{
	char *all = mem_text_close(text), *kept = mem_strdup(m, all);

	free(all);
	return (kept);
}

char *
command_text(struct mem *m, const struct study *s)
{
	struct mem_text text;

	mem_text_open(&text);
	if (s->nrun > 0)
		put_runs(m, s, text.to);
	if (s->ncurve > 0 && !curves_of_compare(s))
		put_curves(m, s, text.to);
	return (keep(m, &text));
}

/* Of the facts of a trace, which have no run. */
char *
command_info(struct mem *m, const struct study *s)
{
	const struct survey *survey = s->trace.survey;
	struct mem_text text;

	mem_text_open(&text);
	fputs("pagerace info ", text.to);
	put_trace(s, text.to);
	put_settings(m, s, text.to);
	put_files(s, text.to);
	if (survey != NULL && survey->exact_pages != SURVEY_EXACT_PAGES)
		fprintf(text.to, " --exact-pages %ju",
		    (uintmax_t)survey->exact_pages);
	return (keep(m, &text));
}

/* Of each plug-in once. */
static void
put_plugins(const struct study *s, FILE *to)
{
	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];
		size_t k = 0;

		if (!study_has_text(r->plugin))
			continue;
		while (strcmp(s->run[k].policy, r->policy) != 0)
			k++;
		if (k == i)
			fprintf(to, ", plug-in %s %s", r->policy, r->plugin);
	}
}

char *
command_digests(struct mem *m, const struct study *s)
{
	const struct run_key key = run_key_of_study(m, s);
	struct mem_text text;

	mem_text_open(&text);
	fprintf(
	    text.to, "%s %s", is_pattern(s) ? "pattern" : "TRACE", key.digest);
	if (key.figures[0] != '\0')
		fprintf(text.to, ", figures %s", key.figures);
	if (key.declared[0] != '\0')
		fprintf(text.to, ", areas and quotas %s", key.declared);
	put_plugins(s, text.to);
	if (s->build != NULL)
		fprintf(text.to, ", build %s", s->build);
	return (keep(m, &text));
}
