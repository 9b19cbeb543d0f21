/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every policy has a plain twin, and every twin a policy: the names of both
 * lists are the same. The comparison itself is tried first, on the same lists
 * with a name left out on either side.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "policy/choose.h"

#define PAIRS_NAMES 256

struct names {
	const char *name[PAIRS_NAMES];
	size_t n;
};

static bool
has(const struct names *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->name[i], name) == 0)
			return (true);
	return (false);
}

/* Names of a that b does not have; what they are goes to 'to'. */
static size_t
missing(
    const struct names *a, const struct names *b, const char *what, FILE *to)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (!has(b, a->name[i])) {
			fprintf(to, "%s: %s\n", a->name[i], what);
			n++;
		}
	return (n);
}

static size_t
unpaired(const struct names *policies, const struct names *twins, FILE *to)
{
	return (
	    missing(policies, twins,
		"a policy without a plain twin (tests/laws/plain_all.c)", to) +
	    missing(twins, policies,
		"a plain twin without a policy (policies/all.c)", to));
}

/* Leaving out any name of either list must be noticed. */
static bool
notices(const struct names *policies, const struct names *twins, FILE *nowhere)
{
	for (size_t i = 0; i < policies->n; i++) {
		struct names fewer = *policies;

		fewer.name[i] = fewer.name[--fewer.n];
		if (unpaired(&fewer, twins, nowhere) != 1)
			return (false);
	}
	for (size_t i = 0; i < twins->n; i++) {
		struct names fewer = *twins;

		fewer.name[i] = fewer.name[--fewer.n];
		if (unpaired(policies, &fewer, nowhere) != 1)
			return (false);
	}
	return (true);
}

int
main(void)
{
	struct names policies = { .n = 0 }, twins = { .n = 0 };
	FILE *nowhere = fopen("/dev/null", "w");

	for (; policy_list[policies.n] != NULL; policies.n++)
		policies.name[policies.n] = policy_list[policies.n]->name;
	for (; plain_twins[twins.n] != NULL; twins.n++)
		twins.name[twins.n] = plain_twins[twins.n]->name;
	printf("%zu policies, %zu twins\n", policies.n, twins.n);
	if (unpaired(&policies, &twins, stdout) != 0)
		return (EXIT_FAILURE);
	if (policies.n == 0 || nowhere == NULL ||
	    !notices(&policies, &twins, nowhere)) {
		printf("a name left out of a list is not noticed\n");
		return (EXIT_FAILURE);
	}
	fclose(nowhere);
	return (EXIT_SUCCESS);
}
