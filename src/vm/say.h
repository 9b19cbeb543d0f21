/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a script's answers are worded.
 *
 *	areas	n=2 [0x1000,0x3000)rwu:Z [0x3000,0x4000)r:L0x7fffd000
 *	pt	n=2 0x1000->0x80040000/rwu 0x3000->0x80000000/r
 *	ptv	n=2 0x1000/rwu 0x3000=0x80000000/r
 *
 * Z is lazy, P populated, L linear with what virtual is above physical.  Frames
 * of data are told by pt and left out by ptv, which so stays the same whatever
 * order pages were filled in.
 */
#ifndef VM_SAY_H
#define VM_SAY_H

#include <stdio.h>

#include "vm/addrspace.h"

void say_code(enum addr_code rc, FILE *out);
void say_bool(bool b, FILE *out);
void say_flags(unsigned flags, FILE *out);
void say_areas(const struct addrspace *as, FILE *out);
/* Resident pages within the space's own range. */
void say_entries(const struct addrspace *as, bool frames, FILE *out);

#endif
