/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading quotas: "quotas: { 1: 50%, 7: 128 }".
 */
#include "config/quotas.h"

#include <string.h>

#include "base/num.h"
#include "model/access.h"

static int
read_amount(struct quota *q, const struct node *n, struct err *err)
{
	const char *why;
	bool share = strchr(n->text, '%') != NULL;
	int rc = share ? num_share(n->text, &q->ppm, &why)
		       : num_count(n->text, &q->frames, &why);

	if (rc != 0 || (q->ppm == 0 && q->frames == 0) || q->ppm > NUM_PPM)
		return (err_at(err, ERR_CONFIG, &n->at,
		    "bad quota '%.40s' (frames, at least 1, or a share of the "
		    "memory up to 100%%)",
		    n->text));
	return (0);
}

int
quotas_read(struct quota_list *list, struct mem *m, const struct node *n,
    struct err *err)
{
	if (n == NULL)
		return (0);
	if (node_mapping(n, "quotas", err) != 0)
		return (-1);
	if (n->n > QUOTAS_MAX)
		return (err_at(err, ERR_LIMIT, &n->at,
		    "too many quotas (at most %d)", QUOTAS_MAX));
	list->item = mem_array(m, n->n, sizeof(*list->item));
	for (const struct node *c = n->first; c != NULL; c = c->next) {
		struct quota *q = &list->item[list->n++];
		uint64_t pid;
		const char *why;

		if (node_scalar(c, "a quota", err) != 0)
			return (-1);
		if (num_count(c->key, &pid, &why) != 0 || pid > PID_MAX)
			return (err_at(err, ERR_CONFIG, &c->key_at,
			    "bad process '%.40s' (a process number is right)",
			    c->key));
		q->pid = (uint32_t)pid;
		q->file = c->at.file;
		q->line = c->at.line;
		q->column = c->at.column;
		if (read_amount(q, c, err) != 0)
			return (-1);
	}
	return (0);
}
