/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening several result documents, each within the limit of its text.
 */
#include "cli/baselines.h"

#include "cli/cmd.h"

int
baselines_open(struct baselines *b, const struct options *o,
    const char *const *path, size_t n, struct err *err)
{
	*b = (struct baselines){ mem_array(o->m, n, sizeof(*b->document)), 0 };
	for (; b->n < n; b->n++)
		if (cmd_open_document(
			o, &b->document[b->n], path[b->n], false, err) != 0) {
			baselines_close(b);
			return (-1);
		}
	return (0);
}

void
baselines_close(struct baselines *b)
{
	while (b->n > 0)
		document_close(&b->document[--b->n]);
}

const struct document *
baselines_last(const struct baselines *b)
{
	return (b->n > 0 ? &b->document[b->n - 1] : NULL);
}
