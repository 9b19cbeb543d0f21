/* SPDX-License-Identifier: BSD-2-Clause */
#include "result/command_kernel.h"

#include <string.h>

static const char prefix[] = "kernel:";

struct kernel_words {
	const char *release, *lru;
	const char *conditions; /* the rest, "a=1,b=2" */
	bool here;
};

bool
command_is_kernel(const char *label)
{
	return (strncmp(label, prefix, sizeof(prefix) - 1) == 0);
}

/* Takes a label apart. */
static struct kernel_words
words_of(struct mem *m, const char *label)
{
	struct kernel_words w = { .release = "", .lru = "classic" };
	size_t size = strlen(label) + 1, n = 0;
	char *rest = NULL, *conditions = mem_alloc(m, size);
	char *all = mem_strdup(m, label + sizeof(prefix) - 1);

	w.conditions = conditions;
	for (char *pair = strtok_r(all, ",", &rest); pair != NULL;
	     pair = strtok_r(NULL, ",", &rest)) {
		if (strncmp(pair, "release=", 8) == 0)
			w.release = pair + 8;
		else if (strncmp(pair, "lru=", 4) == 0)
			w.lru = pair + 4;
		else if (strcmp(pair, "here=yes") == 0)
			w.here = true;
		else
			n += (size_t)snprintf(conditions + n, size - n, "%s%s",
			    n > 0 ? "," : "", pair);
	}
	return (w);
}

static bool
same_kernel(const struct kernel_words *a, const struct kernel_words *b)
{
	return (strcmp(a->release, b->release) == 0 && a->here == b->here &&
		strcmp(a->conditions, b->conditions) == 0);
}

void
command_put_kernels(struct mem *m, const char *const *label, size_t n, FILE *to)
{
	struct kernel_words *w = mem_array(m, n, sizeof(*w));
	const char *before = " --kernel ";

	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		w[i] = words_of(m, label[i]);
		while (!same_kernel(&w[k], &w[i]))
			k++;
		if (k < i)
			continue;
		fprintf(to, "%s%s%s%s", before,
		    w[i].here ? "here" : w[i].release,
		    w[i].conditions[0] != '\0' ? ":" : "", w[i].conditions);
		before = ",";
	}
	before = " --lru ";
	for (size_t i = 0; i < n; i++) {
		size_t k = 0;

		while (strcmp(w[k].lru, w[i].lru) != 0)
			k++;
		if (k == i) {
			fprintf(to, "%s%s", before, w[i].lru);
			before = ",";
		}
	}
}
