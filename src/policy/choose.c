/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing a policy.
 */
#include "policy/choose.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/choice.h"
#include "model/former_name.h"
#include "policy/plugin.h"

/* A plug-in.  It may not have the name of a built-in policy, because reports
 * and gates distinguish policies by their names. */
static const struct policy *
open_plugin(const struct policy *const *list, const struct selection *sel,
    struct err *err)
{
	const struct policy *p;

	if (plugin_open(sel->name, &p, err) != 0)
		return (NULL);
	for (; *list != NULL; list++)
		if (strcmp((*list)->name, p->name) == 0) {
			err_set(err, ERR_PLUGIN,
			    "the policy in %.200s has the name '%.40s' of a "
			    "built-in one (give it another name)",
			    sel->name, p->name);
			return (NULL);
		}
	return (p);
}

/* Are these one word, whatever its case and what separates its parts? */
static bool
same_letters(const char *a, const char *b)
{
	do {
		a += strspn(a, " -_");
		b += strspn(b, " -_");
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return (false);
		b++;
	} while (*a++ != '\0');
	return (true);
}

const char *
choose_other_name(const struct policy *const *list, const char *name)
{
	static const char *const names[][2] = {
		{ "optimal", "opt" },
		{ "belady", "opt" },
		{ "min", "opt" },
		{ "clairvoyant", "opt" },
		{ "secondchance", "scfifo" },
		{ "2ndchance", "scfifo" },
		{ "enhancedsecondchance", "enhanced-clock" },
		{ "esc", "enhanced-clock" },
		{ "nfuaging", "aging" },
		{ "additionalreferencebits", "aging" },
		{ "twoq", "2q" },
		{ "lru2", "lruk:k=2" },
		{ "tinylfu", "wtinylfu" },
		{ "workingset", "ws" },
		{ "workingsetclock", "wsclock" },
		{ "pagefaultfrequency", "pff" },
		{ "notrecentlyused", "nru" },
		{ "notfrequentlyused", "nfu" },
		{ "leastrecentlyused", "lru" },
		{ "mostrecentlyused", "mru" },
		{ "leastfrequentlyused", "lfu" },
		{ "firstinfirstout", "fifo" },
		{ "rand", "random" },
		{ "rr", "random" },
		{ "srrip", "rrip:variant=srrip" },
		{ "brrip", "rrip:variant=brrip" },
		{ "drrip", "rrip:variant=drrip" },
	};

	for (size_t i = 0; list[i] != NULL; i++)
		if (same_letters(list[i]->name, name))
			return (list[i]->name);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (same_letters(names[i][0], name))
			return (names[i][1]);
	return (NULL);
}

/* Is it, perhaps without its .so, the name of a file? */
static bool
names_file(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%.500s.so", name);
	return (strchr(name, '/') != NULL || access(path, F_OK) == 0);
}

/* Are these several names, separated by something else than a comma? */
static bool
is_list(const struct policy *const *list, const char *name)
{
	size_t len = strcspn(name, " +;|&");

	for (size_t i = 0; list[i] != NULL; i++)
		if (name[len] != '\0' && name[len + 1] != '\0' &&
		    strlen(list[i]->name) == len &&
		    strncasecmp(list[i]->name, name, len) == 0)
			return (true);
	return (false);
}

const struct policy *
choose_builtin(const struct policy *const *list, const char *name,
    const struct err_where *at, struct err *err)
{
	const struct former_name *f = former_name(name);
	const char *other = choose_other_name(list, name);

	if (f == NULL && other == NULL && is_list(list, name)) {
		err_at(err, err_kind_at(at), at,
		    "unknown policy '%.60s'; several are separated by commas: "
		    "lru,clock",
		    name);
		return (NULL);
	}
	if (f == NULL && other != NULL && strcasecmp(other, name) != 0) {
		err_at(err, err_kind_at(at), at,
		    "unknown policy '%.60s'; here it is called '%s'", name,
		    other);
		return (NULL);
	}
	if (f == NULL) {
		const struct policy *p = choice_find((const void *const *)list,
		    "policy", name, err_kind_at(at), at, err);

		if (p == NULL && names_file(name))
			err_at(err, err_kind_at(at), at,
			    "no policy '%.60s' is built in, and a plug-in is "
			    "named by the path of its shared object "
			    "(%s%.60s%s)",
			    name, strchr(name, '/') == NULL ? "./" : "", name,
			    plugin_is_path(name) ? "" : ".so");
		return (p);
	}
	err_at(err, err_kind_at(at), at,
	    "policy '%s' is now called '%s%s%s' (%s)", name, f->policy,
	    f->params[0] != '\0' ? ":" : "", f->params, f->why);
	return (NULL);
}

const struct policy *
choose_policy(const struct policy *const *list, const struct selection *sel,
    struct err *err)
{
	const struct policy *p;

	if (plugin_is_path(sel->name)) {
		p = open_plugin(list, sel, err);
		if (p == NULL)
			err->where = sel->at;
		return (p);
	}
	return (choose_builtin(list, sel->name, &sel->at, err));
}

/* Refuses a value that does nothing with the others. */
static int
check_needs(const struct policy *p, const void *values,
    const struct selection *sel, struct err *err)
{
	for (size_t i = 0; p->needs != NULL && i < sel->nvalue; i++) {
		const struct setting *s = &sel->value[i];
		const char *needs = p->needs(values, s->name);

		if (needs != NULL)
			return (err_at(err, err_kind_at(&s->at), &s->at,
			    "policy %.60s: %.60s=%.60s needs %s", p->name,
			    s->name, s->value, needs));
	}
	return (0);
}

const void *
choose_values(struct mem *m, const struct policy *p,
    const struct selection *sel, struct err *err)
{
	void *values = mem_alloc(m, p->params_size);
	char what[80];

	snprintf(what, sizeof(what), "policy %.60s", p->name);
	param_defaults(p->params, values);
	for (size_t i = 0; i < sel->nvalue; i++)
		if (param_set(p->params, what, values, &sel->value[i],
			err_kind_at(&sel->value[i].at), err) != 0)
			return (NULL);
	return (check_needs(p, values, sel, err) == 0 ? values : NULL);
}
