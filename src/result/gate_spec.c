/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a gate judges, and by how much each metric may grow.
 */
#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/choice.h"
#include "base/num.h"
#include "result/gate.h"

const struct metric *
gate_metric(size_t i)
{
	for (const struct metric *m = metrics; m->name != NULL; m++)
		if ((m->flags & METRIC_GATED) != 0 && i-- == 0)
			return (m);
	return (NULL);
}

size_t
gate_metrics(void)
{
	size_t n = 0;

	while (gate_metric(n) != NULL)
		n++;
	assert(n <= GATE_METRICS_MAX);
	return (n);
}

/* The metric of this name or column; gate_metrics(): none. */
static size_t
find(const char *name)
{
	char column[64];
	size_t i = 0;

	for (; i < gate_metrics(); i++) {
		const struct metric *m = gate_metric(i);

		if (strcmp(m->name, name) == 0 ||
		    strcmp(metric_column(m, column, sizeof(column)), name) == 0)
			break;
	}
	return (i);
}

static int
unknown(const char *name, const char *all, const struct err_where *at,
    enum err_kind kind, struct err *err)
{
	const char *names[GATE_METRICS_MAX + 2] = { all }, *near;
	char group[300] = "";
	size_t len = strlen(name), used = 0;

	for (size_t i = 0; i < gate_metrics(); i++) {
		names[i + 1] = gate_metric(i)->name;
		if (strncasecmp(names[i + 1], name, len) == 0 &&
		    names[i + 1][len] == '.' && used < sizeof(group))
			used +=
			    (size_t)snprintf(group + used, sizeof(group) - used,
				"%s%s", used > 0 ? ", " : "", names[i + 1]);
	}
	if (used > 0)
		return (err_at(err, kind, at,
		    "'%.60s' is a group of metrics; name those that are meant: "
		    "%s",
		    name, group));
	near = choice_near(names, name);
	if (near != NULL)
		return (err_at(err, kind, at,
		    "unknown metric '%.60s'; did you mean '%s'?", name, near));
	return (err_at(err, kind, at,
	    "unknown metric '%.60s' ('list metrics' has them: faults.total, "
	    "swap.writes, time_ns.stall ...; or '%s')",
	    name, all));
}

int
gate_name(struct gate_spec *spec, const char *name, const struct err_where *at,
    enum err_kind kind, struct err *err)
{
	size_t i = find(name);
	bool all = strcmp(name, "all") == 0;

	if (i == gate_metrics() && !all)
		return (unknown(name, "all", at, kind, err));
	if (all)
		spec->all = true;
	else
		spec->named[i] = true;
	return (0);
}

int
gate_limit(struct gate_spec *spec, const struct setting *s,
    const struct err_where *value_at, enum err_kind kind, struct err *err)
{
	struct gate_limit limit = { .given = true };
	bool other = strcmp(s->name, "default") == 0;
	size_t i = find(s->name);
	const char *why;

	if (i == gate_metrics() && !other)
		return (unknown(s->name, "default", &s->at, kind, err));
	if (strcasecmp(s->value, "inf") == 0)
		limit.unlimited = true;
	else if ((strchr(s->value, '%') != NULL
			 ? num_share(s->value, &limit.allow.ppm, &why)
			 : num_count(s->value, &limit.allow.count, &why)) != 0)
		return (err_at(err, kind, value_at,
		    "bad limit '%.40s' of %s (a count, a share such as 2%%, or "
		    "inf)",
		    s->value, s->name));
	*(other ? &spec->other : &spec->limit[i]) = limit;
	return (0);
}

static const struct gate_limit *
limit_of(const struct gate_spec *spec, size_t metric)
{
	const struct gate_limit *own = &spec->limit[metric];

	if (!own->given && !spec->other.given &&
	    strcmp(gate_metric(metric)->name, "seeds.faults_sum") == 0)
		own = &spec->limit[find("faults.total")];
	return (own->given ? own : &spec->other);
}

static bool
any_named(const struct gate_spec *spec)
{
	for (size_t i = 0; i < gate_metrics(); i++)
		if (spec->named[i])
			return (true);
	return (spec->all);
}

static bool
tolerates(const struct gate_limit *l)
{
	return (l->given && !l->unlimited &&
		(l->allow.count != 0 || l->allow.ppm != 0));
}

bool
gate_judges(const struct gate_spec *spec, size_t metric)
{
	const struct gate_limit *own = &spec->limit[metric];

	if (limit_of(spec, metric)->unlimited)
		return (false);
	if (any_named(spec))
		return (spec->all || spec->named[metric]);
	if (own->given)
		return (true);
	return ((gate_metric(metric)->flags & METRIC_GATE_DEFAULT) != 0 &&
		(spec->other.given || metric != find("time_ns.stall") ||
		    !tolerates(&spec->limit[find("faults.total")])));
}

bool
gate_has_use_for(const struct gate_spec *spec, const char *name)
{
	size_t i = find(name);

	return (i == gate_metrics() || spec->limit[i].unlimited ||
		gate_judges(spec, i));
}

struct amount
gate_allowed(const struct gate_spec *spec, size_t metric)
{
	return (limit_of(spec, metric)->allow);
}

char *
gate_print_limit(
    const struct gate_spec *spec, size_t metric, char *buf, size_t size)
{
	struct amount a = gate_allowed(spec, metric);

	if (!gate_judges(spec, metric))
		snprintf(buf, size, "inf");
	else if (a.ppm != 0)
		num_print_share(buf, size, a.ppm);
	else
		snprintf(buf, size, "%ju", (uintmax_t)a.count);
	return (buf);
}

int
gate_check(const struct gate_spec *spec, enum err_kind kind, struct err *err)
{
	for (size_t i = 0; i < gate_metrics(); i++)
		if (gate_judges(spec, i))
			return (0);
	return (err_set(err, kind,
	    "the gate judges nothing: every limit is inf (name a metric and "
	    "its limit: --gate faults.total --limit faults.total=1%%)"));
}
