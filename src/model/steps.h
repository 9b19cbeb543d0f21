/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A run step by step: what is in the frames after each reference, what the
 * policy shows of its state, and what came and went.  For tables as classes
 * draw them, so a run with more than RUN_STEPS_MAX references has none.
 */
#ifndef MODEL_STEPS_H
#define MODEL_STEPS_H

#include <stdbool.h>
#include <stddef.h>

#include "model/page.h"

#define RUN_STEPS_MAX 10000
/* Frames in use and items of state, summed over the steps. */
#define RUN_STEPS_ITEMS UINT64_C(2000000)

#define STEP_NAME_SIZE   32
#define STEP_REMARK_SIZE 80

/* Bits of an item that is a page in a frame. */
enum {
	STEP_ACCESSED = 1,
	STEP_DIRTY = 2,
	STEP_PINNED = 4,
	STEP_LOADED = 8, /* by this reference */
};

enum step_item_kind { STEP_PAGE, STEP_FRAME, STEP_NUMBER };

/* A page, a frame or a number. */
struct step_item {
	enum step_item_kind kind;
	frame_t frame;      /* of a page in a frame */
	uint64_t number;    /* of a page: its number in its address space */
	uint32_t process;   /* of a page: index into the processes */
	uint32_t sharers;   /* of a page in a frame: others in it */
	unsigned bits;      /* of a page in a frame */
	const char *remark; /* NULL: none */
};

struct step_list {
	struct step_item *item;
	size_t n, cap;
};

/* A row of a policy's state. */
struct step_row {
	char name[STEP_NAME_SIZE];
	uint32_t process; /* whose instance of the policy, with scope=local */
	struct step_list list;
};

enum step_result {
	STEP_HIT,
	STEP_FAULT,
	STEP_COW,      /* a fault that copied a shared page, or unshared it */
	STEP_NO_FRAME, /* denied: every frame is pinned */
};

enum step_tlb { STEP_NO_TLB, STEP_TLB_HIT, STEP_TLB_MISS };

struct run_step {
	uint64_t reference; /* its number, from 1 */
	struct step_item page;
	bool write;
	enum step_result result;
	enum step_tlb tlb;
	struct step_list evicted; /* since the step before */
	struct step_list written; /* to swap, since the step before */
	struct step_list frames;  /* in use, ascending */
	struct step_row *row;     /* of the policy's state */
	size_t nrow, row_cap;
};

struct steps {
	struct run_step *step; /* NULL: only the end was asked for */
	size_t n, cap;
	struct run_step *end; /* the frames at the end; NULL: not asked for */
	bool local;           /* a row of state belongs to a process */
};

#endif
