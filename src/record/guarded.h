/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The state of the method window: its threads, and the parts that it is made
 * of.
 */
#ifndef RECORD_GUARDED_H
#define RECORD_GUARDED_H

#include "record/call_memory.h"
#include "record/guard.h"
#include "record/lone_thread.h"
#include "record/method.h"

/* As in the kernel's include/linux/errno.h: results of calls that are made
 * again, which no program sees. */
#define RESTART_FIRST (-516)
#define RESTART_BLOCK (-516)
#define RESTART_LAST  (-512)

/* A stop at a system call: struct ptrace_syscall_info, which headers name
 * differently. */
struct call_stop {
	uint8_t op; /* PTRACE_SYSCALL_INFO_ENTRY, PTRACE_SYSCALL_INFO_EXIT */
	uint8_t unused[3];
	uint32_t arch;
	uint64_t ip, stack;
	uint64_t value[8]; /* the number and arguments, or the result */
};

/* Instructions that are known to write. */
#define WRITERS 4096

/* A fault that is to be delivered when it is made again. */
struct guarded_fault {
	int sig;
	uint64_t ip, addr;
};

struct guarded_thread {
	struct inject_thread inject;
	bool in_call;    /* the kernel makes its call */
	bool prepared;   /* what the call needs is open; it has yet to begin */
	bool restarts;   /* the call is to be continued by restart_syscall(2) */
	bool everything; /* all is open for it */
	bool blocks_segv;
	bool late; /* the call has ended, and what was open for it is still */
	uint64_t number, arg[6], ip;
	uint64_t clone_flags;
	struct call_range *range; /* held */
	size_t nrange;
	uint64_t unit;
	uint64_t turn; /* its place among those that wait; 0: it does not */
	uint64_t rseq_addr;                 /* to be registered again */
	uint32_t rseq_size, rseq_signature; /* size 0: nothing is */
	/* The last access that was tried again, and whether its page is held
	 * for that. */
	uint64_t tried_ip, tried_addr;
	bool tried_held;
	struct guarded_fault repeats; /* sig 0: none */
	struct guarded_thread *next;
};

/* An access that is in doubt: what was taken for a read is a write, if its
 * instruction then fails to write. */
struct doubt {
	struct tracee *t; /* NULL: there is none */
	pid_t tid;
	uint64_t ip, addr;
	enum access_op op;
};

struct guarded {
	struct recorder *r;
	struct guard guard;
	struct guarded_thread *threads;
	struct doubt doubt;
	struct lone_thread lone;
	bool stopping;
	uint64_t turns; /* that were waited for */
	uint64_t writer[WRITERS];
	struct tracee *t; /* whose call is recorded */
	struct call_memory memory;
};

/* The guard, set to a thread. */
static inline struct guard *
guarded_at(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	w->guard.space = s;
	w->guard.thread = &th->inject;
	w->guard.n = 0;
	w->guard.lost = false;
	return (&w->guard);
}

/* guard_fault.c */

/* A SIGSEGV of the thread; false: it is the program's own. */
bool guard_fault(
    struct guarded *w, struct guarded_thread *th, struct tracee *t);
void guard_record(
    struct guarded *w, struct tracee *t, enum access_op op, uint64_t addr);
/* The area of an address, also of a stack that has grown, closed or not, or of
 * a mapping that was not noticed; NULL: there is none. */
struct recarea *guard_find_area(
    struct guarded *w, struct space *s, struct tracee *t, uint64_t addr);
/* The access that was tried again is not made any more; the guard is at the
 * thread. */
void guard_end_try(
    struct guarded *w, struct guarded_thread *th, struct space *s);
/* Takes what is in doubt for what it seems to be. */
void guard_settle(struct guarded *w);

/* guard_calls.c */

void guard_enter_call(struct guarded *w, struct guarded_thread *th,
    struct tracee *t, uint64_t number, const uint64_t arg[6], uint64_t ip);
void guard_leave_call(struct guarded *w, struct guarded_thread *th,
    struct tracee *t, int64_t result);
/* The thread makes no call any more. */
void guard_forget_call(struct guarded_thread *th, struct space *s);
/* A signal comes before the call that was prepared. */
void guard_cancel_call(
    struct guarded *w, struct guarded_thread *th, struct space *s);
/* Opens ranges, and holds them until the thread's call ends. */
void guard_hold(struct guarded *w, struct guarded_thread *th,
    const struct call_range *range, size_t n);

/* guard_signals.c */

#define GUARD_FRAME (5 * GUARD_PAGE) /* of a signal, with all registers */

/* Reads the handler of SIGSEGV that the program has set. */
void guard_learn_handler(struct guard *g);
/* Whether the thread blocks SIGSEGV; a fault ends that. */
void guard_learn_mask(struct guarded_thread *th);
void guard_keep_mask(const struct guarded_thread *th);
/* Whether it is the fault that was to be made again. */
bool guard_is_repeated(struct guarded_thread *th, int sig);
/* The signal that the thread goes on with, or FOLLOW_HOLD: the one that it has
 * stopped for, or one that came meanwhile. */
int guard_deliver(struct guarded *w, struct guarded_thread *th, struct space *s,
    int sig, bool prepared);
/* Whether the thread, or any of its process, has locked a robust mutex. */
bool guard_holds_robust(
    const struct guarded *w, const struct guarded_thread *th, bool all);

/* guard_ranges.c */

/* The stack that would have to grow to the range; NULL: none. */
const struct recarea *guard_grows(
    const struct space *s, const struct call_range *r);
/* Opens the pages of a range, which are held open. */
void guard_hold_range(struct guarded *w, const struct call_range *r);
/* Records what the kernel has accessed, in pages that were not open. */
void guard_record_range(struct guarded *w, struct tracee *t,
    const struct call_range *r, uint64_t size);
/* Lets the pages go, and closes those that were not accessed. */
void guard_release_range(struct guarded *w, const struct call_range *r);
/* Lets the pages go, and leaves them open. */
void guard_leave_open(struct space *s, const struct call_range *r);

/* guard_attach.c */

/* Reads the areas of a space and closes them, for the first time. */
bool guard_all(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    struct space *s);
int guard_attach(struct recorder *r, struct tracee *t, struct err *err);
/* Opens everything again. */
void guard_let_go(
    struct guarded *w, struct guarded_thread *th, struct space *s);
/* A call that was interrupted by the recorder alone is made again. */
void guard_undo_interrupt(pid_t tid);
/* Whether the process of the thread handles the signal. */
bool guard_is_handled(pid_t tid, int sig);

/* method_window.c */

struct guarded_thread *guarded_thread(struct guarded *w, pid_t pid, pid_t tid);
/* Goes on with a thread that has waited for its turn. */
void guard_resume(struct guarded *w, struct guarded_thread *th);

/* guard_maps.c */

/* The effect of a call on areas; what is new is closed. */
void guard_map_call(struct guarded *w, struct guarded_thread *th,
    struct tracee *t, int64_t result);
/* Reads the areas anew; everything is open. */
void guard_sync(struct guarded *w, struct space *s, struct tracee *t);

/* guard_remap.c */

/* Makes an mremap(2) that has failed because the protection of pages has split
 * what it moves.  Returns its result, which the thread gets. */
int64_t guard_remap(
    struct guarded *w, struct guarded_thread *th, int64_t result);

/* guard_turns.c */

/* Whether the call changes mappings, or copies them. */
bool guard_changes_mappings(const struct guarded_thread *th);
/* The thread is the one that may change mappings, until it makes no call any
 * more.  false: it has to wait, stopped where it is. */
bool guard_take_turn(
    struct guarded *w, struct guarded_thread *th, struct space *s);
void guard_end_turn(const struct guarded_thread *th, struct space *s);
/* Those that have waited for longest and may go on. */
void guard_next_turns(struct guarded *w);

#endif
