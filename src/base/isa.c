/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/isa.h"

#include <stdlib.h>
#include <string.h>

#define VARIABLE "PAGERACE_ISA"

static const char *const names[ISAS] = {
	[ISA_PLAIN] = "plain",
	[ISA_NEON] = "neon",
	[ISA_AVX2] = "avx2",
	[ISA_AVX512] = "avx512",
};

const char *
isa_name(enum isa isa)
{
	return (names[isa]);
}

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
	    __builtin_cpu_supports("avx512vbmi") &&
	    __builtin_cpu_supports("avx512vbmi2"))
		return (ISA_AVX512);
	return (ISA_AVX2);
#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)
	return (ISA_NEON);
#else
	return (ISA_PLAIN);
#endif
}

bool
isa_has(enum isa isa)
{
	enum isa most = isa_processor();

	/* NEON and AVX are of different architectures. */
	return (isa <= most && (isa != ISA_NEON || most == ISA_NEON));
}

/* What the variable names; ISAS: nothing that is known.  An empty one is as
 * none. */
static enum isa
named(const char *value)
{
	unsigned i = 0;

	while (i < ISAS && strcmp(value, names[i]) != 0)
		i++;
	return ((enum isa)i);
}

enum isa
isa_chosen(void)
{
	const char *value = getenv(VARIABLE);
	enum isa isa = value == NULL ? ISAS : named(value);

	return (isa != ISAS && isa_has(isa) ? isa : isa_processor());
}

int
isa_check(struct err *err)
{
	const char *value = getenv(VARIABLE);
	enum isa isa;

	if (value == NULL || *value == '\0')
		return (0);
	isa = named(value);
	if (isa == ISAS)
		return (err_set(err, ERR_USAGE,
		    VARIABLE
		    " is '%.40s'; it may be plain, neon, avx2 or avx512",
		    value));
	if (!isa_has(isa))
		return (err_set(err, ERR_USAGE,
		    VARIABLE " is %s, which this processor lacks; it has %s",
		    names[isa], names[isa_processor()]));
	return (0);
}
