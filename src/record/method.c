/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The methods, the best first, and the choice among them.
 */
#include "record/method.h"

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST_SIZE 160

extern const struct method method_lackey;
extern const struct method method_qemu;
extern const struct method method_window;

const struct method *const method_list[] = {
	&method_qemu,
	&method_lackey,
	&method_window,
	NULL,
};

static bool
is_program(const char *path)
{
	struct stat st;

	return (stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
		access(path, X_OK) == 0);
}

bool
method_find_program(const char *name, char *path, size_t size)
{
	const char *list = getenv("PATH"), *end;
	int n;

	if (strchr(name, '/') != NULL) {
		snprintf(path, size, "%s", name);
		return (is_program(path));
	}
	if (list == NULL)
		list = "/usr/local/bin:/usr/bin:/bin";
	for (;; list = end + 1) {
		end = strchrnul(list, ':');
		n = end == list ? snprintf(path, size, "./%s", name)
				: snprintf(path, size, "%.*s/%s",
				      (int)(end - list), list, name);
		if (n > 0 && (size_t)n < size && is_program(path))
			return (true);
		if (*end == '\0')
			return (false);
	}
}

int
method_need_program(const char *name, struct err *err)
{
	char path[4096];

	if (method_find_program(name, path, sizeof(path)))
		return (0);
	return (err_set(err, ERR_USAGE,
	    "there is no program '%.80s' that can be executed", name));
}

static const struct method *
find_method(const char *name, struct err *err)
{
	char known[LIST_SIZE] = "";
	size_t len = 0;

	for (size_t i = 0; method_list[i] != NULL; i++) {
		if (strcmp(method_list[i]->name, name) == 0)
			return (method_list[i]);
		if (len < sizeof(known))
			len += (size_t)snprintf(known + len,
			    sizeof(known) - len, "%s%s", i > 0 ? ", " : "",
			    method_list[i]->name);
	}
	err_set(err, ERR_USAGE, "unknown method '%.40s' (there are: %s)", name,
	    known);
	return (NULL);
}

/* Why a method cannot be used for this; NULL: it can. */
static const char *
why_not(const struct method *m, const struct record_spec *spec)
{
	if (spec->pid != 0 && m->attach == NULL)
		return ("it cannot attach to a process (--pid)");
	return (m->lacks(spec));
}

const struct method *
method_choose(const struct record_spec *spec, struct err *err)
{
	const struct method *m;
	char reasons[LIST_SIZE * 2] = "";
	const char *why;
	size_t len = 0;

	if (spec->method != NULL) {
		m = find_method(spec->method, err);
		why = m == NULL ? NULL : why_not(m, spec);
		if (why == NULL)
			return (m);
		err_set(err, ERR_SYS, "method %s: %s", m->name, why);
		return (NULL);
	}
	for (size_t i = 0; (m = method_list[i]) != NULL; i++) {
		why = why_not(m, spec);
		if (why == NULL)
			return (m);
		if (len < sizeof(reasons))
			len += (size_t)snprintf(reasons + len,
			    sizeof(reasons) - len, "%s%s",
			    i > 0 ? "; or: " : "", why);
	}
	err_set(err, ERR_SYS, "no method of recording is there: %s", reasons);
	return (NULL);
}

const char *
record_method(
    const struct record_spec *spec, const char **partial, struct err *err)
{
	const struct method *m = method_choose(spec, err);

	if (m == NULL)
		return (NULL);
	*partial = m->partial;
	return (m->name);
}
