/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preloaded: the allocation with the number NOALLOC_AT, from main() on, fails,
 * and with NOALLOC_ON all that follow.  NOALLOC_MARK names a file that is made
 * when it does.
 */
#define _GNU_SOURCE
#include <sys/mman.h>

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_long left = -1;
static int on;

/* Is this one to fail? */
static int
fails(void)
{
	long n;

	if (left < 0)
		return (0);
	n = left > 0 ? atomic_fetch_sub(&left, 1) : 0;
	if (n > 1 || (n < 1 && !on))
		return (0);
	if (n == 1)
		close(open(getenv("NOALLOC_MARK"), O_CREAT | O_WRONLY, 0600));
	errno = ENOMEM;
	return (1);
}

/* A macro, because it makes functions of any type. */
#define FAILING(type, name, takes, gives, failure)                             \
	type name takes                                                        \
	{                                                                      \
		static type(*next) takes;                                      \
                                                                               \
		if (fails())                                                   \
			return (failure);                                      \
		if (next == NULL)                                              \
			next = (type(*) takes)dlsym(RTLD_NEXT, #name);         \
		return (next gives);                                           \
	}

FAILING(void *, malloc, (size_t n), (n), NULL)
FAILING(void *, realloc, (void *p, size_t n), (p, n), NULL)
FAILING(void *, aligned_alloc, (size_t a, size_t n), (a, n), NULL)
FAILING(int, posix_memalign, (void **p, size_t a, size_t n), (p, a, n), ENOMEM)
FAILING(void *, mallocx, (size_t n, int f), (n, f), NULL)
FAILING(int, mallctl, (const char *s, void *a, size_t *n, void *b, size_t m),
    (s, a, n, b, m), EAGAIN)
FAILING(void *, mmap, (void *p, size_t n, int a, int f, int fd, off_t o),
    (p, n, a, f, fd, o), MAP_FAILED)

/* dlsym() itself may call it: then nothing is known yet. */
void *
calloc(size_t n, size_t size)
{
	static void *(*next)(size_t, size_t);
	static _Thread_local int asking;
	static char early[4096];
	static size_t used;

	if (fails())
		return (NULL);
	if (next == NULL && !asking) {
		asking = 1;
		next = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
		asking = 0;
	}
	if (next != NULL)
		return (next(n, size));
	used += (n * size + 15) / 16 * 16;
	return (early + used - (n * size + 15) / 16 * 16);
}

static int (*real_main)(int, char **, char **);

static int
count_main(int argc, char **argv, char **env)
{
	const char *at = getenv("NOALLOC_AT");

	on = getenv("NOALLOC_ON") != NULL;
	left = at == NULL ? -1 : atol(at);
	return (real_main(argc, argv, env));
}

int
__libc_start_main(int (*main)(int, char **, char **), int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*rtld_fini)(void), void *end)
{
	int (*next)(int (*)(int, char **, char **), int, char **,
	    void (*)(void), void (*)(void), void (*)(void), void *);

	*(void **)&next = dlsym(RTLD_NEXT, "__libc_start_main");
	real_main = main;
	return (next(count_main, argc, argv, init, fini, rtld_fini, end));
}
