/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The method qemu: the program runs under QEMU's user-mode emulation with a
 * plugin (plugin/qemu_record.c), which writes accesses and mappings into shared
 * memory (plugin/ring.h).
 *
 * A program that a recorded one executes would run natively.  So each execve(2)
 * is stopped at, and QEMU is put before the program (exec_rewrite.h); the
 * program itself is started in the same way.
 *
 * What is in the ring was written by a process that may be damaged: numbers of
 * slots and counts of words are checked.
 */
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "record/exec_rewrite.h"
#include "record/method.h"
#include "record/plugin/ring.h"
#include "record/ring_socket.h"
#include "record/ring_words.h"

#define PLUGIN_NAME "qemu_record.so"
#define IDLE_MS     2
#define PATH_SIZE   4096
/* So that signals are seen while the queue is long. */
#define SLOTS_AT_ONCE 64
/* Before it is asked why a lock is not free. */
#define LOCK_TRIES 1000

struct qemu {
	char path[PATH_SIZE]; /* of the emulator */
	char plugin[PATH_SIZE];
	char option[PATH_SIZE + 128];
	struct ring *ring;
	int fd, socket; /* the memory, and where it is given away */
};

/* Of a process. */
struct image {
	char path[EXEC_PATH_MAX]; /* of its program */
	char next[EXEC_PATH_MAX]; /* of the one that it is about to execute */
	bool seen;                /* it has written into the ring */
};

static bool
find_emulator(char *path, size_t size)
{
	struct utsname u;
	char name[sizeof(u.machine) + 8];

	if (uname(&u) != 0)
		return (false);
	snprintf(name, sizeof(name), "qemu-%s", u.machine);
	return (method_find_program(name, path, size));
}

/* Beside the program, as in a build, or where it was installed. */
static bool
find_plugin(char *path, size_t size)
{
	char own[PATH_SIZE / 2];
	ssize_t n = readlink("/proc/self/exe", own, sizeof(own) - 1);
	char *slash;

	if (n > 0) {
		own[n] = '\0';
		slash = strrchr(own, '/');
		if (slash != NULL)
			*slash = '\0';
		snprintf(path, size, "%s/" PLUGIN_NAME, own);
		if (access(path, R_OK) == 0)
			return (true);
		snprintf(path, size, "%s/../lib/pagerace/" PLUGIN_NAME, own);
		if (access(path, R_OK) == 0)
			return (true);
	}
	snprintf(path, size, "%s", PLUGIN_DIR "/" PLUGIN_NAME);
	return (access(path, R_OK) == 0);
}

static const char *
lacks(not_used const struct record_spec *spec)
{
	char path[PATH_SIZE];

#if !defined(__x86_64__) && !defined(__aarch64__)
	return ("programs of this processor cannot be followed by it");
#endif
	if (!find_emulator(path, sizeof(path)))
		return ("QEMU's user-mode emulator is missing (package "
			"qemu-user)");
	if (!find_plugin(path, sizeof(path)) || strchr(path, ',') != NULL)
		return ("its plugin " PLUGIN_NAME " is missing (make install "
			"puts it in " PLUGIN_DIR ")");
	return (NULL);
}

/* Low numbers are used first, so that few are ever touched. */
static void
list_empty(struct ring *r)
{
	struct ring_slots *slots = &r->empty_slots;
	struct ring_buffers *buffers = &r->empty_buffers;

	slots->n = buffers->n = 0;
	for (uint32_t i = RING_SLOTS; i-- > 0;)
		if (r->slot[i].state == RING_EMPTY)
			slots->number[slots->n++] = i;
	for (uint32_t i = RING_BUFFERS; i-- > 0;)
		if (r->buffer[i].state == RING_EMPTY)
			buffers->number[buffers->n++] = i;
}

static int
make_ring(struct qemu *q, bool fetches, struct err *err)
{
	pthread_mutexattr_t attr;
	struct ring *r;

	q->fd = memfd_create("pagerace", MFD_CLOEXEC);
	if (q->fd < 0 || ftruncate(q->fd, sizeof(*r)) != 0)
		return (err_sys(err, "memory shared with QEMU"));
	r = mmap(
	    NULL, sizeof(*r), PROT_READ | PROT_WRITE, MAP_SHARED, q->fd, 0);
	if (r == MAP_FAILED)
		return (err_sys(err, "memory shared with QEMU"));
	r->magic = RING_MAGIC;
	r->version = RING_VERSION;
	r->fetches = fetches;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&r->lock, &attr);
	pthread_mutexattr_destroy(&attr);
	list_empty(r);
	q->ring = r;
	return (0);
}

static const char *const *
open_qemu(struct recorder *r, struct err *err)
{
	struct qemu *q = calloc(1, sizeof(*q));
	char name[RING_SOCKET_NAME] = "";

	if (q == NULL)
		mem_die("recording by QEMU");
	r->state = q;
	q->fd = -1;
	q->socket = ring_socket_open(name);
	(void)find_emulator(q->path, sizeof(q->path));
	(void)find_plugin(q->plugin, sizeof(q->plugin));
	if (make_ring(q, r->spec->fetches, err) != 0)
		return (NULL);
	snprintf(q->option, sizeof(q->option),
	    "file=%s,ring=/proc/%d/fd/%d,socket=%s", q->plugin, (int)getpid(),
	    q->fd, name);
	return (r->spec->argv);
}

static struct image *
image_of(struct tracee *t)
{
	if (t->stream == NULL)
		t->stream = calloc(1, sizeof(struct image));
	if (t->stream == NULL)
		mem_die("recording by QEMU");
	return (t->stream);
}

static void
at_exec(struct recorder *r, struct tracee *t, pid_t tid)
{
	const struct qemu *q = r->state;
	const struct exec_interpreter use = { q->path, "-plugin", q->option,
		q->plugin };
	struct image *image = image_of(t);

	(void)exec_rewrite(t->pid, tid, &use, image->path, image->next);
}

static void
began(
    not_used struct recorder *r, struct tracee *t, const struct tracee *parent)
{
	if (parent != NULL && parent->stream != NULL)
		*image_of(t) = *(const struct image *)parent->stream;
}

static void
take_slot(struct recorder *r, const struct ring_slot *s)
{
	uint32_t n = s->count;
	struct tracee *t = tracee_find(&r->tracees, s->pid);

	if (t == NULL || n > RING_WORDS)
		return;
	image_of(t)->seen = true;
	ring_take_words(&r->capture, t, s->word, n);
}

/* A thread that has the lock may have stopped at a signal. */
static void
lock_ring(struct recorder *r)
{
	static const struct timespec pause = { .tv_nsec = 20000 };
	struct ring *ring = ((struct qemu *)r->state)->ring;

	for (unsigned i = 1; !ring_try_lock(ring); i++)
		if (i % LOCK_TRIES == 0) {
			follow_pass_signals(&r->follow);
			nanosleep(&pause, NULL);
		}
}

/* At most so many slots, which are then empty. */
static bool
take_queue(struct recorder *r, uint64_t most)
{
	struct ring *ring = ((struct qemu *)r->state)->ring;
	uint64_t put = __atomic_load_n(&ring->put, __ATOMIC_ACQUIRE);
	uint32_t taken[RING_SLOTS], n = 0;

	if (put - ring->taken > most)
		put = ring->taken + most;
	for (; ring->taken != put && n < RING_SLOTS; ring->taken++) {
		uint32_t i = ring->queue[ring->taken % RING_SLOTS];

		if (i >= RING_SLOTS)
			continue;
		take_slot(r, &ring->slot[i]);
		taken[n++] = i;
	}
	if (n == 0)
		return (false);
	lock_ring(r);
	for (uint32_t i = 0; i < n; i++) {
		ring->slot[taken[i]].state = RING_EMPTY;
		if (ring->empty_slots.n < RING_SLOTS)
			ring->empty_slots.number[ring->empty_slots.n++] =
			    taken[i];
	}
	ring_unlock(ring);
	return (true);
}

/* What a process that is gone, or whose program is, had not put in.  What it
 * had put in has been taken. */
static void
take_rest(struct recorder *r, struct tracee *t)
{
	struct ring *ring = ((struct qemu *)r->state)->ring;

	lock_ring(r);
	ring_unlock(ring);
	for (uint32_t i = 0; i < RING_BUFFERS; i++) {
		const struct ring_buffer *b = &ring->buffer[i];
		uint32_t n = b->count;

		if (b->state != RING_FILLING || b->pid != t->pid ||
		    n > RING_WORDS)
			continue;
		image_of(t)->seen |= n > 0;
		ring_take_words(&r->capture, t, b->word, n);
	}
	lock_ring(r);
	for (uint32_t i = 0; i < RING_BUFFERS; i++)
		if (ring->buffer[i].state == RING_FILLING &&
		    ring->buffer[i].pid == t->pid)
			ring->buffer[i].state = RING_EMPTY;
	for (uint32_t i = 0; i < RING_SLOTS; i++)
		if (ring->slot[i].state == RING_FILLING &&
		    ring->slot[i].pid == t->pid)
			ring->slot[i].state = RING_EMPTY;
	list_empty(ring);
	ring_unlock(ring);
}

static bool
is_recorded(void *self, pid_t pid)
{
	struct recorder *r = self;

	return (tracee_find(&r->tracees, pid) != NULL);
}

static bool
drain(struct recorder *r, struct tracee *t)
{
	const struct qemu *q = r->state;

	if (t == NULL && q->socket >= 0)
		ring_socket_give(q->socket, q->fd, is_recorded, r);
	return (take_queue(r, t == NULL ? SLOTS_AT_ONCE : RING_SLOTS));
}

static enum executed
executed(struct recorder *r, struct tracee *t)
{
	const struct qemu *q = r->state;
	struct image *image = image_of(t);
	char exe[PATH_SIZE], *own;
	const char *path;
	bool is_qemu;

	take_rest(r, t);
	tracee_exe(t, exe, sizeof(exe));
	own = realpath(q->path, NULL);
	is_qemu = own != NULL && strcmp(own, exe) == 0;
	free(own);
	path = is_qemu ? image->next : exe;
	tracee_set_program(t, path);
	memmove(image->path, path, strlen(path) + 1);
	image->seen = false;
	return (is_qemu ? EXECUTED_PROGRAM : EXECUTED_OTHER);
}

static void
exited(struct recorder *r, struct tracee *t)
{
	const struct qemu *q = r->state;

	take_rest(r, t);
	/* QEMU ran, but its plugin had no ring. */
	t->runs_on |= !image_of(t)->seen && q->ring->stop == 0;
	free(t->stream);
	t->stream = NULL;
}

static void
wait_qemu(not_used struct recorder *r, int signal_fd, int timeout_ms)
{
	struct pollfd p = { .fd = signal_fd, .events = POLLIN };

	(void)poll(&p, 1, timeout_ms < IDLE_MS ? timeout_ms : IDLE_MS);
}

static void
stop(struct recorder *r)
{
	struct qemu *q = r->state;

	__atomic_store_n(&q->ring->stop, 1, __ATOMIC_RELEASE);
}

static void
close_qemu(struct recorder *r)
{
	struct qemu *q = r->state;

	if (q == NULL)
		return;
	for (struct tracee *t = r->tracees.first; t != NULL; t = t->next) {
		free(t->stream);
		t->stream = NULL;
	}
	if (q->ring != NULL)
		(void)munmap(q->ring, sizeof(*q->ring));
	if (q->fd >= 0)
		close(q->fd);
	if (q->socket >= 0)
		close(q->socket);
	free(q);
}

static const struct follow_call calls[] = {
	{ SYS_execve, false },
	{ SYS_execveat, false },
};

const struct method method_qemu = {
	.name = "qemu",
	.lacks = lacks,
	.calls = calls,
	.ncalls = sizeof(calls) / sizeof(calls[0]),
	.open = open_qemu,
	.began = began,
	.drain = drain,
	.executed = executed,
	.exited = exited,
	.wait = wait_qemu,
	.syscall = at_exec,
	.stop = stop,
	.close = close_qemu,
};
