/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Tables of parameters: setting a member from its text, and printing it so
 * that it can be read back.
 */
#include "base/param.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/choice.h"
#include "base/num.h"

#define PARAMS_MAX 64

static int
parse_bool(const char *s, bool *out)
{
	static const char *const words[] = { "no", "yes", "false", "true",
		"off", "on", "0", "1", NULL };

	for (int i = 0; words[i] != NULL; i++)
		if (strcasecmp(s, words[i]) == 0) {
			*out = i % 2 == 1;
			return (0);
		}
	return (-1);
}

/* A plain decimal within the range of the row; strtod would take more. */
static int
parse_real(const char *s, double *out)
{
	char *end;

	if (s[strspn(s, "0123456789.")] != '\0' || *s == '\0')
		return (-1);
	*out = strtod(s, &end);
	return (*end == '\0' && isfinite(*out) ? 0 : -1);
}

static int
parse_choice(const char *const *choices, const char *s, int *out)
{
	for (int i = 0; choices[i] != NULL; i++)
		if (strcasecmp(s, choices[i]) == 0) {
			*out = i;
			return (0);
		}
	return (-1);
}

/* "a", "a or b", "a, b or c". */
static void
list_choices(const char *const *choices, char *buf, size_t size)
{
	size_t len = 0;

	for (; *choices != NULL && len < size; choices++)
		len += (size_t)snprintf(buf + len, size - len, "%s%s",
		    len == 0             ? ""
		    : choices[1] == NULL ? " or "
					 : ", ",
		    *choices);
}

/*
 * Stores the value that the text says.  *n is what the range is compared with;
 * where no range applies, the lower limit.  -1 with *why NULL: the range says
 * what would be right.
 */
static int
store(const struct param *p, const char *s, void *at, uint64_t *n,
    const char **why)
{
	struct amount *a;
	int word;

	*n = p->min;
	switch (p->type) {
	case PARAM_BOOL:
		return (parse_bool(s, at));
	case PARAM_COUNT:
		if (p->choices != NULL &&
		    parse_choice(p->choices, s, &word) == 0) {
			*(uint64_t *)at = (uint64_t)word;
			return (0);
		}
		if (num_count(s, n, why) != 0)
			return (-1);
		break;
	case PARAM_SIZE:
		if (num_size(s, n, why) != 0)
			return (-1);
		break;
	case PARAM_TIME:
		if (num_time(s, n, why) != 0)
			return (-1);
		break;
	case PARAM_SHARE:
		if (num_share(s, n, why) != 0)
			return (-1);
		break;
	case PARAM_CHOICE:
		return (parse_choice(p->choices, s, at));
	case PARAM_AMOUNT:
		a = at;
		*a = (struct amount){ 0, 0 };
		if (strchr(s, '%') != NULL) {
			if (num_share(s, &a->ppm, why) == 0 && a->ppm > 0 &&
			    a->ppm <= NUM_PPM)
				return (0);
			*why = "a share above 0% up to 100%, of at most four "
			       "decimals";
			return (-1);
		}
		if (num_count(s, n, why) != 0)
			return (-1);
		a->count = *n;
		return (0);
	case PARAM_REAL:
		if (parse_real(s, at) != 0)
			return (-1);
		return (*(double *)at < (double)p->min ||
				(p->max != 0 && *(double *)at > (double)p->max)
			    ? -1
			    : 0);
	case PARAM_TEXT:
		*(const char **)at = s;
		return (0);
	}
	*(uint64_t *)at = *n;
	return (0);
}

static const char *
print_limit(const struct param *p, uint64_t n, char *buf, size_t size)
{
	union {
		uint64_t n;
		struct amount a;
	} value = { .a = { n, 0 } };
	struct param at_zero = *p;

	at_zero.offset = 0;
	return (param_print(&at_zero, &value, buf, size));
}

char *
param_range(const struct param *p, char *buf, size_t size)
{
	char low[32], high[32];
	size_t len = 0;

	buf[0] = '\0';
	if (p->type == PARAM_TEXT)
		return (buf);
	if (p->type == PARAM_CHOICE) {
		list_choices(p->choices, buf, size);
		return (buf);
	}
	if (p->type == PARAM_BOOL) {
		snprintf(buf, size, "yes or no");
		return (buf);
	}
	if (p->type == PARAM_REAL) {
		snprintf(low, sizeof(low), "%ju", (uintmax_t)p->min);
		snprintf(high, sizeof(high), "%ju", (uintmax_t)p->max);
	} else {
		print_limit(p, p->min, low, sizeof(low));
		print_limit(p, p->max, high, sizeof(high));
	}
	if (p->type == PARAM_COUNT && p->choices != NULL) {
		list_choices(p->choices, buf, size);
		len = strlen(buf);
		len += (size_t)snprintf(buf + len, size - len, ", or ");
	}
	if (p->max == 0)
		snprintf(buf + len, size - len, "at least %s", low);
	else
		snprintf(buf + len, size - len, "%s to %s", low, high);
	return (buf);
}

const struct param *
param_find(const struct param *table, const char *name)
{
	for (const struct param *p = table; p != NULL && p->name != NULL; p++)
		if (strcasecmp(p->name, name) == 0)
			return (p);
	return (NULL);
}

static int
unknown(const struct param *table, const char *what, const struct setting *s,
    enum err_kind kind, struct err *err)
{
	const char *names[PARAMS_MAX + 1], *near;
	int n = 0;

	for (const struct param *p = table;
	     p != NULL && p->name != NULL && n < PARAMS_MAX; p++)
		names[n++] = p->name;
	names[n] = NULL;
	near = choice_near(names, s->name);
	if (near != NULL)
		return (err_at(err, kind, &s->at,
		    "%s has no '%.60s'; did you mean '%s'?", what, s->name,
		    near));
	if (n == 0)
		return (err_at(err, kind, &s->at,
		    "%s has no parameters, so no '%.60s'", what, s->name));
	{
		char known[200];

		choice_list(known, sizeof(known), names);
		return (err_at(err, kind, &s->at,
		    "%s has no '%.60s' (there are: %s)", what, s->name, known));
	}
}

int
param_set_row(const struct param *p, const char *label, void *out,
    const struct setting *s, enum err_kind kind, struct err *err)
{
	char range[96];
	const char *why = NULL;
	uint64_t n;

	if (store(p, s->value, (char *)out + p->offset, &n, &why) == 0) {
		if (n >= p->min && (p->max == 0 || n <= p->max))
			return (0);
		why = NULL;
	}
	return (
	    err_at(err, kind, &s->at, "bad %s '%.60s' (%s)", label, s->value,
		why != NULL ? why : param_range(p, range, sizeof(range))));
}

int
param_set(const struct param *table, const char *what, void *out,
    const struct setting *s, enum err_kind kind, struct err *err)
{
	const struct param *p = param_find(table, s->name);

	if (p == NULL)
		return (unknown(table, what, s, kind, err));
	return (param_set_row(p, p->name, out, s, kind, err));
}

/* The size of a member, by type. */
static const size_t sizes[] = {
	[PARAM_BOOL] = sizeof(bool),
	[PARAM_COUNT] = sizeof(uint64_t),
	[PARAM_SIZE] = sizeof(uint64_t),
	[PARAM_TIME] = sizeof(uint64_t),
	[PARAM_SHARE] = sizeof(uint64_t),
	[PARAM_CHOICE] = sizeof(int),
	[PARAM_AMOUNT] = sizeof(struct amount),
	[PARAM_REAL] = sizeof(double),
	[PARAM_TEXT] = sizeof(const char *),
};

void
param_defaults(const struct param *table, void *out)
{
	for (const struct param *p = table; p != NULL && p->name != NULL; p++) {
		struct setting s = { .name = p->name, .value = p->dflt };
		struct err err;

		if (p->dflt == NULL)
			memset((char *)out + p->offset, 0, sizes[p->type]);
		else if (param_set(table, "table", out, &s, ERR_USAGE, &err) !=
			 0)
			assert(!"a default is within its own range");
	}
}

bool
param_is_unused(const struct param *row, const void *in)
{
	const void *at = (const char *)in + row->offset;
	const struct amount *a = at;

	if (row->dflt != NULL)
		return (false);
	switch (row->type) {
	case PARAM_BOOL:
		return (!*(const bool *)at);
	case PARAM_CHOICE:
		return (*(const int *)at == 0);
	case PARAM_AMOUNT:
		return (a->ppm == 0 && a->count == 0);
	case PARAM_REAL:
		return (*(const double *)at == 0);
	case PARAM_TEXT:
		return (*(const char *const *)at == NULL);
	case PARAM_COUNT:
	case PARAM_SIZE:
	case PARAM_TIME:
	case PARAM_SHARE:
		break;
	}
	return (*(const uint64_t *)at == 0);
}

/* The shortest plain decimal that reads back as the same number; exponents
 * cannot be read.  It ends after 20 places. */
static void
print_real(double x, char *buf, size_t size)
{
	for (int places = 0; places <= 20; places++) {
		snprintf(buf, size, "%.*f", places, x);
		if (strtod(buf, NULL) == x)
			break;
	}
}

const char *
param_word(const struct param *row, const void *in)
{
	const uint64_t *n = (const void *)((const char *)in + row->offset);

	if (row->type != PARAM_COUNT || row->choices == NULL)
		return (NULL);
	for (uint64_t i = 0; row->choices[i] != NULL; i++)
		if (*n == i)
			return (row->choices[i]);
	return (NULL);
}

char *
param_print(const struct param *row, const void *in, char *buf, size_t size)
{
	const void *at = (const char *)in + row->offset;
	const struct amount *a;
	const char *text;

	switch (row->type) {
	case PARAM_BOOL:
		snprintf(buf, size, "%s", *(const bool *)at ? "yes" : "no");
		break;
	case PARAM_CHOICE:
		snprintf(buf, size, "%s", row->choices[*(const int *)at]);
		break;
	case PARAM_SHARE:
		num_print_share(buf, size, *(const uint64_t *)at);
		break;
	case PARAM_AMOUNT:
		a = at;
		if (a->ppm != 0)
			num_print_share(buf, size, a->ppm);
		else
			snprintf(buf, size, "%ju", (uintmax_t)a->count);
		break;
	case PARAM_REAL:
		print_real(*(const double *)at, buf, size);
		break;
	case PARAM_TEXT:
		text = *(const char *const *)at;
		snprintf(buf, size, "%s", text != NULL ? text : "");
		break;
	case PARAM_COUNT:
	case PARAM_SIZE:
	case PARAM_TIME:
		snprintf(buf, size, "%ju", (uintmax_t) * (const uint64_t *)at);
		if (param_word(row, in) != NULL)
			snprintf(buf, size, "%s", param_word(row, in));
		break;
	}
	return (buf);
}

void
param_help(const struct param *row, FILE *to)
{
	char range[96], zero[32];

	param_range(row, range, sizeof(range));
	fprintf(to, "  %s=%s\n      %s", row->name,
	    row->dflt != NULL ? row->dflt
			      : print_limit(row, 0, zero, sizeof(zero)),
	    row->text);
	/* "1 to 8 hits"; "hits, at least 1"; "hits". */
	if (row->unit != NULL && row->max == 0)
		fprintf(to, " (%s%s%s)", row->unit, row->min > 0 ? ", " : "",
		    row->min > 0 ? range : "");
	else if (range[0] != '\0')
		fprintf(to, " (%s%s%s)", range, row->unit != NULL ? " " : "",
		    row->unit != NULL ? row->unit : "");
	fputc('\n', to);
}
