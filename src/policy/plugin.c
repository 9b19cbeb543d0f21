/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loads a policy.  The object exports its policy and the version of the
 * contract that it was compiled against; another version is refused before
 * anything of the object is called.
 *
 * Within a version structs only grow at their end.  What is shorter than this
 * program's is completed with zeros; what is longer is accepted if all that
 * this program does not know is zero.
 */
#include "policy/plugin.h"

#include <dlfcn.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "policy/crash.h"
#include "policy/watch.h"

bool
plugin_is_path(const char *name)
{
	size_t len = strlen(name);

	return (len > 3 && strcmp(name + len - 3, ".so") == 0);
}

/* A struct of a plug-in that is larger than this was not given its size. */
#define SIZE_MOST 4096

/*
 * A struct of the plug-in, 'size' bytes as it says, into one of this
 * program's. least: the bytes that a plug-in must have.
 */
static int
complete(const void *theirs, size_t size, size_t least, void *ours, size_t full,
    const char *what, const char *path, struct err *err)
{
	const unsigned char *byte = theirs;

	if (size < least || size > SIZE_MOST)
		return (err_set(err, ERR_PLUGIN,
		    "%.160s: %s has a size of %ju bytes, not %ju to %d "
		    "(set it with sizeof)",
		    path, what, (uintmax_t)size, (uintmax_t)least, SIZE_MOST));
	for (size_t i = full; i < size; i++)
		if (byte[i] != 0)
			return (err_set(err, ERR_PLUGIN,
			    "%.160s: %s sets a member that this program does "
			    "not know (it was built for a later one)",
			    path, what));
	memset(ours, 0, full);
	memcpy(ours, theirs, size < full ? size : full);
	return (0);
}

#define MEMBER_END(type, member)                                               \
	(offsetof(struct type, member) + sizeof(((struct type *)0)->member))

/* The rows of a table, which end with one that has no name, as this program's.
 * The copy is never freed: it lives as long as the object. */
static int
complete_params(const char *path, struct policy *p, struct err *err)
{
	const char *row = (const char *)p->params;
	struct param *rows;
	size_t n = 1;

	if (p->params == NULL || p->param_size == sizeof(*rows))
		return (0);
	if (p->param_size == 0 || p->param_size > SIZE_MOST)
		return (err_set(err, ERR_PLUGIN,
		    "%.160s: param_size is %ju (it is sizeof(struct param))",
		    path, (uintmax_t)p->param_size));
	while (((const struct param *)(row + (n - 1) * p->param_size))->name !=
	       NULL)
		n++;
	rows = calloc(n, sizeof(*rows));
	if (rows == NULL)
		return (err_sys(err, "cannot load %.200s", path));
	for (size_t i = 0; i + 1 < n; i++)
		if (complete(row + i * p->param_size, p->param_size,
			MEMBER_END(param, text), &rows[i], sizeof(*rows),
			"struct param", path, err) != 0) {
			free(rows);
			return (-1);
		}
	p->params = rows;
	return (0);
}

/* Copies the object's policy and operations, completed. */
static int
read_policy(const char *path, const struct policy *theirs, struct policy *p,
    struct policy_ops *ops, struct err *err)
{
	if (complete(theirs, theirs->size, MEMBER_END(policy, ops), p,
		sizeof(*p), "struct policy", path, err) != 0)
		return (-1);
	if (p->ops == NULL)
		return (err_set(err, ERR_PLUGIN,
		    "the policy in %.200s has no "
		    "ops with a victim",
		    path));
	if (complete(p->ops, p->ops->size, MEMBER_END(policy_ops, victim), ops,
		sizeof(*ops), "struct policy_ops", path, err) != 0)
		return (-1);
	p->ops = ops;
	return (complete_params(path, p, err));
}

/* What is missing in a policy, or NULL.  An object may hold any number where
 * the enumeration is meant. */
static const char *
missing(const struct policy *p)
{
	if (p->name == NULL || p->name[0] == '\0')
		return ("name");
	/* It is a word of command lines, documents and reports. */
	if (p->name[strcspn(p->name, ":, \"\\")] != '\0')
		return ("name without ':', ',', blank or quote");
	for (const char *c = p->name; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			return ("name of printable ASCII");
	if (p->summary == NULL)
		return ("summary");
	if ((unsigned)p->sight > SEES_FUTURE)
		return ("sight that there is (SEES_FAULTS to SEES_FUTURE)");
	if (p->footprint == NULL)
		return ("footprint");
	if (p->init == NULL)
		return ("init");
	if (p->ops->victim == NULL)
		return ("ops with a victim");
	if (p->params != NULL && p->params_size == 0)
		return ("params_size");
	return (NULL);
}

/* Large enough for a member of any type. */
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

/* What is wrong with a row, except for its default; NULL: nothing. */
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

/* Checks the rows, because values are stored at their offsets. */
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

/* The message of the loader, without the path of the object before it. */
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

/* The object at the path, and its policy as it is there. */
static void *
load(const char *path, const struct policy **policy, struct err *err)
{
	char local[4096];
	const uint32_t *contract;
	void *object;

	/* Without a slash the loader would look in the system's folders. */
	snprintf(local, sizeof(local), "%s%s",
	    strchr(path, '/') == NULL ? "./" : "", path);
	object = dlopen(local, RTLD_NOW | RTLD_LOCAL);
	if (object == NULL) {
		err_set(err, ERR_PLUGIN, "cannot load %.100s: %.180s", path,
		    loader_says(local));
		return (NULL);
	}
	contract = dlsym(object, "policy_contract");
	*policy = dlsym(object, "policy_plugin");
	if (contract == NULL)
		err_set(err, ERR_PLUGIN,
		    "%.200s exports no 'policy_contract' (const uint32_t "
		    "policy_contract = POLICY_CONTRACT;)",
		    path);
	else if (*contract != POLICY_CONTRACT)
		err_set(err, ERR_PLUGIN,
		    "%.140s was built for version %ju of the policy contract, "
		    "this program has version %ju (build it again with this "
		    "program's headers; PLUGINS.md says what has changed)",
		    path, (uintmax_t)*contract, (uintmax_t)POLICY_CONTRACT);
	else if (*policy == NULL)
		err_set(err, ERR_PLUGIN,
		    "%.200s exports no 'policy_plugin' (const struct policy "
		    "policy_plugin = { ... };)",
		    path);
	else
		return (object);
	return (NULL);
}

/* What is read of an object may crash, too: a table without an end. */
static int
open_object(
    const char *path, int number, const struct policy **policy, struct err *err)
{
	const struct policy *theirs;
	struct policy_ops ops;
	struct policy ours;
	const char *lacks;
	void *object = load(path, &theirs, err);

	if (object == NULL)
		return (-1);
	/* One policy for one object, however often it is named. */
	*policy = crash_watched(object);
	if (*policy != NULL)
		return (0);
	if (read_policy(path, theirs, &ours, &ops, err) != 0)
		return (-1);
	lacks = missing(&ours);
	if (lacks != NULL)
		return (err_set(err, ERR_PLUGIN,
		    "the policy in %.200s has no %s", path, lacks));
	if (check_params(path, &ours, err) != 0)
		return (-1);
	*policy = crash_watch(path, number, &ours, object);
	return (*policy != NULL ? 0
				: err_set(err, ERR_PLUGIN,
				      "%.200s: too many plug-ins", path));
}

int
plugin_open(const char *path, const struct policy **policy, struct err *err)
{
	int number = watch_name(path), failed;

	if (number < 0)
		return (err_set(
		    err, ERR_PLUGIN, "%.200s: too many plug-ins", path));
	watch_begin(number, WATCH_LOADING);
	failed = open_object(path, number, policy, err);
	watch_end();
	return (failed);
}
