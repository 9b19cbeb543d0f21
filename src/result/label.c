/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labels.  To find the parameters that differ from their defaults, a struct is
 * filled with the defaults of the table, and the printed values are compared,
 * so that "64k" and 64000 are equal.
 */
#include "result/label.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"

/* Bytes for the defaults of any table; the members must lie below this. */
#define VALUES_SIZE 4096

static bool
fits(const struct param *table)
{
	for (const struct param *p = table; p->name != NULL; p++)
		if (p->offset + sizeof(struct amount) > VALUES_SIZE)
			return (false);
	return (true);
}

char *
label_params(char *buf, size_t size, const struct param *table,
    const void *values, bool all)
{
	union {
		char bytes[VALUES_SIZE];
		struct amount align;
	} usual;
	char now[128], before[128];
	size_t len = 0;

	buf[0] = '\0';
	if (table == NULL || values == NULL)
		return (buf);
	memset(&usual, 0, sizeof(usual));
	if (!fits(table))
		all = true;
	if (!all)
		param_defaults(table, &usual);
	for (const struct param *p = table; p->name != NULL; p++) {
		param_print(p, values, now, sizeof(now));
		if (!all &&
		    strcmp(param_print(p, &usual, before, sizeof(before)),
			now) == 0)
			continue;
		if (len < size)
			len += (size_t)snprintf(buf + len, size - len,
			    "%s%s=%s", len == 0 ? "" : ",", p->name, now);
	}
	return (buf);
}

static char *
label(char *buf, size_t size, const char *name, const struct param *table,
    const void *values)
{
	char params[LABEL_SIZE], whole[2 * LABEL_SIZE];

	label_params(params, sizeof(params), table, values, false);
	snprintf(whole, sizeof(whole), "%.256s%s%s", name,
	    params[0] == '\0' ? "" : ":", params);
	return (label_clean(buf, size, whole));
}

char *
label_policy(char *buf, size_t size, const struct run *r)
{
	if (r->policy_label != NULL)
		return (label_clean(buf, size, r->policy_label));
	return (
	    label(buf, size, r->policy, r->policy_params, r->policy_values));
}

char *
label_curve(char *buf, size_t size, const struct curve *c)
{
	const struct run r = {
		.policy = c->policy,
		.policy_params = c->policy_params,
		.policy_values = c->policy_values,
		.policy_label = c->policy_label,
	};

	return (label_policy(buf, size, &r));
}

char *
label_device(char *buf, size_t size, const struct run *r)
{
	if (r->device_label != NULL)
		return (label_clean(buf, size, r->device_label));
	return (
	    label(buf, size, r->device, r->device_params, r->device_values));
}

char *
label_settings(char *buf, size_t size, const struct study *s)
{
	if (s->settings_label != NULL)
		return (label_clean(buf, size, s->settings_label));
	return (label_params(
	    buf, size, s->settings_table, study_settings(s), false));
}

char *
label_sample(char *buf, size_t size, const struct trace_sampling *s)
{
	if (s->ppm != 0)
		return (num_print_share(buf, size, s->ppm));
	snprintf(buf, size, "pages=%ju", (uintmax_t)s->most);
	return (buf);
}

char *
label_memory(char *buf, size_t size, const struct memory_size *m)
{
	switch (m->unit) {
	case MEMORY_SHARE:
		return (num_print_share(buf, size, m->n));
	case MEMORY_BYTES:
		snprintf(buf, size, "%juB", (uintmax_t)m->n);
		break;
	case MEMORY_FRAMES:
		snprintf(buf, size, "%ju", (uintmax_t)m->n);
		break;
	}
	return (buf);
}

/* The length in bytes of the UTF-8 sequence at s; 0: there is none.  RFC 3629:
 * no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t
sequence(const unsigned char *s)
{
	size_t n = s[0] < 0x80                    ? 1
		   : s[0] >= 0xc2 && s[0] <= 0xdf ? 2
		   : s[0] >= 0xe0 && s[0] <= 0xef ? 3
		   : s[0] >= 0xf0 && s[0] <= 0xf4 ? 4
						  : 0;

	for (size_t i = 1; i < n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return (0);
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return (0);
	return (n);
}

/* Controls: C0 and DEL, C1 (U+0080 to U+009F), separators of lines (U+2028,
 * U+2029), and those that change the direction of what follows (U+061C, U+200E,
 * U+200F, U+202A to U+202E, U+2066 to U+2069).  n: bytes of the sequence. */
static bool
is_control(const unsigned char *s, size_t n)
{
	if (n == 1)
		return (*s < ' ' || *s == 0x7f);
	if (n == 2)
		return ((s[0] == 0xc2 && s[1] < 0xa0) ||
			(s[0] == 0xd8 && s[1] == 0x9c));
	if (n != 3 || s[0] != 0xe2)
		return (false);
	return ((s[1] == 0x80 && (s[2] == 0x8e || s[2] == 0x8f ||
				     (s[2] >= 0xa8 && s[2] <= 0xae))) ||
		(s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9));
}

static char *
clean(char *buf, size_t size, const char *text, bool lines)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t len = 0;

	while (*s != '\0') {
		size_t n = sequence(s);
		bool bad =
		    n == 0 || (is_control(s, n) && !(lines && *s == '\n'));

		if (len + (bad ? 1 : n) >= size)
			break;
		if (bad)
			buf[len++] = '?';
		else {
			memcpy(buf + len, s, n);
			len += n;
		}
		s += n == 0 ? 1 : n;
	}
	buf[len] = '\0';
	return (buf);
}

char *
label_clean(char *buf, size_t size, const char *name)
{
	return (clean(buf, size, name, false));
}

void
label_say(FILE *to, const char *fmt, ...)
{
	char text[8192], safe[sizeof(text)];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fputs(clean(safe, sizeof(safe), text, true), to);
}
