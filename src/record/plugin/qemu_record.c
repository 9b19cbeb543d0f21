/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plugin that runs inside qemu-user and writes what the program does into
 * the shared ring (ring.h).
 *
 * Of instructions a translated block is one fetch, of all its bytes.  A
 * thread's slot goes into the queue when it is full and at each system call, so
 * that processes and threads that wait for one another by system calls are in
 * order in the trace; others are in order by slots.
 *
 * A fork is one of QEMU's own process, so this plugin's handlers of
 * pthread_atfork(3) run.  vfork is a fork under QEMU.
 */
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <dlfcn.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "record/plugin/qemu_api.h"
#include "record/plugin/slots.h"

#define PAGE UINT64_C(4096)

/* Flags of an area, as in struct event. */
enum { MAY_READ = 1, MAY_WRITE = 2, MAY_EXEC = 4, USER = 8 };

/* What of a system call is needed when it returns. */
struct call {
	uint64_t arg[6];
};

EXPORT int qemu_plugin_version = 1;
EXPORT int qemu_plugin_install(
    qemu_plugin_id_t id, const void *info, int argc, char **argv);

static uint64_t heap_end;
static struct call calls[VCPUS_MAX];

/* QEMU 9.0 and later refuse version 1; for what is used here they are the
 * same. */
static void __attribute__((constructor)) choose_version(void)
{
	if (dlsym(RTLD_DEFAULT, "qemu_plugin_scoreboard_new") != NULL)
		qemu_plugin_version = 2;
}

static void
put_range(unsigned vcpu, enum ring_kind kind, unsigned flags, uint64_t start,
    uint64_t bytes)
{
	uint64_t *word = slots_room(vcpu, RING_RANGE_WORDS);

	if (word == NULL)
		return;
	word[0] = ring_word(kind, flags, start);
	word[1] = bytes;
	slots_count(vcpu, RING_RANGE_WORDS);
}

static void
put_map(unsigned vcpu, unsigned flags, uint64_t start, uint64_t bytes,
    const char *name)
{
	uint64_t *word = slots_room(vcpu, RING_MAP_WORDS);
	char text[RING_NAME_BYTES] = { 0 };

	if (word == NULL)
		return;
	snprintf(text, sizeof(text), "%s", name);
	word[0] = ring_word(RING_MAP, flags, start);
	word[1] = bytes;
	memcpy(&word[2], text, sizeof(text));
	slots_count(vcpu, RING_MAP_WORDS);
}

/*
 * What QEMU tells of an access is a number that takes few values.  The kinds
 * and sizes of words that they become are kept by this number, so that QEMU's
 * functions need not be called; threads share them.
 */
#define INFOS (1U << 18)
static uint16_t infos[INFOS]; /* 0: not known yet */

static __attribute__((noinline, cold)) void
on_other_access(unsigned vcpu, qemu_plugin_meminfo_t info, uint64_t addr)
{
	uint64_t word =
	    ring_word(qemu_plugin_mem_is_store(info) ? RING_WRITE : RING_READ,
		UINT64_C(1) << qemu_plugin_mem_size_shift(info), 0);

	if (info < INFOS)
		__atomic_store_n(
		    &infos[info], (uint16_t)(word >> 48), __ATOMIC_RELAXED);
	slots_put(vcpu, word | (addr & ACCESS_WORD_ADDR));
}

static void
on_access(unsigned vcpu, qemu_plugin_meminfo_t info, uint64_t addr, void *udata)
{
	uint64_t known;

	(void)udata;
	if (__builtin_expect(info < INFOS, 1)) {
		known = __atomic_load_n(&infos[info], __ATOMIC_RELAXED);
		if (__builtin_expect(known != 0, 1)) {
			slots_put(
			    vcpu, known << 48 | (addr & ACCESS_WORD_ADDR));
			return;
		}
	}
	on_other_access(vcpu, info, addr);
}

/* udata: the word of the block's first bytes. */
static void
on_block(unsigned vcpu, void *udata)
{
	slots_put(vcpu, (uint64_t)(uintptr_t)udata);
}

/* A block that is longer than a word can say, or that runs over the edge of a
 * page into one that is somewhere else, is several fetches. */
static void
watch_fetches(struct qemu_plugin_tb *tb, size_t n)
{
	uint64_t start = qemu_plugin_tb_vaddr(tb), bytes = 0;

	for (size_t i = 0; i < n; i++)
		bytes += qemu_plugin_insn_size(qemu_plugin_tb_get_insn(tb, i));
	for (uint64_t part; bytes > 0; bytes -= part, start += part) {
		part = bytes > 2048 ? 2048 : bytes;
		qemu_plugin_register_vcpu_tb_exec_cb(tb, on_block,
		    QEMU_PLUGIN_CB_NO_REGS,
		    (void *)(uintptr_t)ring_word(RING_FETCH, part, start));
	}
}

static void
on_translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	if (!slots_wanted())
		return;
	if (slots.ring->fetches != 0)
		watch_fetches(tb, n);
	for (size_t i = 0; i < n; i++)
		qemu_plugin_register_vcpu_mem_cb(qemu_plugin_tb_get_insn(tb, i),
		    on_access, QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW,
		    NULL);
}

static void
on_syscall(qemu_plugin_id_t id, unsigned vcpu, int64_t number, uint64_t a1,
    uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5, uint64_t a6,
    uint64_t a7, uint64_t a8)
{
	(void)id;
	(void)number;
	(void)a7;
	(void)a8;
	if (vcpu >= VCPUS_MAX)
		return;
	calls[vcpu] = (struct call){ { a1, a2, a3, a4, a5, a6 } };
	slots_flush(vcpu);
}

static unsigned
flags_of(uint64_t prot)
{
	return (USER | (prot & PROT_READ ? MAY_READ : 0) |
		(prot & PROT_WRITE ? MAY_WRITE : 0) |
		(prot & PROT_EXEC ? MAY_EXEC : 0));
}

static uint64_t
whole_pages(uint64_t bytes)
{
	return ((bytes + PAGE - 1) & -PAGE);
}

static void
mapped(unsigned vcpu, uint64_t start, const struct call *c)
{
	unsigned flags = flags_of(c->arg[2]);
	char link[64], path[4096] = "[anon]";
	const char *name = path;
	ssize_t n;

	if ((c->arg[3] & MAP_ANONYMOUS) == 0) {
		snprintf(
		    link, sizeof(link), "/proc/self/fd/%d", (int)c->arg[4]);
		n = readlink(link, path, sizeof(path) - 1);
		path[n > 0 ? n : 0] = '\0';
		name = strrchr(path, '/');
		name = name == NULL ? path : name + 1;
	}
	if ((c->arg[3] & MAP_POPULATE) != 0)
		flags |= RING_POPULATED;
	put_map(vcpu, flags, start, whole_pages(c->arg[1]), name);
}

/* The first call asks where the heap begins. */
static void
heap_moved(unsigned vcpu, uint64_t end)
{
	uint64_t from = whole_pages(heap_end), to = whole_pages(end);

	if (heap_end != 0 && to > from)
		put_map(vcpu, USER | MAY_READ | MAY_WRITE, from, to - from,
		    "[heap]");
	else if (heap_end != 0 && to < from)
		put_range(vcpu, RING_UNMAP, 0, to, from - to);
	heap_end = end;
}

static void
remapped(unsigned vcpu, uint64_t start, const struct call *c)
{
	put_range(vcpu, RING_UNMAP, 0, c->arg[0], whole_pages(c->arg[1]));
	put_map(vcpu, USER | MAY_READ | MAY_WRITE, start,
	    whole_pages(c->arg[2]), "[anon]");
}

static void
advised(unsigned vcpu, const struct call *c)
{
	uint64_t bytes = whole_pages(c->arg[1]);

	if (c->arg[2] == MADV_DONTNEED)
		put_range(vcpu, RING_DISCARD, 0, c->arg[0], bytes);
#ifdef MADV_PAGEOUT
	else if (c->arg[2] == MADV_PAGEOUT)
		put_range(vcpu, RING_PAGEOUT, 0, c->arg[0], bytes);
#endif
}

static void
on_return(qemu_plugin_id_t id, unsigned vcpu, int64_t number, int64_t ret)
{
	const struct call *c;

	(void)id;
	if (vcpu >= VCPUS_MAX || (ret < 0 && ret > -4096) || !slots_wanted())
		return;
	c = &calls[vcpu];
	if (number == SYS_mmap)
		mapped(vcpu, (uint64_t)ret, c);
	else if (number == SYS_brk)
		heap_moved(vcpu, (uint64_t)ret);
	else if (number == SYS_munmap)
		put_range(
		    vcpu, RING_UNMAP, 0, c->arg[0], whole_pages(c->arg[1]));
	else if (number == SYS_mremap)
		remapped(vcpu, (uint64_t)ret, c);
	else if (number == SYS_mprotect)
		put_range(vcpu, RING_PROTECT, flags_of(c->arg[2]), c->arg[0],
		    whole_pages(c->arg[1]));
	else if (number == SYS_madvise)
		advised(vcpu, c);
}

static void
on_thread_end(qemu_plugin_id_t id, unsigned vcpu)
{
	(void)id;
	if (vcpu < VCPUS_MAX)
		slots_flush(vcpu);
}

static void
on_exit_all(qemu_plugin_id_t id, void *udata)
{
	(void)id;
	(void)udata;
	slots_flush_all();
}

/* The parent's slots are its own. */
static void
in_child(void)
{
	slots_start(slots.ring);
}

/* From the recorder (ring_socket.h); -1: it is not to be had. */
static int
receive_ring(const char *name)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	union {
		struct cmsghdr head;
		char bytes[CMSG_SPACE(sizeof(int))];
	} control = { .bytes = { 0 } };
	char byte;
	struct iovec one = { &byte, 1 };
	struct msghdr m = { .msg_iov = &one,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof(control.bytes) };
	struct cmsghdr *c = NULL;
	size_t n = strlen(name);
	int fd = -1, s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (s < 0)
		return (-1);
	if (n > 0 && n < sizeof(at.sun_path)) {
		memcpy(at.sun_path + 1, name, n);
		n += offsetof(struct sockaddr_un, sun_path) + 1;
		if (connect(s, (struct sockaddr *)&at, (socklen_t)n) == 0 &&
		    recvmsg(s, &m, MSG_CMSG_CLOEXEC) == 1)
			c = CMSG_FIRSTHDR(&m);
	}
	if (c != NULL && c->cmsg_type == SCM_RIGHTS)
		memcpy(&fd, CMSG_DATA(c), sizeof(fd));
	close(s);
	return (fd);
}

static int
map_ring(const char *path, const char *name)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	struct stat st;
	struct ring *ring;

	if (fd < 0)
		fd = receive_ring(name);
	if (fd < 0 || fstat(fd, &st) != 0 ||
	    (size_t)st.st_size < sizeof(struct ring))
		return (-1);
	ring = mmap(NULL, sizeof(struct ring), PROT_READ | PROT_WRITE,
	    MAP_SHARED, fd, 0);
	close(fd);
	if (ring == MAP_FAILED || ring->magic != RING_MAGIC ||
	    ring->version != RING_VERSION)
		return (-1);
	slots_start(ring);
	return (0);
}

int
qemu_plugin_install(
    qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
	(void)info;
	/* A program that cannot have it runs on: what it writes is its own, so
	 * nothing is said here. */
	if (argc != 2 || strncmp(argv[0], "ring=", 5) != 0 ||
	    strncmp(argv[1], "socket=", 7) != 0 ||
	    map_ring(argv[0] + 5, argv[1] + 7) != 0)
		return (0);
	pthread_atfork(slots_flush_all, NULL, in_child);
	qemu_plugin_register_vcpu_tb_trans_cb(id, on_translate);
	qemu_plugin_register_vcpu_syscall_cb(id, on_syscall);
	qemu_plugin_register_vcpu_syscall_ret_cb(id, on_return);
	qemu_plugin_register_vcpu_exit_cb(id, on_thread_end);
	qemu_plugin_register_atexit_cb(id, on_exit_all, NULL);
	return (0);
}
