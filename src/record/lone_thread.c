/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Binding a thread and the recorder to one processor, with
 * sched_setaffinity(2).
 */
#include "record/lone_thread.h"

#include <sys/syscall.h>

#include <unistd.h>

/* Page entries of one thread in a row.  Threads that enter pages in turns are
 * not bound, because they can run at the same time. */
#define ENTRIES 32

static void
bind(struct lone_thread *l, pid_t tid)
{
	int cpu = sched_getcpu();
	cpu_set_t one;

	l->n = 0;
	if (cpu < 0 || cpu >= CPU_SETSIZE ||
	    sched_getaffinity(0, sizeof(l->recorder), &l->recorder) != 0 ||
	    sched_getaffinity(tid, sizeof(l->thread), &l->thread) != 0 ||
	    !CPU_ISSET((unsigned)cpu, &l->thread))
		return;
	CPU_ZERO(&one);
	CPU_SET((unsigned)cpu, &one);
	if (sched_setaffinity(tid, sizeof(one), &one) != 0)
		return;
	(void)sched_setaffinity(0, sizeof(one), &one);
	l->bound = tid;
}

void
lone_thread_enters(struct lone_thread *l, pid_t tid)
{
	if (tid != l->last) {
		lone_thread_free(l);
		l->last = tid;
		l->n = 0;
	} else if (l->bound == 0 && ++l->n == ENTRIES) {
		bind(l, tid);
	}
}

void
lone_thread_calls(struct lone_thread *l, uint64_t number)
{
	static const uint64_t calls[] = {
		SYS_sched_getaffinity,
		SYS_sched_setaffinity,
#if defined(SYS_fork)
		SYS_fork,
		SYS_vfork,
#endif
		SYS_clone,
		SYS_clone3,
		SYS_execve,
		SYS_execveat
	};

	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++)
		if (calls[i] == number)
			lone_thread_free(l);
}

void
lone_thread_free(struct lone_thread *l)
{
	l->n = 0;
	if (l->bound == 0)
		return;
	(void)sched_setaffinity(l->bound, sizeof(l->thread), &l->thread);
	(void)sched_setaffinity(0, sizeof(l->recorder), &l->recorder);
	l->bound = 0;
}
