#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record --method window: threads that map and unmap blocks where others have
# just done so.  The ends of their calls are seen in another order than that in
# which the kernel made them.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >blocks.c <<'C'
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

#define THREADS 8
#define ROUNDS  50
#define STEP    16384

static void *
thread(void *arg)
{
	size_t size = 150000 + 4096 * (uintptr_t)arg, sum = 0;
	char *p;

	for (int k = 0; k < ROUNDS; k++) {
		p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		if (p == MAP_FAILED)
			return (NULL);
		for (size_t i = 0; i < size; i += STEP)
			p[i] = (char)k;
		for (size_t i = 0; i < size; i += STEP)
			sum += p[i] == (char)k;
		munmap(p, size);
	}
	return ((void *)sum);
}

int
main(void)
{
	pthread_t t[THREADS];
	uintptr_t all = 0;
	void *sum;

	for (uintptr_t i = 0; i < THREADS; i++)
		pthread_create(&t[i], NULL, thread, (void *)i);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(t[i], &sum);
		all += (uintptr_t)sum;
	}
	printf("%ju\n", (uintmax_t)all);
	return (7);
}
C
need_program blocks -D_GNU_SOURCE -O1 -pthread
status=0
./blocks >alone || status=$?
[ $status -eq 7 ] || fail "alone: status $status"
need_method window
for window in 4096 64; do
	status=0
	"$pagerace" record --method window --window $window -o t.trace \
	    ./blocks >out 2>err || status=$?
	[ $status -eq 7 ] || fail "--window $window: status $status: $(cat err)"
	cmp -s alone out || fail "--window $window: $(cat out)"
	grep -E 'could not|denied' err && fail "--window $window: $(cat err)"
	expect 0 "$pagerace" t.trace -p lru -m 64 --strict
done
finish
