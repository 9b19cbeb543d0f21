/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every policy there is, in the order the user sees.  A reader finds each by
 * reading this file, and the linker cannot lose one.
 */
#include "policy/choose.h"

extern const struct policy policy_fifo;
extern const struct policy policy_clock;
extern const struct policy policy_scfifo;
extern const struct policy policy_clock2;
extern const struct policy policy_gclock;
extern const struct policy policy_wsclock;
extern const struct policy policy_sieve;
extern const struct policy policy_lru;
extern const struct policy policy_mru;
extern const struct policy policy_slru;
extern const struct policy policy_cflru;
extern const struct policy policy_lruwsr;
extern const struct policy policy_nru;
extern const struct policy policy_aging;
extern const struct policy policy_nfu;
extern const struct policy policy_nfua;
extern const struct policy policy_lapa;
extern const struct policy policy_lfu;
extern const struct policy policy_lruk;
extern const struct policy policy_2q;
extern const struct policy policy_s3fifo;
extern const struct policy policy_arc;
extern const struct policy policy_car;
extern const struct policy policy_cart;
extern const struct policy policy_lirs;
extern const struct policy policy_ws;
extern const struct policy policy_pff;
extern const struct policy policy_clockpro;
extern const struct policy policy_lecar;
extern const struct policy policy_cacheus;
extern const struct policy policy_wtinylfu;
extern const struct policy policy_random;
extern const struct policy policy_opt;

const struct policy *const policy_list[] = {
	&policy_fifo,
	&policy_clock,
	&policy_scfifo,
	&policy_clock2,
	&policy_gclock,
	&policy_wsclock,
	&policy_sieve,
	&policy_lru,
	&policy_mru,
	&policy_slru,
	&policy_cflru,
	&policy_lruwsr,
	&policy_nru,
	&policy_aging,
	&policy_nfu,
	&policy_nfua,
	&policy_lapa,
	&policy_lfu,
	&policy_lruk,
	&policy_2q,
	&policy_s3fifo,
	&policy_arc,
	&policy_car,
	&policy_cart,
	&policy_lirs,
	&policy_ws,
	&policy_pff,
	&policy_clockpro,
	&policy_lecar,
	&policy_cacheus,
	&policy_wtinylfu,
	&policy_random,
	&policy_opt,
	NULL,
};
