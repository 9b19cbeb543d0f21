/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Binding: how a policy's file is compiled into the program, or into a plug-in.
 *
 * A policy's last line is POLICY_BIND(NAME, LOOP).  In the program it compiles
 * the replay loop with the operations of that policy, NAME_ops, as a function
 * NAME_replay: calls become direct, or disappear.  policies/all.c lists these
 * functions.  LOOP is one of
 *
 *	replay_batch	reference after reference, for any policy
 *	replay_prefetch	the same, for a policy that sets host->prefetch
 *	replay_blocks	a block of references at a time, for a policy that
 *			follows the rules of sim/blocks.h
 *
 * POLICY_BIND_BATCHES(NAME) binds replay_blocks for a policy that has
 * NAME_batch, too.  POLICY_BIND_ORDERED(NAME) binds the loop of sim/ordered.h
 * instead, for one that has NAME_order; with few pages that is replay_prefetch.
 *
 * With -DPOLICY_PLUGIN the line exports policy_NAME as a plug-in instead, and
 * no header of sim/ is included: the installed headers are enough.
 *
 *	cc -shared -fPIC -DPOLICY_PLUGIN -I... -o clock.so policies/clock.c
 *
 * A macro, because a compiler sees through a table of function pointers only
 * where the table is a constant of the same file.
 */
#ifndef SIM_BIND_H
#define SIM_BIND_H

#include "policy/order.h"
#include "policy/policy.h"

#ifdef POLICY_PLUGIN

#define POLICY_BIND(name, loop)                                                \
	extern const uint32_t policy_contract;                                 \
	const uint32_t policy_contract = POLICY_CONTRACT;                      \
	extern const struct policy policy_plugin                               \
	    __attribute__((alias("policy_" #name)))
#define POLICY_BIND_BATCHES(name) POLICY_BIND(name, )
#define POLICY_BIND_ORDERED(name) POLICY_BIND(name, )

#else

#if defined(__has_include)
#if !__has_include("sim/blocks.h")
#error "with the installed headers, compile a policy with -DPOLICY_PLUGIN"
#endif
#endif
#include "sim/ordered.h"

#define POLICY_BIND(name, loop)                                                \
	policy_replay_f name##_replay;                                         \
	extern policy_exchange_f *const name##_replay_exchange;                \
	void name##_replay(                                                    \
	    struct replay *r, const struct reference *ref, size_t n)           \
	{                                                                      \
		loop(r, ref, n, &name##_ops);                                  \
	}                                                                      \
	EXCHANGE_OF_##loop(name##_exchange, name##_ops, name##_replay_exchange)

#define POLICY_BIND_BATCHES(name)                                              \
	policy_replay_f name##_replay;                                         \
	extern policy_exchange_f *const name##_replay_exchange;                \
	void name##_replay(                                                    \
	    struct replay *r, const struct reference *ref, size_t n)           \
	{                                                                      \
		replay_batches(r, ref, n, &name##_ops, &name##_batch);         \
	}                                                                      \
	EXCHANGE_OF_replay_blocks(                                             \
	    name##_exchange, name##_ops, name##_replay_exchange)

#define POLICY_BIND_ORDERED(name)                                              \
	static never_inline void name##_step(                                  \
	    struct replay *r, const struct reference *ref, size_t n)           \
	{                                                                      \
		replay_prefetch(r, ref, n, &name##_ops);                       \
	}                                                                      \
	ORDERED_WIDE(name)                                                     \
	policy_replay_f name##_replay;                                         \
	extern policy_exchange_f *const name##_replay_exchange;                \
	void name##_replay(                                                    \
	    struct replay *r, const struct reference *ref, size_t n)           \
	{                                                                      \
		ORDERED_TRY_WIDE(name, r, ref, n)                              \
		replay_ordered(r, ref, n, &name##_ops, &name##_order,          \
		    name##_step, false);                                       \
	}                                                                      \
	policy_exchange_f *const name##_replay_exchange = NULL

#ifdef POLICY_WIDE
#define ORDERED_TRY_WIDE(name, r, ref, n)                                      \
	if ((r)->vectors == ISA_AVX512) {                                      \
		name##_replay_wide(r, ref, n);                                 \
		return;                                                        \
	}
#define ORDERED_WIDE(name)                                                     \
	POLICY_WIDE static never_inline void name##_replay_wide(               \
	    struct replay *r, const struct reference *ref, size_t n)           \
	{                                                                      \
		replay_ordered(r, ref, n, &name##_ops, &name##_order_wide,     \
		    name##_step, true);                                        \
	}
#else
#define ORDERED_TRY_WIDE(name, r, ref, n)
#define ORDERED_WIDE(name)
#endif

#define EXCHANGE_OF_replay_batch(function, ops, pointer)                       \
	policy_exchange_f *const pointer = NULL
#define EXCHANGE_OF_replay_prefetch EXCHANGE_OF_replay_batch
#define EXCHANGE_OF_replay_blocks(function, ops, pointer)                      \
	static void function(struct replay *r, page_id_t page, bool write,     \
	    struct loop_count *count)                                          \
	{                                                                      \
		block_exchange(r, page, write, count, &(ops));                 \
	}                                                                      \
	policy_exchange_f *const pointer = function

/* A policy that is compiled in, and the loop that is bound to it. */
struct policy_binding {
	const struct policy *policy;
	policy_replay_f *replay;
	/* Of a fused run; *exchange is NULL where the loop is not
	 * replay_blocks(). */
	policy_exchange_f *const *exchange;
};

/* In the order the user sees; defined in policies/all.c. */
extern const struct policy_binding policy_bindings[]; /* policy NULL ends */

#endif

#endif
