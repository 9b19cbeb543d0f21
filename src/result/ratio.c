/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotients as text.  The largest dividend, frames in use summed over
 * references, is below 2^92, and scale * 10^places is below 2^40, so that their
 * product could exceed 128 bits.  Therefore the integer part and the remainder
 * are scaled separately.
 */
#include "result/ratio.h"

#include <stdio.h>

/* part * scale / whole, rounded half up, in 128 bits. */
static unsigned __int128
divide(unsigned __int128 part, uint64_t whole, uint64_t scale)
{
	unsigned __int128 rest = part % whole;

	return (part / whole * scale + (rest * scale + whole / 2) / whole);
}

uint64_t
ratio_of(unsigned __int128 part, uint64_t whole, uint64_t scale)
{
	unsigned __int128 q;

	if (whole == 0)
		return (UINT64_MAX);
	q = divide(part, whole, scale);
	return (q > UINT64_MAX ? UINT64_MAX : (uint64_t)q);
}

char *
ratio_print(char *buf, size_t size, unsigned __int128 part, uint64_t whole,
    unsigned scale, unsigned places)
{
	uint64_t unit = 1, q;

	for (unsigned i = 0; i < places; i++)
		unit *= 10;
	if (whole == 0) {
		snprintf(buf, size, "-");
		return (buf);
	}
	q = ratio_of(part, whole, scale * unit);
	if (places == 0)
		snprintf(buf, size, "%ju", (uintmax_t)q);
	else
		snprintf(buf, size, "%ju.%0*ju", (uintmax_t)(q / unit),
		    (int)places, (uintmax_t)(q % unit));
	return (buf);
}
