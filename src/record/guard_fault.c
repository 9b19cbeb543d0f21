/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An access to a page that is closed.
 *
 * ptrace(2) does not say whether it reads or writes.  So a page is opened for
 * reading first; if the same instruction then fails at the same address, it
 * writes, and the access was a write all along.  Such instructions are
 * remembered: the next page that one fails at is opened for writing at once. An
 * instruction that reads one place and writes another is told by the place:
 * at the stack pointer or not.  Those that copy from memory to memory are not
 * remembered.
 *
 * An access that fails though the page is open is tried again, because another
 * thread may have opened the page meanwhile.  The page is held open for that
 * time; if the access fails once more, the signal is the program's.
 */
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "model/event.h"
#include "record/guarded.h"

#if defined(__x86_64__)

#define INSTRUCTION_MAX 15
#define NEAR_STACK      64

struct fault {
	uint64_t addr, ip, stack;
};

void
guard_settle(struct guarded *w)
{
	struct doubt *d = &w->doubt;

	if (d->t != NULL)
		capture_access(&w->r->capture, d->t, d->op, d->addr, 1);
	d->t = NULL;
}

void
guard_record(
    struct guarded *w, struct tracee *t, enum access_op op, uint64_t addr)
{
	guard_settle(w);
	capture_access(&w->r->capture, t, op, addr, 1);
}

/* The place of an instruction among those that write. */
static uint64_t *
writer_slot(struct guarded *w, const struct fault *f, uint64_t *key)
{
	bool stack =
	    f->addr + NEAR_STACK >= f->stack && f->addr < f->stack + NEAR_STACK;

	*key = f->ip << 1 | stack;
	return (
	    &w->writer[(*key * UINT64_C(0x9e3779b97f4a7c15) >> 40) % WRITERS]);
}

static bool
is_writer(struct guarded *w, const struct fault *f)
{
	uint64_t key;

	return (*writer_slot(w, f, &key) == key);
}

static void
remember_writer(struct guarded *w, const struct fault *f)
{
	unsigned char text[4];
	uint64_t key, *slot;
	size_t i = 0;

	if (!inject_read(&w->guard.space->injector, f->ip, text, sizeof(text)))
		return;
	while (i < sizeof(text) - 1 &&
	       (text[i] == 0xf2 || text[i] == 0xf3 || text[i] == 0x66 ||
		   text[i] == 0x67 || (text[i] & 0xf0) == 0x40))
		i++;
	if ((text[i] & 0xfe) != 0xa4) { /* movs */
		slot = writer_slot(w, f, &key);
		*slot = key;
	}
}

static bool
is_fetch(const struct fault *f, const struct recarea *a)
{
	return (f->addr == f->ip ||
		((a->flags & MAP_EXEC) != 0 && f->addr > f->ip &&
		    f->addr < f->ip + INSTRUCTION_MAX &&
		    f->addr % GUARD_PAGE == 0));
}

struct recarea *
guard_find_area(
    struct guarded *w, struct space *s, struct tracee *t, uint64_t addr)
{
	struct recarea *known = areamap_find(&s->areas, addr), a;
	const struct recarea *above;

	if (known != NULL)
		return (known);
	if (!areamap_lookup_process(&s->areas, t->pid, addr, &a))
		return (NULL);
	above = areamap_find(&s->areas, a.end);
	if (above != NULL && ((a.flags & AREA_PROT) == 0 ||
				 strcmp(above->name, "[stack]") == 0)) {
		a.flags = above->flags;
		memcpy(a.name, above->name, sizeof(a.name));
	}
	if (!areamap_add(&s->areas, &a))
		return (NULL);
	capture_map(&w->r->capture, t, &a, BACKEND_LAZY);
	return (areamap_find(&s->areas, addr));
}

/* The program's own handler is lost when the signal comes while it is blocked;
 * so it is set again. */
static void
keep_handler(struct guard *g)
{
	struct space *s = g->space;
	uint64_t at = inject_scratch(&s->injector);

	if (s->sets_segv &&
	    pwrite(s->injector.mem, s->action, sizeof(s->action), (off_t)at) ==
		(ssize_t)sizeof(s->action))
		guard_call(g, SYS_rt_sigaction, SIGSEGV, at, 0, 8);
}

static void
open_page(struct guarded *w, const struct fault *f, const struct recarea *a,
    struct window_page *p, bool write)
{
	struct guard *g = &w->guard;
	uint64_t start = f->addr & -GUARD_PAGE;
	unsigned prot = a->flags & AREA_PROT;

	if (!write && (prot & ~(unsigned)MAP_WRITE) != 0)
		prot &= ~(unsigned)MAP_WRITE;
	if (p == NULL)
		p = page_window_add(&g->space->window, f->addr >> GUARD_SHIFT);
	p->writable |= (prot & MAP_WRITE) != 0;
	p->seen = true;
	p->written |= write;
	g->thread->stop = INJECT_FAULT;
	guard_protect(g, start, start + GUARD_PAGE, prot);
	guard_trim(g);
	keep_handler(g);
	(void)guard_commit(g);
}

/* The page is open for reading, and the access writes. */
static void
now_writes(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    const struct fault *f)
{
	struct doubt *d = &w->doubt;

	if (d->t == t && d->tid == th->inject.tid && d->ip == f->ip &&
	    d->addr == f->addr && d->op == ACCESS_READ) {
		d->op = ACCESS_WRITE;
		remember_writer(w, f);
	} else {
		guard_record(w, t, ACCESS_WRITE, f->addr);
	}
}

static void
now_opens(struct guarded *w, struct guarded_thread *th, struct tracee *t,
    const struct fault *f, enum access_op op)
{
	guard_settle(w);
	w->doubt = (struct doubt){ t, th->inject.tid, f->ip, f->addr, op };
}

void
guard_end_try(struct guarded *w, struct guarded_thread *th, struct space *s)
{
	struct window_page *p =
	    page_window_find(&s->window, th->tried_addr >> GUARD_SHIFT);

	if (th->tried_held && p != NULL) {
		page_window_release(&s->window, p);
		if (p->holds == 0 && !p->seen)
			guard_close_page(&w->guard, p);
	}
	th->tried_held = false;
	th->tried_ip = 0;
}

/* Whether the access has not been tried again yet; p: what is held then. */
static bool
try_again(struct guarded *w, struct guarded_thread *th, const struct fault *f,
    struct window_page *p)
{
	struct space *s = w->guard.space;
	bool tried = th->tried_ip == f->ip && th->tried_addr == f->addr &&
		     th->tried_held == (p != NULL);

	if (tried)
		return (false);
	if (p != NULL)
		page_window_hold(&s->window, p);
	guard_end_try(w, th, s);
	th->tried_held = p != NULL;
	th->tried_ip = f->ip;
	th->tried_addr = f->addr;
	return (true);
}

/* Opens what the area allows once more. */
static bool
fault_while_open(
    struct guarded *w, struct guarded_thread *th, const struct fault *f)
{
	struct guard *g = &w->guard;
	struct space *s = g->space;
	const struct recarea *a = areamap_find(&s->areas, f->addr);
	uint64_t start = f->addr & -GUARD_PAGE;
	struct window_page *p = NULL;

	if (a != NULL && (a->flags & AREA_PROT) != 0 && !s->given_up) {
		p = page_window_find(&s->window, start >> GUARD_SHIFT);
		if (p == NULL)
			p = page_window_add(&s->window, start >> GUARD_SHIFT);
		p->writable = (a->flags & MAP_WRITE) != 0;
	}
	if (!try_again(w, th, f, p))
		return (false);
	th->inject.stop = INJECT_FAULT;
	guard_reopen(g, start, start + GUARD_PAGE);
	return (true);
}

static bool
read_fault(const struct guarded_thread *th, struct fault *f)
{
	struct user_regs_struct regs;
	siginfo_t info;
	pid_t tid = th->inject.tid;

	if (ptrace(PTRACE_GETSIGINFO, tid, NULL, &info) != 0 ||
	    (info.si_code != SEGV_ACCERR && info.si_code != SEGV_MAPERR) ||
	    ptrace(PTRACE_GETREGS, tid, NULL, &regs) != 0)
		return (false);
	*f = (struct fault){ (uint64_t)(uintptr_t)info.si_addr, regs.rip,
		regs.rsp };
	return (true);
}

bool
guard_fault(struct guarded *w, struct guarded_thread *th, struct tracee *t)
{
	struct space *s = t->stream;
	struct window_page *p;
	const struct recarea *a;
	struct fault f;
	bool fetch, write;

	if (!read_fault(th, &f))
		return (false);
	(void)guarded_at(w, th, s);
	if (s->given_up || s->open > 0)
		return (fault_while_open(w, th, &f));
	a = guard_find_area(w, s, t, f.addr);
	if (a == NULL || (a->flags & AREA_PROT) == 0)
		return (false);
	fetch = is_fetch(&f, a);
	if (fetch && (a->flags & MAP_EXEC) == 0)
		return (false);
	p = page_window_find(&s->window, f.addr >> GUARD_SHIFT);
	write = p != NULL || (!fetch && is_writer(w, &f));
	write &= (a->flags & MAP_WRITE) != 0;
	if (p != NULL && (p->writable || fetch || !write)) {
		/* It was closed at that moment: by a fork, or because another
		 * thread needed the window and has opened it again since. */
		if (!try_again(w, th, &f, p))
			return (false);
		open_page(w, &f, a, p, p->writable);
		return (true);
	}
	if (p != NULL)
		now_writes(w, th, t, &f);
	else
		now_opens(w, th, t, &f,
		    fetch   ? ACCESS_FETCH
		    : write ? ACCESS_WRITE
			    : ACCESS_READ);
	guard_end_try(w, th, s);
	open_page(w, &f, a, p, write);
	return (true);
}

#endif
