/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names, metrics and findings for CI services.
 */
#include "report/ci_name.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "report/gate_report.h"
#include "result/label.h"

char *
ci_fingerprint(char buf[CI_PRINT_SIZE], const char *const *texts)
{
	uint64_t a = 0, b = 1;

	for (; *texts != NULL; texts++) {
		/* With the NUL, so that "a" "bc" is not "ab" "c". */
		a = XXH3_64bits_withSeed(*texts, strlen(*texts) + 1, a);
		b = XXH3_64bits_withSeed(*texts, strlen(*texts) + 1, b);
	}
	snprintf(buf, CI_PRINT_SIZE, "%016" PRIx64 "%016" PRIx64, a, b);
	return (buf);
}

/* Has another study the name and the settings of this one? */
static bool
has_double(const struct study *const *s, size_t n, size_t study)
{
	char own[LABEL_SIZE], other[LABEL_SIZE];

	label_settings(own, sizeof(own), s[study]);
	for (size_t i = 0; i < n; i++)
		if (i != study &&
		    strcmp(s[i]->trace.name, s[study]->trace.name) == 0 &&
		    strcmp(label_settings(other, sizeof(other), s[i]), own) ==
			0)
			return (true);
	return (false);
}

char *
ci_name(char buf[CI_NAME_SIZE], const struct study *const *s, size_t n,
    size_t study, const struct run *r)
{
	const struct study *of = s[study];
	char trace[LABEL_SIZE], settings[LABEL_SIZE], policy[LABEL_SIZE];
	char device[LABEL_SIZE], whole[5 * LABEL_SIZE], print[CI_PRINT_SIZE];
	bool twice = has_double(s, n, study);

	label_clean(trace, sizeof(trace), of->trace.name);
	label_settings(settings, sizeof(settings), of);
	snprintf(whole, sizeof(whole), "%s%s%s%s%s/%s/%ju/%s", trace,
	    settings[0] != '\0' ? ":" : "", settings, twice ? ":" : "",
	    twice ? of->trace.digest : "",
	    label_policy(policy, sizeof(policy), r), (uintmax_t)r->frames,
	    label_device(device, sizeof(device), r));
	if (strlen(whole) < CI_NAME_SIZE)
		return (memcpy(buf, whole, strlen(whole) + 1));
	ci_fingerprint(print, (const char *const[]){ whole, NULL });
	snprintf(whole + CI_NAME_SIZE - 100, 100, "...%s", print);
	return (label_clean(buf, CI_NAME_SIZE, whole));
}

const struct metric *
ci_metric(const struct metric *m, const struct study *s, const struct run *r,
    uint64_t *value)
{
	struct metric_value v;

	for (m = m == NULL ? metrics : m + 1; m->name != NULL; m++) {
		if ((m->flags & METRIC_GATED) == 0)
			continue;
		metric_get(m, s, r, &v);
		if (!v.known || v.n == METRIC_UNKNOWN)
			continue;
		*value = v.n;
		return (m);
	}
	return (NULL);
}

static bool
is_finding(const struct gate *g, const struct ci_finding *f)
{
	if (f->whole)
		return (f->row->verdict >= GATE_REGRESSION);
	return (gate_judged(g, f->metric) &&
		f->row->metric[f->metric] >= GATE_REGRESSION);
}

bool
ci_next_finding(const struct gate *g, struct ci_finding *f)
{
	bool first = f->row == NULL;

	if (first)
		*f = (struct ci_finding){ .row = g->row };
	while (f->row < g->row + g->nrow) {
		bool whole = !gate_row_compared(f->row);

		if (!first && (whole || ++f->metric >= gate_metrics())) {
			f->row++;
			f->metric = 0;
			first = true;
			continue;
		}
		first = false;
		f->whole = whole;
		if (is_finding(g, f))
			return (true);
	}
	return (false);
}

char *
ci_describe(
    char *buf, size_t size, const struct gate *g, const struct ci_finding *f)
{
	const struct gate_row *r = f->row;
	char label[LABEL_SIZE], trace[LABEL_SIZE], percent[60], limit[40];
	uint64_t old, new;

	label_clean(trace, sizeof(trace), gate_row_run(r)->study->trace.name);
	gate_label(label, sizeof(label), r);
	if (f->whole) {
		snprintf(buf, size, "%s: %s: %s", trace, label,
		    r->verdict == GATE_MISSING
			? "in the baseline, but not run"
			: "run, but not in the baseline");
		return (buf);
	}
	gate_row_values(r, f->metric, &old, &new);
	gate_percent(percent, sizeof(percent), old, new);
	gate_print_limit(&g->spec, f->metric, limit, sizeof(limit));
	snprintf(buf, size, "%s: %s: %s %ju -> %ju (%s%slimit %s)", trace,
	    label, gate_metric(f->metric)->name, (uintmax_t)old,
	    (uintmax_t) new, percent, percent[0] == '\0' ? "" : ", ", limit);
	return (buf);
}
