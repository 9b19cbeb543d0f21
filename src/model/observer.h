/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An observer of one run: called for every fault and for every page that a
 * policy cleans or releases by itself; if it asks for that, also after each
 * reference and at the end.  What it is passed is valid during the call.  Each
 * function may be NULL: the functions below look for that.
 */
#ifndef MODEL_OBSERVER_H
#define MODEL_OBSERVER_H

#include "base/err.h"
#include "model/area.h"
#include "model/fault.h"
#include "model/reference.h"

struct replay;

struct observer {
	/* Before the first; the columns grow in place as pages come. */
	void (*begin)(void *self, const struct page_facts *facts);
	void (*fault)(void *self, const struct fault *fault);
	/* A page was evicted outside a fault.  at: references begun. */
	void (*evict)(
	    void *self, uint64_t at, page_id_t page, slot_t out, bool written);
	void (*clean)(void *self, uint64_t at, page_id_t page, slot_t out);
	/* After a reference, which was the at-th from 0; fault() was called
	 * before it.  The run then takes one reference at a time.  -1 with *err
	 * ends it. */
	int (*step)(void *self, const struct replay *r, uint64_t at,
	    struct reference ref, struct err *err);
	/* After the last reference and change. */
	int (*finish)(void *self, const struct replay *r, struct err *err);
	bool warmup; /* called during the warm-up, too */
	void *self;
};

static inline void
observe_fault(const struct observer *o, const struct fault *fault)
{
	if (o != NULL && o->fault != NULL)
		o->fault(o->self, fault);
}

static inline void
observe_evict(const struct observer *o, uint64_t at, page_id_t page, slot_t out,
    bool written)
{
	if (o != NULL && o->evict != NULL)
		o->evict(o->self, at, page, out, written);
}

static inline void
observe_clean(const struct observer *o, uint64_t at, page_id_t page, slot_t out)
{
	if (o != NULL && o->clean != NULL)
		o->clean(o->self, at, page, out);
}

static inline int
observe_step(const struct observer *o, const struct replay *r, uint64_t at,
    struct reference ref, struct err *err)
{
	return (o != NULL && o->step != NULL ? o->step(o->self, r, at, ref, err)
					     : 0);
}

static inline int
observe_finish(
    const struct observer *o, const struct replay *r, struct err *err)
{
	return (
	    o != NULL && o->finish != NULL ? o->finish(o->self, r, err) : 0);
}

#endif
