/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing a policy.
 */
#include "policy/choose.h"

#include <stdio.h>
#include <string.h>

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

const struct policy *
choose_builtin(const struct policy *const *list, const char *name,
    const struct err_where *at, struct err *err)
{
	const struct former_name *f = former_name(name);

	if (f == NULL)
		return (choice_find((const void *const *)list, "policy", name,
		    err_kind_at(at), at, err));
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
	return (values);
}
