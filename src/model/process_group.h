/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory groups: which processes share frames with scope=local.
 *
 *	0+1:75%/2	two groups: processes 0 and 1 with three quarters of
 *			the frames, and process 2 with the rest
 *	0-7:4096	processes 0 to 7 with 4,096 frames
 *
 * A text of groups has been checked before groups_next() reads it.
 */
#ifndef MODEL_PROCESS_GROUP_H
#define MODEL_PROCESS_GROUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of the text, so that labels, documents and run keys have all of it. */
#define GROUPS_TEXT_MAX 120

struct process_group {
	const char *processes; /* the text up to the limit */
	size_t length;         /* of it */
	uint64_t frames, ppm;  /* the limit: frames, or parts per million of
				* the memory; both 0: it has none of its own */
};

/* NULL, or what is wrong with the text: a static string. */
const char *groups_check(const char *text);

/* The next group of *text, which becomes the rest; false: there is none. */
bool groups_next(const char **text, struct process_group *g);

bool group_has(const struct process_group *g, uint32_t pid);

#endif
