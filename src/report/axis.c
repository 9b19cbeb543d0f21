/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Scales of axes.
 */
#include "report/axis.h"

#include <string.h>

#include "base/num.h"
#include "result/ratio.h"

static const uint64_t steps[] = { 1, 2, 5 };
#define STEPS (sizeof(steps) / sizeof(steps[0]))

/* The largest of 1, 2, 5, 10 ... that is not above n, which is at least 1. */
static uint64_t
round_down(uint64_t n)
{
	uint64_t best = 1, power = 1, e;

	for (;;) {
		for (size_t i = 0; i < STEPS; i++) {
			if (__builtin_mul_overflow(power, steps[i], &e) ||
			    e > n)
				return (best);
			best = e;
		}
		if (__builtin_mul_overflow(power, 10, &power))
			return (best);
	}
}

/* The least of them that is not below n; UINT64_MAX: none. */
static uint64_t
round_up(uint64_t n)
{
	uint64_t power = 1, e;

	for (;;) {
		for (size_t i = 0; i < STEPS; i++)
			if (__builtin_mul_overflow(power, steps[i], &e))
				return (UINT64_MAX);
			else if (e >= n)
				return (e);
		if (__builtin_mul_overflow(power, 10, &power))
			return (UINT64_MAX);
	}
}

uint64_t
axis_step(uint64_t whole, unsigned most)
{
	uint64_t step = 1;

	while (whole / step > most) {
		if (whole / (step * 2) <= most)
			return (step * 2);
		if (whole / (step * 5) <= most)
			return (step * 5);
		step *= 10;
	}
	return (step);
}

static void
make_linear(struct axis *a, uint64_t least, uint64_t most, bool tight)
{
	uint64_t step = axis_step(most - least, 8);

	if (tight)
		return;
	a->from = least / step * step;
	if (__builtin_mul_overflow(
		most / step + (most % step != 0), step, &a->to))
		a->to = UINT64_MAX;
}

void
axis_make(struct axis *a, const struct chart_axis *kind, uint64_t least,
    uint64_t most, bool tight, unsigned length)
{
	*a = (struct axis){ kind->unit, kind->log, least, most, length };
	if (!a->log)
		make_linear(a, least, most, tight);
	else {
		a->from = least > 0 ? least : 1;
		a->to = most > a->from ? most : a->from;
		if (!tight) {
			a->from = round_down(a->from);
			a->to = round_up(a->to);
		}
	}
	if (a->to <= a->from) {
		a->to = a->from < UINT64_MAX ? a->from + 1 : a->from;
		a->from -= a->to == a->from;
	}
}

unsigned
axis_at(const struct axis *a, uint64_t value)
{
	uint64_t low = a->from, high = a->to;

	if (value <= low)
		return (0);
	if (value >= high)
		return (a->length);
	if (a->log) {
		low = num_log2(low);
		high = num_log2(high);
		value = num_log2(value);
	}
	return ((unsigned)((unsigned __int128)(value - low) * a->length /
			   (high - low)));
}

static size_t
linear_ticks(const struct axis *a, size_t most, uint64_t tick[AXIS_TICKS])
{
	uint64_t step = axis_step(a->to - a->from, (unsigned)most);
	uint64_t at = a->from / step * step;
	size_t n = 0;

	if (at < a->from)
		at += step;
	for (; at <= a->to && n < AXIS_TICKS; at += step) {
		tick[n++] = at;
		if (at > UINT64_MAX - step)
			break;
	}
	return (n);
}

/* Ticks at 'count' of the steps in each decade, of which every 'each'-th is
 * used. */
static size_t
log_ticks(const struct axis *a, size_t count, unsigned each,
    uint64_t tick[AXIS_TICKS])
{
	uint64_t power = 1;
	size_t n = 0;

	for (unsigned decade = 0; decade < 20; decade++) {
		for (size_t i = 0; i < count && decade % each == 0; i++) {
			uint64_t e;

			if (!__builtin_mul_overflow(power, steps[i], &e) &&
			    e >= a->from && e <= a->to && n < AXIS_TICKS)
				tick[n++] = e;
		}
		if (__builtin_mul_overflow(power, 10, &power))
			break;
	}
	return (n);
}

/* Where only decades have ticks: one at each end, too, if it is a round number
 * and there is space for its label. */
static size_t
log_ends(const struct axis *a, size_t most, uint64_t tick[AXIS_TICKS], size_t n)
{
	unsigned space = a->length / (2 * (unsigned)most + 1);

	if (n == 0 || n + 2 > AXIS_TICKS)
		return (n);
	if (round_down(a->to) == a->to &&
	    axis_at(a, tick[n - 1]) + space <= a->length)
		tick[n++] = a->to;
	if (round_down(a->from) == a->from && axis_at(a, tick[0]) >= space) {
		memmove(tick + 1, tick, n++ * sizeof(*tick));
		tick[0] = a->from;
	}
	return (n);
}

size_t
axis_ticks(const struct axis *a, size_t most, uint64_t tick[AXIS_TICKS])
{
	size_t n;

	if (!a->log)
		return (linear_ticks(a, most, tick));
	n = log_ticks(a, STEPS, 1, tick);
	if (n > most) {
		unsigned each = 1;

		while ((n = log_ticks(a, 1, each, tick)) > most && each < 8)
			each++;
		n = log_ends(a, most, tick, n);
	}
	return (n >= 2 ? n : linear_ticks(a, 4, tick));
}

char *
axis_print_short(char *buf, size_t size, uint64_t n)
{
	static const char unit[] = { 'k', 'M', 'G', 'T' };
	unsigned i = 0;

	if (n < 10000)
		return (num_print_count(buf, size, n));
	for (n /= 100; n >= 10000 && i + 1 < sizeof(unit); i++)
		n /= 1000;
	if (n % 10 == 0 || n >= 1000)
		snprintf(buf, size, "%ju%c", (uintmax_t)(n / 10), unit[i]);
	else
		snprintf(buf, size, "%ju.%ju%c", (uintmax_t)(n / 10),
		    (uintmax_t)(n % 10), unit[i]);
	return (buf);
}

/* 100 as "99 %", 1000 as "99.9 %". */
static char *
print_tail(char *buf, size_t size, uint64_t n)
{
	char digits[40];
	unsigned places = 0;

	for (uint64_t decade = 100; decade < n && places < 7; decade *= 10)
		places++;
	snprintf(buf, size, "%s %%",
	    ratio_print(
		digits, sizeof(digits), n > 0 ? n - 1 : 0, n, 100, places));
	return (buf);
}

static char *
print_ratio(char *buf, size_t size, uint64_t ppm, unsigned places)
{
	char digits[40];

	snprintf(buf, size, "%sx",
	    ratio_print(digits, sizeof(digits), ppm, NUM_PPM, 1, places));
	return (buf);
}

char *
axis_print(char *buf, size_t size, enum chart_unit unit, uint64_t value)
{
	switch (unit) {
	case CHART_TIME:
		return (num_print_time(buf, size, value));
	case CHART_RATIO:
		return (print_ratio(buf, size, value,
		    value % NUM_PPM == 0           ? 0
		    : value % (NUM_PPM / 10) == 0  ? 1
		    : value % (NUM_PPM / 100) == 0 ? 2
						   : 3));
	case CHART_TAIL:
		return (print_tail(buf, size, value));
	case CHART_COUNT:
		break;
	}
	return (axis_print_short(buf, size, value));
}

char *
axis_print_exact(char *buf, size_t size, enum chart_unit unit, uint64_t value)
{
	if (unit == CHART_COUNT)
		return (num_print_count(buf, size, value));
	return (unit == CHART_RATIO ? print_ratio(buf, size, value, 2)
				    : axis_print(buf, size, unit, value));
}
