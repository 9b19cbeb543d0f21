/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loading a policy.  The object exports its policy and the version of the
 * contract it was compiled against; another version is refused before anything
 * of it is called.
 */
#include "policy/plugin.h"

#include <dlfcn.h>
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
	if (p->verbs == NULL || p->verbs->victim == NULL)
		return ("verbs with a victim");
	if (p->params != NULL && p->params_size == 0)
		return ("params_size");
	return (NULL);
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
		    path, dlerror()));
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
	crash_watch(path, *policy, object);
	return (0);
}
