/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading a policy.  The object exports its policy and the version of the
 * contract it was compiled against; another version is refused before anything
 * of it is called.
 */
#include "policy/plugin.h"

#include <dlfcn.h>
#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "policy/crash.h"

bool
plugin_is_path(const char *name)
{
	size_t len = strlen(name);

	return (len > 3 && strcmp(name + len - 3, ".so") == 0);
}

/* What is missing in a policy, or NULL.  An object may hold any number where
 * the enumeration is meant. */
static const char *
missing(const struct policy *p)
{
	if (p->name == NULL || p->name[0] == '\0')
		return ("name");
	if (p->summary == NULL)
		return ("summary");
	if ((unsigned)p->sight > SEES_FUTURE)
		return ("sight that there is (SEES_FAULTS to SEES_FUTURE)");
	if (p->footprint == NULL)
		return ("footprint");
	if (p->init == NULL)
		return ("init");
	if (p->ops == NULL || p->ops->victim == NULL)
		return ("verbs with a victim");
	if (p->params != NULL && p->params_size == 0)
		return ("params_size");
	return (NULL);
}

/* Room that a member of any type fits into. */
union member {
	bool truth;
	int choice;
	uint64_t count;
	double real;
	const char *text;
	struct amount amount;
};

static const struct {
	size_t size, align;
} layout[] = {
	[PARAM_BOOL] = { sizeof(bool), alignof(bool) },
	[PARAM_COUNT] = { sizeof(uint64_t), alignof(uint64_t) },
	[PARAM_SIZE] = { sizeof(uint64_t), alignof(uint64_t) },
	[PARAM_TIME] = { sizeof(uint64_t), alignof(uint64_t) },
	[PARAM_SHARE] = { sizeof(uint64_t), alignof(uint64_t) },
	[PARAM_CHOICE] = { sizeof(int), alignof(int) },
	[PARAM_AMOUNT] = { sizeof(struct amount), alignof(struct amount) },
	[PARAM_REAL] = { sizeof(double), alignof(double) },
	[PARAM_TEXT] = { sizeof(const char *), alignof(const char *) },
};

/* What is wrong with a row, its default aside, or NULL. */
static const char *
wrong(const struct policy *p, const struct param *row)
{
	size_t size, align;

	if ((unsigned)row->type > PARAM_TEXT)
		return ("its type is none there is (PARAM_BOOL to PARAM_TEXT)");
	size = layout[row->type].size;
	align = layout[row->type].align;
	if (row->offset > p->params_size || size > p->params_size - row->offset)
		return ("its member ends beyond params_size");
	if (row->offset % align != 0)
		return ("its offset is not aligned for its type");
	if (row->text == NULL)
		return ("it has no text");
	if (row->type == PARAM_CHOICE &&
	    (row->choices == NULL || row->choices[0] == NULL))
		return ("it has no choices");
	if (param_find(p->params, row->name) != row)
		return ("another has the same name");
	return (NULL);
}

/* The rows are believed from here on: values are stored by them. */
static int
check_params(const char *path, const struct policy *p, struct err *err)
{
	for (const struct param *row = p->params;
	     row != NULL && row->name != NULL; row++) {
		struct param alone[2] = { *row, { .name = NULL } };
		struct setting dflt = { .name = "default", .value = row->dflt };
		const char *why = wrong(p, row);
		union member value;
		struct err its;

		if (why != NULL)
			return (err_set(err, ERR_PLUGIN,
			    "%.160s: parameter '%.40s': %s", path, row->name,
			    why));
		alone[0].name = dflt.name;
		alone[0].offset = 0;
		if (row->dflt != NULL && param_set(alone, "row", &value, &dflt,
					     ERR_PLUGIN, &its) != 0)
			return (err_set(err, ERR_PLUGIN,
			    "%.160s: parameter '%.40s': %.120s", path,
			    row->name, its.msg));
	}
	return (0);
}

/* The loader's own words, without the object's path before them. */
static const char *
loader_says(const char *path)
{
	const char *said = dlerror();
	size_t len = strlen(path);

	return (
	    strncmp(said, path, len) == 0 && strncmp(said + len, ": ", 2) == 0
		? said + len + 2
		: said);
}

int
plugin_open(const char *path, const struct policy **policy, struct err *err)
{
	char local[4096];
	const uint32_t *contract;
	const char *lacks;
	void *object;

	/* Without a slash the loader would look in the system's folders. */
	snprintf(local, sizeof(local), "%s%s",
	    strchr(path, '/') == NULL ? "./" : "", path);
	object = dlopen(local, RTLD_NOW | RTLD_LOCAL);
	if (object == NULL)
		return (err_set(err, ERR_PLUGIN, "cannot load %.100s: %.180s",
		    path, loader_says(local)));
	contract = dlsym(object, "policy_contract");
	if (contract == NULL)
		return (err_set(err, ERR_PLUGIN,
		    "%.200s exports no 'policy_contract' (const uint32_t "
		    "policy_contract = POLICY_CONTRACT;)",
		    path));
	if (*contract != POLICY_CONTRACT)
		return (err_set(err, ERR_PLUGIN,
		    "%.200s was built for version %ju of the policy contract, "
		    "this program has version %ju (build it again)",
		    path, (uintmax_t)*contract, (uintmax_t)POLICY_CONTRACT));
	*policy = dlsym(object, "policy_plugin");
	if (*policy == NULL)
		return (err_set(err, ERR_PLUGIN,
		    "%.200s exports no 'policy_plugin' (const struct policy "
		    "policy_plugin = { ... };)",
		    path));
	lacks = missing(*policy);
	if (lacks != NULL)
		return (err_set(err, ERR_PLUGIN,
		    "the policy in %.200s has no %s", path, lacks));
	if (check_params(path, *policy, err) != 0)
		return (-1);
	crash_watch(path, *policy, object);
	return (0);
}
