/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Storing the values of options: one function for each form that a value has.
 */
#include "cli/option_take.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "model/page.h"
#include "report/figure.h"

static const struct err_where nowhere;

/* The member of an option that gathers values. */
static void *
member(struct options *o, const struct option *p)
{
	return ((char *)o + p->param.offset);
}

int
take_selections(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	return (selections_read(
	    member(o, p), o->m, value, &nowhere, ERR_USAGE, err));
}

/* One name with its parameters; the member is a pointer to it. */
int
take_format(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	struct selection **format = member(o, p);

	*format = mem_alloc(o->m, sizeof(**format));
	return (selection_read(*format, o->m, value, &nowhere, ERR_USAGE, err));
}

int
take_memories(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	return (
	    memories_read(member(o, p), o->m, value, &nowhere, ERR_USAGE, err));
}

static int
add_setting(struct option_settings *list, const struct option *p,
    const char *name, const char *value, struct err *err)
{
	if (list->n == SETTINGS_MAX)
		return (err_set(err, ERR_USAGE,
		    "too many options '--%s' (at most %d)", p->param.name,
		    SETTINGS_MAX));
	list->item[list->n++] =
	    (struct setting){ .name = name, .value = value };
	return (0);
}

/* "KEY=VALUE". */
int
take_pair(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	char *key = mem_strdup(o->m, value), *equals = strchr(key, '=');

	if (equals == NULL || equals == key)
		return (err_set(err, ERR_USAGE, "bad --%s '%.60s' (%s)",
		    p->param.name, value, p->param.unit));
	*equals = '\0';
	return (add_setting(member(o, p), p, key, equals + 1, err));
}

/* "METRIC=AMOUNT", or an amount for all of them. */
int
take_limit(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	if (strchr(value, '=') == NULL &&
	    ((value[0] >= '0' && value[0] <= '9') ||
		strcasecmp(value, "inf") == 0))
		return (add_setting(member(o, p), p, "default", value, err));
	return (take_pair(o, p, value, err));
}

/* A setting of the model that has an option of its own: --page-size SIZE is
 * --set page_size=SIZE. */
int
take_setting(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	char *name = mem_strdup(o->m, p->param.name);

	for (char *c = name; *c != '\0'; c++)
		if (*c == '-')
			*c = '_';
	return (add_setting(
	    &o->settings, p, name, value != NULL ? value : "yes", err));
}

/* --take: the value 0 of the setting is that of no such option. */
int
take_window(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	if (value[0] != '\0' && value[strspn(value, "0.%")] == '\0')
		return (err_set(err, ERR_USAGE,
		    "bad --%s '%.60s' (at least one reference)", p->param.name,
		    value));
	return (take_setting(o, p, value, err));
}

int
take_output(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	if (value[0] == '\0')
		return (err_set(err, ERR_USAGE,
		    "option '--%s' needs the name of a file, or '-'",
		    p->param.name));
	if (o->noutput == OUTPUTS_MAX)
		return (err_set(err, ERR_USAGE, "too many reports (at most %d)",
		    OUTPUTS_MAX));
	o->output[o->noutput++] = (struct output){ p->param.name, value };
	return (0);
}

int
take_baseline(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	if (o->nbaseline == BASELINES_MAX)
		return (err_set(err, ERR_USAGE,
		    "too many options '--%s' (at most %d)", p->param.name,
		    BASELINES_MAX));
	o->baselines[o->nbaseline++] = o->baseline = value;
	return (0);
}

int
take_law(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	if (o->nlaw == LAWS_MAX)
		return (err_set(err, ERR_USAGE,
		    "too many options '--%s' (at most %d)", p->param.name,
		    LAWS_MAX));
	o->laws[o->nlaw++] = value;
	return (0);
}

int
take_typed(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	struct setting s = { .value = value != NULL ? value : "yes" };
	char label[40];

	label[0] = label[1] = '-';
	strncpy(label + 2, p->param.name, sizeof(label) - 3);
	label[sizeof(label) - 1] = '\0';
	return (param_set_row(&p->param, label, o, &s, ERR_USAGE, err));
}

int
take_bundled(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	if (strcmp(value, "all") != 0)
		return (take_typed(o, p, value, err));
	o->bundled = OPTION_ALL;
	return (0);
}

int
take_engine(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	o->show_engine = true;
	return (value == NULL ? 0 : take_typed(o, p, value, err));
}

/* "faults.total,time_ns.stall". */
int
take_metrics(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	char *names = mem_strdup(o->m, value), *rest = NULL;

	for (char *name = strtok_r(names, ", ", &rest); name != NULL;
	     name = strtok_r(NULL, ", ", &rest))
		if (add_setting(member(o, p), p, "metric", name, err) != 0)
			return (-1);
	return (o->gate.n > 0 ? 0
			      : err_set(err, ERR_USAGE, "bad --%s '%.60s' (%s)",
				    p->param.name, value, p->param.unit));
}

int
take_update(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	return (take_typed(o, p, value != NULL ? value : "slim", err));
}

/* A value that may be repeated. */
int
take_value(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	return (add_setting(member(o, p), p, p->param.name, value, err));
}

/* "sad:64". */
int
take_reduce(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	static const char sad[] = "sad:";

	if (strncmp(value, sad, sizeof(sad) - 1) != 0)
		return (err_set(err, ERR_USAGE,
		    "bad --%s '%.60s' (sad:64: exact for lru and opt with 64 "
		    "frames and more)",
		    p->param.name, value));
	return (take_typed(o, p, value + sizeof(sad) - 1, err));
}

int
take_merge(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	return (take_typed(o, p, value != NULL ? value : "keep", err));
}

int
take_figure(struct options *o, not_used const struct option *p,
    const char *value, struct err *err)
{
	o->figure = value;
	return (figure_check(value, err));
}

/* "0.01" as parts per million, or 0. */
static uint64_t
read_fraction(const char *text)
{
	uint64_t ppm = 0, unit = 100000;

	if (strncmp(text, "0.", 2) != 0)
		return (strcmp(text, "1") == 0 ? NUM_PPM : 0);
	for (text += 2; *text >= '0' && *text <= '9'; text++, unit /= 10)
		ppm += unit * (uint64_t)(*text - '0');
	return (*text == '\0' ? ppm : 0);
}

/* "1%", "0.01" or "pages=8192". */
int
take_sample(struct options *o, const struct option *p, const char *value,
    struct err *err)
{
	static const char most[] = "pages=";
	struct sample_spec s = { 0, 0 };
	const char *why = NULL;

	if (strncmp(value, most, sizeof(most) - 1) == 0) {
		if (num_count(value + sizeof(most) - 1, &s.pages, &why) != 0 ||
		    s.pages < SAMPLE_PARTS || s.pages > PAGES_MAX)
			s.pages = 0;
	} else if (strchr(value, '%') != NULL) {
		if (num_share(value, &s.ppm, &why) != 0 || s.ppm > NUM_PPM)
			s.ppm = 0;
	} else {
		s.ppm = read_fraction(value);
	}
	if (s.ppm == 0 && s.pages == 0)
		return (err_set(err, ERR_USAGE,
		    "bad --%s '%.60s' (a share of the pages up to 100%%, such "
		    "as 1%% or 0.01, not below 0.0001%%; or pages=N, from %d)",
		    p->param.name, value, SAMPLE_PARTS));
	o->sample = s;
	return (0);
}
