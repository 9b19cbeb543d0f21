/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything that has a name on the command line, gathered from the tables of
 * the modules.  A table is either a list of pointers or an array of rows; both
 * become a list of pointers here.
 */
#include "cli/catalog.h"

#include <stdint.h>

#include "check/law.h"
#include "config/figurefile.h"
#include "config/settings.h"
#include "generate/gentrace.h"
#include "policy/choose.h"
#include "report/report.h"
#include "result/gate.h"
#include "result/metric.h"
#include "trace/format.h"

/* Pointers to the rows of a table: n of them, or as many as have a name. */
static const void *const *
pointers(struct mem *m, const void *table, size_t size, size_t n)
{
	const char *row = table;
	const void **list;
	size_t count = 0;

	while (count < n && catalog_name(row + count * size) != NULL)
		count++;
	list = mem_array(m, count + 1, sizeof(*list));
	for (size_t i = 0; i < count; i++)
		list[i] = row + i * size;
	return (list);
}

static const void *const *
columns(struct mem *m)
{
	struct catalog_column *row;
	const struct metric *c = NULL;
	size_t n = 0;
	char name[64];

	while ((c = metric_next_column(c)) != NULL)
		n++;
	row = mem_array(m, n + 1, sizeof(*row));
	for (size_t i = 0; (c = metric_next_column(c)) != NULL; i++) {
		row[i].name =
		    mem_strdup(m, metric_column(c, name, sizeof(name)));
		row[i].metric = c;
	}
	return (pointers(m, row, sizeof(*row), n));
}

static const void *const *
gated_metrics(struct mem *m)
{
	const void **list = mem_array(m, GATE_METRICS_MAX + 1, sizeof(*list));

	for (size_t i = 0; i < gate_metrics(); i++)
		list[i] = gate_metric(i);
	return (list);
}

int
catalog_open(
    struct catalog *c, struct mem *m, const char *figures, struct err *err)
{
	if (figures_load(&c->figures, m, figures, err) != 0)
		return (-1);
	c->kind[CATALOG_POLICIES] =
	    (struct catalog_kind){ "policies", "page-replacement policies (-p)",
		    "policy", (const void *const *)policy_list };
	c->kind[CATALOG_FORMATS] = (struct catalog_kind){ "formats",
		"trace formats that can be read (-f)", "format",
		(const void *const *)trace_formats };
	c->kind[CATALOG_DEVICES] =
	    (struct catalog_kind){ "devices", "swap devices (-d)", "device",
		    pointers(m, c->figures.device, sizeof(*c->figures.device),
			c->figures.ndevice) };
	c->kind[CATALOG_PATTERNS] = (struct catalog_kind){ "patterns",
		"patterns of synthetic traces (gen)", "pattern",
		(const void *const *)pattern_list };
	c->kind[CATALOG_COLUMNS] = (struct catalog_kind){ "columns",
		"columns of tables and of CSV", "column", columns(m) };
	c->kind[CATALOG_SETTINGS] = (struct catalog_kind){
		"settings", "settings of the model (--set)", "setting",
		pointers(m, settings_table, sizeof(*settings_table), SIZE_MAX)
	};
	c->kind[CATALOG_REPORTS] =
	    (struct catalog_kind){ "reports", "forms of a report", "report",
		    (const void *const *)report_formats };
	c->kind[CATALOG_METRICS] = (struct catalog_kind){ "metrics",
		"what a gate compares (--limit)", "metric", gated_metrics(m) };
	c->kind[CATALOG_LAWS] = (struct catalog_kind){ "laws",
		"laws that 'check' holds a policy to (--law)", "law",
		pointers(m, law_rows, sizeof(*law_rows), SIZE_MAX) };
	for (size_t i = 0; i < CATALOG_KINDS; i++)
		c->list[i] = &c->kind[i];
	c->list[CATALOG_KINDS] = NULL;
	return (0);
}
