/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers as users write them: digits, an optional fraction of up to nine
 * digits, and a unit from a table.  The product is computed in 128 bits, so
 * that every overflow is detected.
 */
#include "base/num.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

struct unit {
	const char *name;
	uint64_t factor;
};

static const struct unit COUNT_UNITS[] = {
	{ "", 1 },
	{ "k", 1000 },
	{ "M", 1000000 },
	{ "G", 1000000000 },
	{ "T", UINT64_C(1000000000000) },
	{ NULL, 0 },
};

static const struct unit SIZE_UNITS[] = {
	{ "", 1 },
	{ "B", 1 },
	{ "KiB", UINT64_C(1) << 10 },
	{ "KB", UINT64_C(1) << 10 },
	{ "K", UINT64_C(1) << 10 },
	{ "MiB", UINT64_C(1) << 20 },
	{ "MB", UINT64_C(1) << 20 },
	{ "M", UINT64_C(1) << 20 },
	{ "GiB", UINT64_C(1) << 30 },
	{ "GB", UINT64_C(1) << 30 },
	{ "G", UINT64_C(1) << 30 },
	{ "TiB", UINT64_C(1) << 40 },
	{ "TB", UINT64_C(1) << 40 },
	{ "T", UINT64_C(1) << 40 },
	{ NULL, 0 },
};

static const struct unit TIME_UNITS[] = {
	{ "", 1 },
	{ "ns", 1 },
	{ "us", 1000 },
	{ "\302\265s", 1000 }, /* the micro sign */
	{ "ms", 1000000 },
	{ "s", 1000000000 },
	{ NULL, 0 },
};

static const struct unit SHARE_UNITS[] = {
	{ "%", NUM_PPM / 100 },
	{ NULL, 0 },
};

/* In either case; a blank may stand before a unit. */
static const struct unit *
unit_find(const struct unit *u, const char *name)
{
	if (name[0] == ' ' && name[1] != '\0')
		name++;
	for (; u->name != NULL; u++)
		if (strcasecmp(u->name, name) == 0)
			return (u);
	return (NULL);
}

static int
parse(const char *s, const struct unit *units, const char *shape, uint64_t *out,
    const char **why)
{
	unsigned __int128 whole = 0, fraction = 0, scale = 1, value;
	const struct unit *u;
	bool digits = false;

	*why = shape;
	for (; *s >= '0' && *s <= '9'; s++, digits = true) {
		whole = whole * 10 + (unsigned)(*s - '0');
		if (whole > UINT64_MAX) {
			*why = "a number below 2^64";
			return (-1);
		}
	}
	if (digits && *s == '.') {
		for (s++; *s >= '0' && *s <= '9'; s++) {
			if (scale == 1000000000)
				return (-1);
			fraction = fraction * 10 + (unsigned)(*s - '0');
			scale *= 10;
		}
		digits = scale > 1;
	}
	if (!digits || (u = unit_find(units, s)) == NULL)
		return (-1);
	value = whole * u->factor;
	if (fraction * u->factor % scale != 0) {
		*why = "a whole number of the smallest unit";
		return (-1);
	}
	value += fraction * u->factor / scale;
	if (value > UINT64_MAX) {
		*why = "a number below 2^64";
		return (-1);
	}
	*out = (uint64_t)value;
	return (0);
}

int
num_count(const char *s, uint64_t *out, const char **why)
{
	return (parse(s, COUNT_UNITS,
	    "a count such as 4096, 64k or 2m; k is 1000", out, why));
}

int
num_size(const char *s, uint64_t *out, const char **why)
{
	return (parse(s, SIZE_UNITS,
	    "a size in bytes such as 4096, 64k or 2MiB; k is 1024", out, why));
}

int
num_time(const char *s, uint64_t *out, const char **why)
{
	return (parse(
	    s, TIME_UNITS, "a time such as 250ns, 4us or 10ms", out, why));
}

int
num_share(const char *s, uint64_t *out, const char **why)
{
	return (
	    parse(s, SHARE_UNITS, "a share such as 25% or 12.5%", out, why));
}

char *
num_print_count(char *buf, size_t size, uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%ju", (uintmax_t)n);
	size_t at = 0;

	for (int i = 0; i < len && at + 1 < size; i++) {
		if (i > 0 && (len - i) % 3 == 0 && at + 2 < size)
			buf[at++] = ',';
		buf[at++] = digits[i];
	}
	if (size > 0)
		buf[at] = '\0';
	return (buf);
}

char *
num_print_things(char *buf, size_t size, uint64_t n, const char *thing)
{
	char count[32];

	snprintf(buf, size, "%s %s%s", num_print_count(count, sizeof(count), n),
	    thing, num_plural(n));
	return (buf);
}

/* n in the largest unit that leaves at least one, rounded half up to one
 * decimal where that is not zero. */
static char *
print_scaled(
    char *buf, size_t size, uint64_t n, uint64_t step, const char *const *units)
{
	uint64_t factor = 1;
	unsigned __int128 tenths;

	for (;; units++, factor *= step) {
		tenths = ((unsigned __int128)n * 10 + factor / 2) / factor;
		/* Rounding may reach the next unit: 1048575 is 1 MiB. */
		if (units[1] == NULL || tenths < (unsigned __int128)step * 10)
			break;
	}
	if (factor == 1 || tenths % 10 == 0)
		snprintf(buf, size, "%ju %s", (uintmax_t)(tenths / 10), *units);
	else
		snprintf(buf, size, "%ju.%ju %s", (uintmax_t)(tenths / 10),
		    (uintmax_t)(tenths % 10), *units);
	return (buf);
}

char *
num_print_size(char *buf, size_t size, uint64_t bytes)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB",
		"PiB", "EiB", NULL };

	return (print_scaled(buf, size, bytes, 1024, units));
}

char *
num_print_time(char *buf, size_t size, uint64_t ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s", NULL };

	return (print_scaled(buf, size, ns, 1000, units));
}

char *
num_print_share(char *buf, size_t size, uint64_t ppm)
{
	uint64_t whole = ppm / 10000, rest = ppm % 10000;
	int places = 4;

	if (rest == 0) {
		snprintf(buf, size, "%ju%%", (uintmax_t)whole);
		return (buf);
	}
	for (; rest % 10 == 0; rest /= 10)
		places--;
	snprintf(buf, size, "%ju.%0*ju%%", (uintmax_t)whole, places,
	    (uintmax_t)rest);
	return (buf);
}

/* Squaring the fraction doubles its logarithm, so that its next place is known.
 */
uint64_t
num_log2(uint64_t n)
{
	unsigned whole = n == 0 ? 0 : 63U - (unsigned)__builtin_clzll(n);
	uint64_t x = n == 0 ? UINT64_C(1) << 31 : n << (63 - whole) >> 32;
	uint64_t log = whole;

	for (int i = 0; i < NUM_LOG_PLACES; i++) {
		x = x * x >> 31;
		log = log << 1 | x >> 32;
		x >>= x >> 32;
	}
	return (log);
}
