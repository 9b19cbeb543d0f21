/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What must hold for every twin, whatever its policy.
 */
#ifndef LAWS_TWINS_LAW_H
#define LAWS_TWINS_LAW_H

/* The number of laws broken; says on stderr which, and by what seed. */
int twins_law(void);

#endif
