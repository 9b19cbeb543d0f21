/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The text of a script's answers.
 *
 *	areas	n=2 [0x1000,0x3000)rwu:Z [0x3000,0x4000)r:L0x7fffd000
 *	pt	n=2 0x1000->0x80040000/rwu 0x3000->0x80000000/r
 *	ptv	n=2 0x1000/rwu 0x3000=0x80000000/r
 *
 * Z is lazy, P populated, L linear with the difference of virtual and physical
 * address.  pt prints data frames; ptv does not, so that its output does not
 * depend on the order in which pages were filled.
 */
#ifndef VM_SAY_H
#define VM_SAY_H

#include <stdio.h>

#include "vm/addrspace.h"

void say_code(enum addr_code rc, FILE *out);
void say_bool(bool b, FILE *out);
void say_flags(unsigned flags, FILE *out);
void say_areas(const struct addrspace *as, FILE *out);
/* The resident pages within the range of the space. */
void say_entries(const struct addrspace *as, bool frames, FILE *out);

#endif
