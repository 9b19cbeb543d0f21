/* SPDX-License-Identifier: BSD-2-Clause */
#include "twins_params.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *
twins_params(const struct policy *policy, const char *text, struct mem *m)
{
	char words[128], *save = NULL;
	void *values = mem_alloc(m, policy->params_size + 1);
	struct err err;

	snprintf(words, sizeof(words), "%s", text);
	if (policy->params != NULL)
		param_defaults(policy->params, values);
	for (char *w = strtok_r(words, ",", &save); w != NULL;
	     w = strtok_r(NULL, ",", &save)) {
		struct setting s = { .name = w };
		char *value = strchr(w, '=');

		*value++ = '\0';
		s.value = value;
		if (param_set(policy->params, "policy", values, &s, ERR_USAGE,
			&err) == 0)
			continue;
		printf("%s:%s: %s\n", policy->name, text, err.msg);
		exit(1);
	}
	return (values);
}
