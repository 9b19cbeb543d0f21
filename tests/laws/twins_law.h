/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold for every twin, whatever its policy.
 */
#ifndef LAWS_TWINS_LAW_H
#define LAWS_TWINS_LAW_H

/* Returns the number of laws broken; prints to stderr which, and the seed. */
int twins_law(void);

#endif
