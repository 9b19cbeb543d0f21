/* SPDX-License-Identifier: BSD-2-Clause */
/* The variant of CLOCK-Pro's twin that is its author's program. */
#ifndef LAWS_PLAIN_JIANG_H
#define LAWS_PLAIN_JIANG_H

#include "plain.h"

struct jiang;

struct jiang *jiang_open(struct plain_run *r, bool fixed, uint64_t cold);
void jiang_hit(struct jiang *c, uint32_t page);
void jiang_admit(struct plain_run *r, struct jiang *c, uint32_t page);
void jiang_miss(struct plain_run *r, struct jiang *c, uint32_t page);
void jiang_drop(struct plain_run *r, struct jiang *c, uint32_t page);

#endif
