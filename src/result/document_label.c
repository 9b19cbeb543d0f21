/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labels for a document of an earlier version, which has none: its values are
 * put into a struct of the program's own table, and compared with the defaults
 * of that table.  What the table does not know keeps the label with all values.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/param.h"
#include "result/document.h"
#include "result/label.h"

/* The values of 'table' as a label of those that differ from the defaults of
 * 'known'; NULL: they do not fit it. */
static const char *
label_changed(struct mem *m, const char *name, const struct param *known,
    const struct param *table, const void *values)
{
	char text[512], label[LABEL_SIZE];
	struct err err;
	size_t size = 0;
	void *given;

	if (table == NULL)
		return (name);
	if (known == NULL)
		return (NULL);
	for (const struct param *p = known; p->name != NULL; p++)
		if (p->offset + sizeof(struct amount) > size)
			size = p->offset + sizeof(struct amount);
	given = mem_alloc(m, size);
	param_defaults(known, given);
	for (const struct param *p = table; p->name != NULL; p++) {
		struct setting s = { .name = p->name };

		s.value =
		    mem_strdup(m, param_print(p, values, text, sizeof(text)));
		if (param_set(known, name, given, &s, ERR_RESULT, &err) != 0)
			return (NULL);
	}
	label_params(label, sizeof(label), known, given, false);
	snprintf(text, sizeof(text), "%.256s%s%.250s", name,
	    *name == '\0' || *label == '\0' ? "" : ":", label);
	return (mem_strdup(m, label_clean(label, sizeof(label), text)));
}

static void
replace(const char **label, const char *by)
{
	if (by != NULL)
		*label = by;
}

void
document_label(struct document *d, const struct document_tables *t)
{
	for (size_t i = 0; i < d->nstudy; i++) {
		struct study *s = mem_alloc(d->m, sizeof(*s));

		*s = *d->study[i];
		d->study[i] = s;
		if (t->other_figures != NULL && s->nrun > 0)
			s->other_figures = t->other_figures(s->run[0].figures);
		for (size_t k = 0; k < d->study[i]->nrun; k++) {
			struct run *r = &d->study[i]->run[k];

			r->counts_references = t->counts_references(r->policy);
			/* Older documents do not say so. */
			if (t->kernel_reclaim(r->policy))
				r->kernel_reclaim = true;
		}
		if (!d->study[i]->unlabelled)
			continue;
		replace(&s->settings_label,
		    label_changed(d->m, "", t->settings, s->settings_table,
			s->settings_values));
		for (size_t k = 0; k < s->nrun; k++) {
			struct run *r = &s->run[k];

			replace(&r->policy_label,
			    label_changed(d->m, r->policy, t->policy(r->policy),
				r->policy_params, r->policy_values));
			replace(&r->device_label,
			    label_changed(d->m, r->device, t->device,
				r->device_params, r->device_values));
		}
	}
}
