/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The twins of the clocks with memory, the variable-space policies, the
 * adaptive and the write-aware ones.
 */
#ifndef LAWS_PLAIN_POLICIES_H
#define LAWS_PLAIN_POLICIES_H

#include "plain.h"

extern const struct plain plain_extended_clock;
extern const struct plain plain_gclock;
extern const struct plain plain_wsclock;
extern const struct plain plain_ws;
extern const struct plain plain_pff;
extern const struct plain plain_lhd;
extern const struct plain plain_wsarb;
extern const struct plain plain_rrip;
extern const struct plain plain_vsws;
extern const struct plain plain_lruk;
extern const struct plain plain_s3fifo;
extern const struct plain plain_lecar;
extern const struct plain plain_cacheus;
extern const struct plain plain_wtinylfu;
extern const struct plain plain_clockpro;
extern const struct plain plain_cart;
extern const struct plain plain_scfifo;
extern const struct plain plain_lapa;
extern const struct plain plain_aging;
extern const struct plain plain_nfu;
extern const struct plain plain_enhanced_clock;
extern const struct plain plain_cflru;
extern const struct plain plain_lruwsr;
extern const struct plain plain_linux;
extern const struct plain plain_mglru;

static const struct plain *const plain_policies[] = {
	&plain_extended_clock,
	&plain_gclock,
	&plain_wsclock,
	&plain_ws,
	&plain_pff,
	&plain_lhd,
	&plain_wsarb,
	&plain_rrip,
	&plain_vsws,
	&plain_lruk,
	&plain_s3fifo,
	&plain_lecar,
	&plain_cacheus,
	&plain_wtinylfu,
	&plain_clockpro,
	&plain_cart,
	&plain_scfifo,
	&plain_lapa,
	&plain_aging,
	&plain_nfu,
	&plain_enhanced_clock,
	&plain_cflru,
	&plain_lruwsr,
	&plain_linux,
	&plain_mglru,
	NULL,
};

#endif
