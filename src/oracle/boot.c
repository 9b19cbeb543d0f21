/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/boot.h"

#include <sys/stat.h>

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oracle/guestanswer.h"
#include "oracle/initrd.h"
#include "oracle/place.h"

/* Slots of swap: more than twice the pages, because a kernel frees slots
 * earlier when more than half of them are used. */
#define SWAP_PAGES_LEAST 65536

#define MIB         (UINT64_C(1) << 20)
#define GUEST_PAGE  UINT64_C(4096)
#define GUEST_MIB   256 /* for the kernel and what it needs for itself */
#define MEMORY_MIB  (UINT64_C(1) << 20)
#define BOOT_S      600
#define TOUCHES_A_S 2000 /* at least: a fault takes 0.2 ms to emulate */

struct asking {
	const struct boot *b;
	const char *console;
	uint64_t n;
};

static uint64_t
swap_pages(const struct boot *b)
{
	uint64_t n = 2 * b->region_pages + 1024;

	return (n < SWAP_PAGES_LEAST ? SWAP_PAGES_LEAST : n);
}

static bool
concerns(const struct boot *b, const struct question *q)
{
	return (q->kernel == b->number);
}

static char *
write_jobs(const struct boot *b, const struct question *q, size_t n)
{
	struct mem_text text;
	char *copy;

	mem_text_open(&text);
	for (size_t i = 0; i < n; i++) {
		const struct oracle_conditions *c = &q[i].conditions;

		if (concerns(b, &q[i]))
			fprintf(text.to,
			    "job=%zu limit=%s members=%s lru=%s swap=%s "
			    "swap_pages=%" PRIu64 " latency_ns=%" PRIu64
			    " rotating=%d swappiness=%" PRIu64
			    " page_cluster=%" PRIu64 " boost=%" PRIu64
			    " flush=%" PRIu64 " tlb=%" PRIu64
			    " file_pages=%" PRIu64 " file_readahead=%" PRIu64
			    " machine=%" PRIu64 " min_kib=%" PRIu64
			    " wmark_step=%" PRIu64 "\n",
			    i, q[i].limits, q[i].members,
			    oracle_lru_names[c->lru], swapdev_names[c->swap],
			    swap_pages(b), c->latency_ns, (int)c->rotating,
			    c->swappiness, c->page_cluster, c->boost, c->flush,
			    c->tlb, b->file_pages, c->file_readahead,
			    q[i].machine ? q[i].limit : 0, q[i].min_kib,
			    q[i].wmark_step);
	}
	(void)mem_text_close(&text);
	copy = mem_strdup(b->m, text.text);
	free(text.text);
	return (copy);
}

static int
add_modules(const struct boot *b, struct initrd *i, struct err *err)
{
	struct mem_text order;
	int failed = initrd_folder(i, "mod", err);

	mem_text_open(&order);
	for (size_t k = 0; failed == 0 && b->kernel->modules != NULL &&
			   kernelimage_modules[k] != NULL;
	     k++) {
		const char *name = kernelimage_modules[k];
		const char *path =
		    place_path(b->m, "%s/%s.ko", b->kernel->modules, name);

		if (!place_there(path))
			continue;
		fprintf(order.to, "%s\n", name);
		failed = initrd_file(
		    i, place_path(b->m, "mod/%s.ko", name), path, 0644, err);
	}
	(void)mem_text_close(&order);
	if (failed == 0)
		failed = initrd_text(i, "mod/order", order.text, err);
	free(order.text);
	return (failed);
}

static int
write_initrd(
    const struct boot *b, const char *path, const char *jobs, struct err *err)
{
	struct initrd *i;
	int failed = initrd_open(&i, path, err);

	if (failed == 0)
		failed = initrd_folder(i, "dev", err);
	if (failed == 0)
		failed = initrd_console(i, err);
	if (failed == 0)
		failed = initrd_file(i, "init", b->init, 0755, err);
	if (failed == 0)
		failed = add_modules(b, i, err);
	if (failed == 0)
		failed = initrd_file(i, "touches", b->touches, 0644, err);
	if (failed == 0)
		failed = initrd_text(i, "jobs", jobs, err);
	return (initrd_close(i, failed, err));
}

static void
look(void *self)
{
	const struct asking *k = self;

	progress_tell(k->b->progress, "asking the kernel",
	    guestanswer_count(k->console), k->n);
}

/* Enough for the touches, the pages in memory and those on swap. */
static int
memory_mib(const struct boot *b, const char *initrd, const struct question *q,
    size_t n, uint64_t *mib, struct err *err)
{
	uint64_t pages = b->region_pages, limit = 0;
	struct stat st;

	if (stat(initrd, &st) != 0)
		return (err_sys(err, "cannot read %s", initrd));
	for (size_t i = 0; i < n; i++)
		if (concerns(b, &q[i]) && q[i].limit > limit)
			limit = q[i].limit;
	*mib = GUEST_MIB + 3 * ((uint64_t)st.st_size / MIB) +
	       (2 * pages + b->file_pages + (limit < pages ? limit : pages)) *
		   GUEST_PAGE / MIB;
	if (*mib > MEMORY_MIB)
		return (err_set(err, ERR_LIMIT,
		    "a kernel for this trace needs %" PRIu64 " MiB", *mib));
	return (0);
}

static int
read_answers(const struct boot *b, const char *console,
    const struct question *q, struct oracle_answer *a, size_t n,
    struct err *err)
{
	FILE *from = fopen(console, "re");
	char warning[64];

	if (from == NULL)
		return (err_sys(err, "cannot read %s", console));
	guestanswer_read(from, a, n, warning, sizeof(warning));
	fclose(from);
	for (size_t i = 0; i < n; i++) {
		if (!concerns(b, &q[i]))
			continue;
		if (a[i].there && a[i].failed[0] == '\0')
			continue;
		return (err_set(err, ERR_SYS,
		    "kernel %s gave no answer with %" PRIu64 " pages: %s%s%s",
		    b->kernel->release, q[i].limit,
		    a[i].there ? a[i].failed : "it ended",
		    warning[0] != '\0' ? "; " : "", warning));
	}
	return (0);
}

int
boot_ask(const struct boot *b, const struct question *q,
    struct oracle_answer *a, size_t n, struct err *err)
{
	const char *initrd = place_path(b->m, "%s/initrd", b->folder);
	const char *console = place_path(b->m, "%s/console", b->folder);
	struct asking asking = { .b = b, .console = console };
	struct emulator_run run = { .kernel = b->kernel,
		.initrd = initrd,
		.console = console,
		.wait = look,
		.self = &asking };
	int failed;

	for (size_t i = 0; i < n; i++)
		if (concerns(b, &q[i])) {
			asking.n++;
			run.one_zone |= q[i].machine;
		}
	if (write_initrd(b, initrd, write_jobs(b, q, n), err) != 0 ||
	    memory_mib(b, initrd, q, n, &run.memory_mib, err) != 0)
		return (-1);
	run.timeout_s = (unsigned)(BOOT_S + asking.n * b->ntouch / TOUCHES_A_S);
	failed = emulator_boot(b->emulator, b->m, &run, err);
	if (failed == 0)
		failed = read_answers(b, console, q, a, n, err);
	(void)unlink(initrd);
	(void)unlink(console);
	return (failed);
}
