/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/isa.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define VARIABLE "PAGERACE_ISA"

static const char *const names[] = {
	[ISA_PLAIN] = "plain",
	[ISA_AVX2] = "avx2",
	[ISA_AVX512] = "avx512",
};

#define NAMES (sizeof(names) / sizeof(names[0]))

enum isa
isa_processor(void)
{
#if defined(__x86_64__) && defined(__GNUC__)
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("bmi") ||
	    !__builtin_cpu_supports("bmi2") ||
	    !__builtin_cpu_supports("popcnt"))
		return (ISA_PLAIN);
	if (__builtin_cpu_supports("avx512f") &&
	    __builtin_cpu_supports("avx512bw") &&
	    __builtin_cpu_supports("avx512dq") &&
	    __builtin_cpu_supports("avx512vl") &&
	    __builtin_cpu_supports("avx512vbmi2"))
		return (ISA_AVX512);
	return (ISA_AVX2);
#else
	return (ISA_PLAIN);
#endif
}

/* What the variable names; NAMES: nothing that is known.  An empty one is as
 * none. */
static size_t
named(const char *value)
{
	size_t i = 0;

	while (i < NAMES && strcmp(value, names[i]) != 0)
		i++;
	return (i);
}

enum isa
isa_chosen(void)
{
	const char *value = getenv(VARIABLE);
	enum isa most = isa_processor();
	size_t i = value == NULL ? NAMES : named(value);

	return (i < most ? (enum isa)i : most);
}

int
isa_check(struct err *err)
{
	const char *value = getenv(VARIABLE);
	size_t i;

	if (value == NULL || *value == '\0')
		return (0);
	i = named(value);
	if (i == NAMES)
		return (err_set(err, ERR_USAGE,
		    VARIABLE " is '%.40s'; it may be plain, avx2 or avx512",
		    value));
	if (i > isa_processor())
		return (err_set(err, ERR_USAGE,
		    VARIABLE " is %s, which this processor lacks; it has %s",
		    names[i], names[isa_processor()]));
	return (0);
}
