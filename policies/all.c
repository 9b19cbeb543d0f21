/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policies that are compiled in, in the order of 'pagerace list policies',
 * each with the loop that is bound to it (sim/bind.h).  A policy is one line of
 * this list.
 *
 * The list is a macro because each line becomes two declarations and a row in
 * each of two tables.
 */
#include "policy/choose.h"
#include "sim/bind.h"

#define POLICIES(EACH)                                                         \
	EACH(policy_fifo, fifo_replay)                                         \
	EACH(policy_clock, clock_replay)                                       \
	EACH(policy_scfifo, scfifo_replay)                                     \
	EACH(policy_enhanced_clock, enhanced_clock_replay)                     \
	EACH(policy_extended_clock, extended_clock_replay)                     \
	EACH(policy_gclock, gclock_replay)                                     \
	EACH(policy_wsclock, wsclock_replay)                                   \
	EACH(policy_sieve, sieve_replay)                                       \
	EACH(policy_lru, lru_replay)                                           \
	EACH(policy_mru, mru_replay)                                           \
	EACH(policy_slru, slru_replay)                                         \
	EACH(policy_cflru, cflru_replay)                                       \
	EACH(policy_lruwsr, lruwsr_replay)                                     \
	EACH(policy_nru, nru_replay)                                           \
	EACH(policy_aging, aging_replay)                                       \
	EACH(policy_wsarb, wsarb_replay)                                       \
	EACH(policy_nfu, nfu_replay)                                           \
	EACH(policy_lapa, lapa_replay)                                         \
	EACH(policy_lfu, lfu_replay)                                           \
	EACH(policy_lruk, lruk_replay)                                         \
	EACH(policy_twoq, twoq_replay)                                         \
	EACH(policy_s3fifo, s3fifo_replay)                                     \
	EACH(policy_arc, arc_replay)                                           \
	EACH(policy_car, car_replay)                                           \
	EACH(policy_cart, cart_replay)                                         \
	EACH(policy_lirs, lirs_replay)                                         \
	EACH(policy_ws, ws_replay)                                             \
	EACH(policy_pff, pff_replay)                                           \
	EACH(policy_vsws, vsws_replay)                                         \
	EACH(policy_rrip, rrip_replay)                                         \
	EACH(policy_clockpro, clockpro_replay)                                 \
	EACH(policy_lecar, lecar_replay)                                       \
	EACH(policy_cacheus, cacheus_replay)                                   \
	EACH(policy_wtinylfu, wtinylfu_replay)                                 \
	EACH(policy_lhd, lhd_replay)                                           \
	EACH(policy_linux, linux_replay)                                       \
	EACH(policy_mglru, mglru_replay)                                       \
	EACH(policy_random, random_replay)                                     \
	EACH(policy_opt, opt_replay)

#define DECLARE(one, loop)                                                     \
	extern const struct policy one;                                        \
	extern policy_exchange_f *const loop##_exchange;                       \
	policy_replay_f loop;
POLICIES(DECLARE)

#define ADDRESS(one, loop) &(one),
const struct policy *const policy_list[] = { POLICIES(ADDRESS) NULL };

#define BINDING(one, loop) { &(one), (loop), &loop##_exchange },
const struct policy_binding policy_bindings[] = { POLICIES(BINDING){
    NULL, NULL, NULL } };
