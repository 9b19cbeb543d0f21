/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The first process of a kernel that is asked, the only program in its initial
 * file system:
 *
 *	/jobs		a line of key=value words for each question
 *	/touches	what is replayed (touchfile.h)
 *	/mod		modules, loaded in the order of /mod/order
 *
 * It answers each question with one line on the console that begins with
 * ANSWER, and reboots, at which the emulator ends.
 */
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "oracle/guest/answer.h"
#include "oracle/guest/nullblk.h"
#include "oracle/guest/replayer.h"
#include "oracle/guest/swapdev.h"

#define JOBS_ROOM 65536
#define LINE_ROOM 2048
#define WORD_ROOM 256
#define GROUPS    "/cg"

#define SETTLE_STEPS 50 /* of a tenth of a second */
#define FILE_NAME    "pagerace-file"

static int console = 1;

static void
print(const char *format, ...)
{
	char line[LINE_ROOM];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n > (int)sizeof(line) - 1)
		n = (int)sizeof(line) - 1;
	for (int at = 0; at < n;) {
		ssize_t w = write(console, line + at, (size_t)(n - at));

		if (w <= 0)
			break;
		at += (int)w;
	}
}

static void
load_module(const char *name)
{
	char path[128];
	int fd;

	snprintf(path, sizeof(path), "/mod/%s.ko", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return; /* built in */
	if (syscall(SYS_finit_module, fd,
		strcmp(name, "null_blk") == 0 ? "nr_devices=0" : "", 0) != 0 &&
	    errno != EEXIST)
		print(ANSWER " warning=module-%s-%d\n", name, errno);
	close(fd);
}

/* Until the kernel has done what a boot, or the last question, left to do.  A
 * kernel after 6.1 adds up statistics at each look at them until its timer has
 * done so once, 2 s after the boot (mem_cgroup_flush_stats_ratelimited()). */
static void
settle(void)
{
	const struct timespec step = { .tv_nsec = 100000000 };

	for (unsigned i = 0; i < SETTLE_STEPS; i++)
		(void)nanosleep(&step, NULL);
}

static void
mount_all(void)
{
	static const struct {
		const char *type, *folder;
	} mounts[] = {
		{ "proc", "/proc" },
		{ "sysfs", "/sys" },
		{ "devtmpfs", "/dev" },
		{ "cgroup2", GROUPS },
	};
	static char order[LINE_ROOM];

	for (size_t i = 0; i < sizeof(mounts) / sizeof(mounts[0]); i++) {
		mkdir(mounts[i].folder, 0755);
		mount("none", mounts[i].folder, mounts[i].type, 0, NULL);
	}
	console = open("/dev/console", O_RDWR | O_CLOEXEC);
	(void)group_write("/proc/sys/kernel/randomize_va_space", "0");
	(void)group_write("/proc/sys/kernel/hung_task_timeout_secs", "0");
	(void)group_write("/proc/sys/vm/stat_interval", "1");
	(void)counters_text("/mod/order", order, sizeof(order));
	for (char *name = strtok(order, "\n"); name != NULL;
	     name = strtok(NULL, "\n"))
		load_module(name);
	mount("none", "/sys/kernel/config", "configfs", 0, NULL);
	(void)group_write(GROUPS "/cgroup.subtree_control", "+memory");
}

/* The value of a key in a line of key=value words, or what stands for it. */
static const char *
word(const char *line, const char *key, const char *otherwise)
{
	static char value[8][WORD_ROOM];
	static unsigned next;
	size_t length = strlen(key);

	for (const char *at = line; *at != '\0';) {
		if (strncmp(at, key, length) == 0 && at[length] == '=') {
			char *v = value[next++ % 8];

			snprintf(v, WORD_ROOM, "%.*s",
			    (int)strcspn(at + length + 1, " "),
			    at + length + 1);
			return (v);
		}
		at += strcspn(at, " ");
		at += strspn(at, " ");
	}
	return (otherwise);
}

static unsigned long long
number(const char *line, const char *key)
{
	return (strtoull(word(line, key, "0"), NULL, 10));
}

static void
set_kernel(const char *line)
{
	const char *lru = word(line, "lru", "classic");

	(void)group_write(
	    "/proc/sys/vm/page-cluster", word(line, "page_cluster", "0"));
	(void)group_write("/proc/sys/vm/watermark_boost_factor",
	    word(line, "boost", "15000"));
	(void)group_write(
	    "/proc/sys/vm/swappiness", word(line, "swappiness", "60"));
	(void)group_write(
	    "/sys/kernel/mm/transparent_hugepage/enabled", "never");
	if (group_write("/sys/kernel/mm/lru_gen/enabled",
		strcmp(lru, "mglru") == 0 ? "y" : "n") != 0 &&
	    strcmp(lru, "mglru") == 0)
		print(ANSWER " warning=no-lru_gen\n");
	(void)group_write("/proc/sys/vm/compact_memory", "1");
}

static void
print_answer(const char *job, const struct replay_answer *a)
{
	struct utsname u;
	char line[LINE_ROOM];
	int n;

	uname(&u);
	n = snprintf(line, sizeof(line),
	    ANSWER " job=%s release=%s majflt=%llu minflt=%llu "
		   "kernel_pages=%llu oom=%llu",
	    word(job, "job", "0"), u.release, (unsigned long long)a->majflt,
	    (unsigned long long)a->minflt, (unsigned long long)a->kernel_pages,
	    (unsigned long long)a->ooms);
	for (int i = 0; i < COUNTERS; i++)
		n += snprintf(line + n, sizeof(line) - (size_t)n, " %s=%llu",
		    counter_rows[i].name, (unsigned long long)a->counted.n[i]);
	print("%s\n", line);
}

static void
fail(const char *job, const char *what)
{
	print(ANSWER " job=%s failed=%s (%s)\n", word(job, "job", "0"), what,
	    strerror(errno));
}

static enum swapdev_kind
swap_kind(const char *name)
{
	for (int i = 0; swapdev_names[i] != NULL; i++)
		if (strcmp(swapdev_names[i], name) == 0)
			return ((enum swapdev_kind)i);
	return (SWAPDEV_ZRAM);
}

static void
answer(const char *job)
{
	const struct swapdev_spec swap = {
		.kind = swap_kind(word(job, "swap", "zram")),
		.pages = number(job, "swap_pages"),
		.latency_ns = number(job, "latency_ns"),
		.rotating = number(job, "rotating") != 0,
		.folder = "/",
	};
	const struct wholememory_spec machine = {
		.pages = number(job, "machine"),
		.min_kib = number(job, "min_kib"),
		.step = number(job, "wmark_step"),
	};
	const struct nullblk_spec disk = { .name = FILE_NAME,
		.pages = number(job, "file_pages"),
		.readahead = number(job, "file_readahead") };
	char file[NULLBLK_PATH];
	struct replay_answer a;
	struct swapdev d;
	struct groups g;
	const char *failed = swapdev_open(&d, &swap);
	char name[32];
	const struct groups_spec groups = { .version = 2,
		.root = GROUPS,
		.name = name,
		.limits = word(job, "limit", "0"),
		.members = word(job, "members", "0"),
		.page_bytes = (uint64_t)sysconf(_SC_PAGESIZE) };

	if (failed == NULL && disk.pages > 0)
		failed = nullblk_open(file, &disk);
	set_kernel(job);
	snprintf(name, sizeof(name), "job%s", word(job, "job", "0"));
	if (failed != NULL)
		fail(job, failed);
	else if (groups_open(&g, &groups) != 0)
		fail(job, "a memory group cannot be made");
	else {
		const struct replay_spec spec = { .touches = "/touches",
			.groups = &g,
			.file = disk.pages > 0 ? file : NULL,
			.machine = machine.pages > 0 ? &machine : NULL,
			.flush = number(job, "flush"),
			.tlb = number(job, "tlb") };

		replayer_run(&spec, &a);
		if (a.failed[0] != '\0' && a.ooms == 0)
			fail(job, a.failed);
		else
			print_answer(job, &a);
		(void)groups_close(&g);
	}
	(void)swapdev_close(&d);
	if (disk.pages > 0)
		(void)nullblk_close(FILE_NAME);
}

int
main(void)
{
	static char jobs[JOBS_ROOM];

	mount_all();
	(void)counters_text("/jobs", jobs, sizeof(jobs));
	for (char *job = jobs; *job != '\0';) {
		char *end = strchr(job, '\n');

		if (end != NULL)
			*end = '\0';
		if (*job != '\0') {
			settle();
			answer(job);
		}
		job = end != NULL ? end + 1 : job + strlen(job);
	}
	sync();
	reboot(RB_AUTOBOOT);
	for (;;)
		pause();
}
