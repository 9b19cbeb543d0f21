#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method window: mremap(2) of blocks that the protection of pages has
# split for the kernel, in one thread, behind a fork, and in threads that map
# and unmap others at the same time.
. "${srcdir:-.}/tests/shell/harness.sh"

# Its pages are accessed so that no two neighbours share what the kernel joins
# mappings by.
cat >split.c <<'C'
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define PAGE 4096
#define READ_WRITE (PROT_READ | PROT_WRITE)
#define PRIVATE (MAP_PRIVATE | MAP_ANONYMOUS)
#define CHECK(what) ((what) ? (void)0 : fail(name, #what, __LINE__))

static void
fail(const char *name, const char *what, int line)
{
	printf("line %d: %s: %s (%s)\n", line, name, what, strerror(errno));
	exit(1);
}

static char *
filled(size_t n, int prot, int flags)
{
	char *p = mmap(NULL, n * PAGE, prot, flags, -1, 0);

	mprotect(p, n * PAGE, READ_WRITE);
	for (size_t i = 0; i < n; i += 2)
		p[i * PAGE] = (char)(i + 1);
	for (size_t i = 1; i < n; i += 4)
		p[i * PAGE] = (char)(i + 1);
	return (p);
}

static int
is_filled(const char *p, size_t n)
{
	size_t i = 0;

	while (i < n && p[i * PAGE] == (i % 4 == 3 ? 0 : (char)(i + 1)))
		i++;
	return (i == n);
}

/* A shared block, whose name begins with an s, has no pages behind its end. */
static void
remap(const char *name, char *p, size_t n)
{
	char *to = mmap(NULL, 2 * n * PAGE, PROT_READ, PRIVATE, -1, 0);

	p = mremap(p, n * PAGE, 3 * n * PAGE, MREMAP_MAYMOVE);
	CHECK(p != MAP_FAILED && is_filled(p, n));
	if (*name != 's') {
		CHECK(p[n * PAGE] == 0 && p[3 * n * PAGE - 1] == 0);
		p[3 * n * PAGE - 1] = 1;
	}
	CHECK(mremap(p, 3 * n * PAGE, 2 * n * PAGE,
	    MREMAP_MAYMOVE | MREMAP_FIXED, to) == to);
	CHECK(is_filled(to, n));
	if (*name != 's')
		CHECK(to[2 * n * PAGE - 1] == 0);
	errno = 0;
	CHECK(write(-1, p, 1) == -1 && errno == EBADF);
	CHECK(mprotect(p, PAGE, PROT_READ) == -1 && errno == ENOMEM);
	CHECK(munmap(to + PAGE, PAGE) == 0);
	CHECK(mremap(to, 2 * n * PAGE, 3 * n * PAGE, MREMAP_MAYMOVE) ==
		MAP_FAILED && errno == EFAULT);
	CHECK(to[0] == 1);
}

static void
in_child(const char *name, char *p, size_t n)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		remap(name, p, n);
		_exit(5);
	}
	CHECK(waitpid(pid, &status, 0) == pid && status == 5 << 8);
	CHECK(is_filled(p, n));
}

int
main(void)
{
	setbuf(stdout, NULL);
	remap("few", filled(6, READ_WRITE, PRIVATE), 6);
	remap("large", filled(60, READ_WRITE, PRIVATE), 60);
	remap("reserved", filled(40, PROT_NONE, PRIVATE), 40);
	remap("shared", filled(40, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS), 40);
	in_child("child", filled(50, READ_WRITE, PRIVATE), 50);
	in_child("shared, child",
	    filled(50, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS), 50);
	printf("all blocks\n");
	return (9);
}
C
cat >blocks.c <<'C'
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

#define THREADS 8
#define ROUNDS	25
#define PAGE	4096

static size_t wrong[THREADS];

/* A number in each page, at another place for each block. */
static uint32_t *
word(char *p, size_t i, uint32_t block)
{
	return ((uint32_t *)(p + i * PAGE + block * 64 % PAGE));
}

static void
fill(char *p, size_t n, uint32_t block)
{
	for (size_t i = 0; i < n; i++)
		*word(p, i, block) = block + (uint32_t)i;
}

static size_t
differs(char *p, size_t n, uint32_t block)
{
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += *word(p, i, block) != block + (uint32_t)i;
	return (sum);
}

static char *
get(size_t n)
{
	char *p = mmap(NULL, n * PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED) {
		perror("mmap");
		exit(3);
	}
	return (p);
}

static char *
moved(char *p, size_t from, size_t to, int flags, char *place)
{
	p = mremap(p, from * PAGE, to * PAGE, flags, place);
	if (p == MAP_FAILED) {
		perror("mremap");
		exit(4);
	}
	return (p);
}

static void *
thread(void *arg)
{
	uint32_t id = (uint32_t)(uintptr_t)arg, block = id * 1000003;
	size_t sum = 0, n;
	char *p, *q;

	for (uint32_t k = 0; k < ROUNDS; k++) {
		n = 2 + (k + id) % 5;
		p = get(n);
		fill(p, n, ++block);
		p = moved(p, n, n * 3, MREMAP_MAYMOVE, NULL);
		sum += differs(p, n, block);
		fill(p, n * 3, ++block);
		p = moved(p, n * 3, n, MREMAP_MAYMOVE, NULL);
		sum += differs(p, n, block);
		q = get(n);
		fill(q, n, block + 9);
		p = moved(p, n, n, MREMAP_MAYMOVE | MREMAP_FIXED, q);
		sum += p != q;
		sum += differs(p, n, block);
		munmap(p, n * PAGE);
	}
	wrong[id] = sum;
	return (NULL);
}

int
main(void)
{
	pthread_t t[THREADS];
	size_t sum = 0;

	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, thread, (void *)i);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], NULL);
		sum += wrong[i];
	}
	printf("%zu wrong\n", sum);
	return (sum == 0 ? 7 : 1);
}
C
for name in split blocks; do
	need_program $name -D_GNU_SOURCE -O0 -pthread
	status=0
	./$name >$name.alone || status=$?
	echo "status $status" >>$name.alone
done
grep -q 'all blocks' split.alone || fail "alone: $(cat split.alone)"
grep -q '^0 wrong' blocks.alone || fail "alone: $(cat blocks.alone)"
need_method window
for run in split.16 split.4096 blocks.16 blocks.16 blocks.64; do
	name=${run%.*}
	window=${run#*.}
	status=0
	"$pagerace" record --method window --window "$window" -o t.trace \
	    ./"$name" >out 2>err || status=$?
	echo "status $status" >>out
	cmp -s "$name".alone out ||
		fail "$name, --window $window: $(cat out err)"
	grep -E 'could not|denied' err &&
		fail "$name, --window $window: $(cat err)"
	expect 0 "$pagerace" t.trace -p lru -m 64 --strict
done
finish
