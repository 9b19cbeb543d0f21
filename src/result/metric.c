/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Getting and printing the values of metrics.  A ratio is an integer, in units
 * of 10^-places, until it is printed.
 */
#include "result/metric.h"

#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "result/label.h"
#include "result/ratio.h"

const struct metric *
metric_find(const char *name)
{
	for (const struct metric *m = metrics; m->name != NULL; m++)
		if (strcmp(m->name, name) == 0)
			return (m);
	return (NULL);
}

const struct metric *
metric_next_column(const struct metric *m)
{
	m = m == NULL ? metrics : m + 1;
	while (m->name != NULL && (m->flags & METRIC_NO_COLUMN) != 0)
		m++;
	return (m->name != NULL ? m : NULL);
}

char *
metric_column(const struct metric *m, char *buf, size_t size)
{
	snprintf(buf, size, "%s", m->column != NULL ? m->column : m->name);
	for (char *p = buf; *p != '\0'; p++)
		if (*p == '.')
			*p = '_';
	return (buf);
}

static void
get_member(const struct metric *m, const void *of, struct metric_value *out)
{
	const void *at = (const char *)of + m->offset;
	const uint64_t *with = (const void *)((const char *)of + m->with);

	out->known = true;
	switch (m->kind) {
	case METRIC_COUNT:
	case METRIC_TIME:
		out->n = *(const uint64_t *)at;
		out->known = out->n != METRIC_UNKNOWN &&
			     (out->n != 0 || (m->flags & METRIC_IF_USED) == 0);
		if (m->with != 0 && ((with[0] | with[1]) == 0 ||
					(with[0] | with[1]) == METRIC_UNKNOWN))
			out->known = false;
		break;
	case METRIC_FLAG:
		out->known = *(const bool *)at;
		out->n = 1;
		break;
	case METRIC_TEXT:
		out->word = *(const char *const *)at;
		out->known =
		    out->word != NULL &&
		    (out->word[0] != '\0' || (m->flags & METRIC_REQUIRED) != 0);
		break;
	case METRIC_RATIO:
	case METRIC_VALUES:
	case METRIC_BUCKETS:
		out->known = false; /* always computed */
		break;
	}
}

void
metric_get(const struct metric *m, const struct study *s, const struct run *r,
    struct metric_value *out)
{
	out->known = false;
	out->word = NULL;
	out->sparse = false;
	if (m->get != NULL)
		m->get(&(struct metric_of){ m, s, r }, out);
	else if ((m->flags & METRIC_OF_TRACE) != 0)
		get_member(m, &s->trace, out);
	else
		get_member(m, r, out);
}

char *
metric_print(const struct metric *m, const struct study *s, const struct run *r,
    bool separators, char *buf, size_t size)
{
	struct metric_value v;
	uint64_t unit = 1;

	metric_get(m, s, r, &v);
	buf[0] = '\0';
	if (!v.known)
		return (buf);
	switch (m->kind) {
	case METRIC_COUNT:
	case METRIC_TIME:
		if (separators)
			num_print_count(buf, size, v.n);
		else
			snprintf(buf, size, "%ju", (uintmax_t)v.n);
		break;
	case METRIC_RATIO:
		for (unsigned i = 0; i < m->places; i++)
			unit *= 10;
		ratio_print(buf, size, v.n, unit, 1, m->places);
		break;
	case METRIC_TEXT:
		label_clean(buf, size, v.word != NULL ? v.word : v.text);
		break;
	case METRIC_FLAG:
		snprintf(buf, size, "yes");
		break;
	case METRIC_VALUES:
		label_params(v.text, sizeof(v.text), v.table, v.values, true);
		label_clean(buf, size, v.text);
		break;
	case METRIC_BUCKETS:
		break;
	}
	return (buf);
}

bool
metric_optimum(const struct study *s, uint64_t frames, uint64_t *faults)
{
	for (size_t i = 0; i < s->noptimum; i++)
		if (s->optimum[i].frames == frames) {
			*faults = s->optimum[i].faults;
			return (true);
		}
	return (false);
}
