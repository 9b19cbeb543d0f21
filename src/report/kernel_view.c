/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel counts, for a policy that reclaims as one does: the counts of
 * the metric table whose names begin with "kernel.".
 */
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "report/view.h"
#include "result/metric.h"
#include "result/ratio.h"

static const char prefix[] = "kernel.";

/* A textbook policy has no shadows and is at a level that was asked for. */
bool
kernel_view_is_kernels(const struct run *r)
{
	return (r->outcome.kernel.level == KERNEL_REAL ||
		(r->outcome.kernel.level == 3 && r->kernel_reclaim));
}

/* A value by its name, as text; "": there is none. */
static const char *
value_of(
    const struct param *table, const void *in, const char *name, char buf[40])
{
	const struct param *row =
	    table == NULL ? NULL : param_find(table, name);

	return (row == NULL ? "" : param_print(row, in, buf, 40));
}

/* With memory_of=auto it is as the level says, if one is given. */
static bool
is_machines(const struct study *s)
{
	const void *in = study_settings(s);
	char level[40], of[40];

	return (
	    strcmp(value_of(s->settings_table, in, "level", level), "3") == 0 &&
	    strcmp(value_of(s->settings_table, in, "memory_of", of), "group") !=
		0);
}

static void
write_kernels_level(
    struct sheet *out, const struct study *s, const struct run *r)
{
	char swap[40];
	bool async =
	    strcmp(value_of(r->policy_params, r->policy_values, "swap", swap),
		"async") == 0;

	sheet_item(out, STYLE_PLAIN,
	    "level 3 of the model: the memory is %s; %s; without huge pages",
	    is_machines(s) ? "that of a machine, reclaim is in batches and in "
			     "the background"
			   : "the limit of a group, reclaim is in batches",
	    async ? "swap is asynchronous, with a swap cache"
		  : "swap is synchronous as on zram (swap=sync), and every "
		    "victim is written");
}

void
kernel_view_level(struct sheet *out, const struct study *s, const struct run *r)
{
	switch (r->outcome.kernel.level) {
	case 0:
		return;
	case KERNEL_REAL:
		sheet_item(out, STYLE_PLAIN,
		    "a real kernel counted: the memory is the limit of a "
		    "group; times are not known");
		return;
	case 1:
		sheet_item(out, STYLE_PLAIN,
		    "level 1 of the model: a page read back keeps its slot "
		    "until it is written to");
		return;
	case 2:
		sheet_item(out, STYLE_PLAIN,
		    "level 2 of the model: a swap cache, slots in clusters, "
		    "and a swap-in reads neighbours");
		return;
	}
	if (!kernel_view_is_kernels(r)) {
		sheet_item(out, STYLE_PLAIN,
		    "level 3 of the model: a swap cache, read-ahead, reclaim "
		    "in batches, and write-back that takes its time");
		return;
	}
	write_kernels_level(out, s, r);
}

/* "a reclaim 12.1 us": a part of the time, for each of the faults that had it.
 */
static void
write_time(struct sheet *out, const char *what, sim_ns total, uint64_t n)
{
	char all[40], mean[40];

	if (n == 0 || total == 0 || n == METRIC_UNKNOWN ||
	    total == METRIC_UNKNOWN)
		return;
	sheet_item(out, STYLE_PLAIN, "%s: %s, %s on the mean", what,
	    num_print_time(all, sizeof(all), total),
	    num_print_time(mean, sizeof(mean), total / n));
}

static void
write_oom(struct sheet *out, const struct kernel_counts *k)
{
	char buf[40];

	if (k->oom == 0 || k->oom == METRIC_UNKNOWN)
		return;
	if (k->level == KERNEL_REAL)
		sheet_item(out, STYLE_BOLD,
		    "out of memory: the kernel killed a process, and the "
		    "counts are of the time before");
	else
		sheet_item(out, STYLE_BOLD,
		    "out of memory %s times: a kernel would have killed the "
		    "process, the model went on without the limit",
		    num_print_count(buf, sizeof(buf), k->oom));
}

/* What is in the time of faults besides the read of their page. */
static void
write_times(struct sheet *out, const struct run *r)
{
	const struct outcome *o = &r->outcome;

	write_time(
	    out, "reclaim in faults", o->reclaim_ns, o->kernel.allocstall);
	write_time(out, "of these faults, waiting for write-back",
	    o->writeback_ns, o->kernel.allocstall);
	write_time(out, "minor faults on the swap cache", o->minor_ns,
	    o->kernel.pgfault_minor_swapcache);
	write_time(out, "processor time of reclaim in the background",
	    o->kswapd_ns, o->kernel.pgsteal_kswapd);
}

void
kernel_view_write(struct sheet *out, const struct study *s, const struct run *r)
{
	const struct kernel_counts *k = &r->outcome.kernel;
	struct table *t;
	char ratio[40], note[80];

	if (k->level == 0)
		return;
	t = table_facts(out->m);
	for (const struct metric *m = metrics; m->name != NULL; m++) {
		struct metric_value v;

		if (strncmp(m->name, prefix, sizeof(prefix) - 1) != 0 ||
		    m->kind != METRIC_COUNT ||
		    strcmp(m->name, "kernel.level") == 0)
			continue;
		metric_get(m, s, r, &v);
		note[0] = '\0';
		if (strcmp(m->name, "kernel.pgscan") == 0 && k->pgsteal > 0)
			snprintf(note, sizeof(note), "%s for each one evicted",
			    ratio_print(ratio, sizeof(ratio), k->pgscan,
				k->pgsteal, 1, 2));
		if (v.known)
			table_fact(t, STYLE_PLAIN, m->name + sizeof(prefix) - 1,
			    v.n, note);
	}
	sheet_table(out, t);
	write_times(out, r);
	write_oom(out, k);
}
