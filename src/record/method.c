/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The methods, the best first, and the choice among them.
 */
#include "record/method.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIST_SIZE 160

extern const struct method method_lackey;
extern const struct method method_qemu;

const struct method *const method_list[] = {
	&method_qemu,
	&method_lackey,
	NULL,
};

bool
method_find_program(const char *name, char *path, size_t size)
{
	const char *list = getenv("PATH"), *end;
	int n;

	if (strchr(name, '/') != NULL) {
		snprintf(path, size, "%s", name);
		return (access(path, X_OK) == 0);
	}
	if (list == NULL)
		list = "/usr/local/bin:/usr/bin:/bin";
	for (;; list = end + 1) {
		end = strchrnul(list, ':');
		n = end == list ? snprintf(path, size, "./%s", name)
				: snprintf(path, size, "%.*s/%s",
				      (int)(end - list), list, name);
		if (n > 0 && (size_t)n < size && access(path, X_OK) == 0)
			return (true);
		if (*end == '\0')
			return (false);
	}
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

const struct method *
method_choose(const struct record_spec *spec, struct err *err)
{
	const char *lacks[2] = { NULL, NULL };
	const struct method *m;

	if (spec->method != NULL) {
		m = find_method(spec->method, err);
		if (m == NULL)
			return (NULL);
		lacks[0] = m->lacks(spec);
		if (lacks[0] == NULL)
			return (m);
		err_set(err, ERR_SYS, "method %s: %s", m->name, lacks[0]);
		return (NULL);
	}
	for (size_t i = 0; method_list[i] != NULL; i++) {
		m = method_list[i];
		if ((lacks[i % 2] = m->lacks(spec)) == NULL)
			return (m);
	}
	err_set(err, ERR_SYS, "no method of recording is there: %s; or: %s",
	    lacks[0], lacks[1]);
	return (NULL);
}

const char *
record_method(const struct record_spec *spec, struct err *err)
{
	const struct method *m = method_choose(spec, err);

	return (m == NULL ? NULL : m->name);
}
