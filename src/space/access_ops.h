/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What accesses need and count, by operation.
 */
#ifndef SPACE_ACCESS_OPS_H
#define SPACE_ACCESS_OPS_H

#include <stdint.h>

#include "model/event.h"

#define MAP_RWX (MAP_READ | MAP_WRITE | MAP_EXEC)

/* By operation, which has three bits in an access; an array each, because a
 * processor indexes one of small elements in the instruction that uses it. */
struct access_ops {
	uint64_t count[8]; /* 1 in the sixteen bits of this operation */
	uint32_t write[8]; /* 1: it writes */
	uint16_t need[8];  /* the bits that the entry must have */
	uint8_t denied[8]; /* by permissions, MAP_RWX: a bit by operation */
};
extern const struct access_ops access_ops;

#endif
