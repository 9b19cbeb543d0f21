/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page faults of a policy by memory size, from one frame to the footprint.
 */
#ifndef MODEL_CURVE_H
#define MODEL_CURVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct param;

struct curve_point {
	uint64_t frames;
	uint64_t faults; /* page faults: first touches and swap-ins */
	uint64_t writes; /* pages written to swap; where the curve has them */
};

struct curve {
	const char *policy; /* name */
	const char *sight;  /* as of a run */
	const struct param *policy_params;
	const void *policy_values;
	const char *policy_label; /* of one that was read back; else NULL */
	/* All sizes are known: between two points the value is that of the
	 * lower one.  Else the listed sizes are exact, and no others known. */
	bool exact;
	bool has_writes;
	/* Why it is not exact though the policy's theory has all sizes in one
	 * pass; NULL: it is, or the theory has not. */
	const char *hindered;
	/* Where it is not exact: sizes that were added last, and the most that
	 * the straight line between their neighbours was off. */
	uint64_t checked, off;
	uint64_t asked; /* --points, where it is not the default; else 0 */
	/* From a sample: half the width of the 95 % confidence interval of
	 * its values, on average and at most over some sizes.  All are
	 * estimates then, and exact is false. */
	bool sampled;
	uint64_t error_mean, error_most;
	uint64_t references; /* counted ones, denied ones left out */
	/* Ascending, without doubles: from one frame (of a reduced trace, from
	 * those that it was reduced for) to as many as the trace has pages. */
	const struct curve_point *point;
	size_t npoint;
};

#endif
