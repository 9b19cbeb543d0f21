/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/emulator.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "oracle/place.h"
#include "oracle/subprocess.h"

#define QEMU_PROGRAM "qemu-system-x86_64"
#define ARGS         48
#define TEXT         512
#define ASKING_S     20

/* The kernel's words: quiet, at fixed addresses, and rebooted on a panic, at
 * which the emulator ends. */
#define KERNEL_WORDS                                                           \
	"console=ttyS0 quiet loglevel=0 nokaslr norandmaps mitigations=off "   \
	"cryptomgr.notests "                                                   \
	"random.trust_cpu=off panic=-1 cgroup_no_v1=all rdinit=/init"

static const char kernel_words[] = KERNEL_WORDS;
static const char one_zone_words[] = KERNEL_WORDS " memmap=15M$1M";

/* What the emulator is made of, where the release's own is too old. */
static const char *const packages[] = {
	"qemu-system-x86",
	"qemu-system-common",
	"qemu-system-data",
	"seabios",
	NULL,
};

/* Fills in the version; false: it does not run, or is too old. */
static bool
is_usable(struct emulator *e)
{
	const char *argv[] = { e->program, "--version", NULL };
	char text[TEXT];
	const struct command ask = { .argv = argv,
		.library = e->library,
		.text = text,
		.size = sizeof(text),
		.timeout_s = ASKING_S };
	const char *at;
	struct err err;

	if (command_run(&ask, "asking the emulator", &err) != 0)
		return (false);
	at = strstr(text, "version ");
	if (at == NULL)
		return (false);
	at += strlen("version ");
	snprintf(e->version, sizeof(e->version), "%.*s",
	    (int)strspn(at, "0123456789."), at);
	return (strtol(e->version, NULL, 10) >= EMULATOR_LEAST);
}

static void
place(struct emulator *e, const struct aptcache *a, const char *folder)
{
	*e = (struct emulator){
		.program = place_path(a->m, "%s/usr/bin/" QEMU_PROGRAM, folder),
		.library = place_path(a->m,
		    "%s/usr/lib/x86_64-linux-gnu:%s/lib/x86_64-linux-gnu",
		    folder, folder),
		.firmware = { place_path(a->m, "%s/usr/share/qemu", folder),
		    place_path(a->m, "%s/usr/share/seabios", folder) },
	};
	if (!place_there(e->firmware[1]))
		e->firmware[1] = "/usr/share/seabios";
}

int
emulator_find(struct emulator *e, const struct aptcache *a, struct err *err)
{
	const char *folder = place_path(a->m, "%s/emulator", a->folder);

	*e = (struct emulator){ .program = QEMU_PROGRAM };
	if (command_there(QEMU_PROGRAM) && is_usable(e))
		return (0);
	place(e, a, folder);
	if (place_there(e->program) && is_usable(e))
		return (0);
	if (aptcache_open(a, err) != 0 ||
	    aptcache_unpack_all(a, packages, folder, err) != 0)
		return (-1);
	place(e, a, folder);
	if (is_usable(e))
		return (0);
	return (err_set(err, ERR_SYS,
	    QEMU_PROGRAM " %d or newer is needed, and what apt fetched does "
			 "not run (install qemu-system-x86 from backports)",
	    EMULATOR_LEAST));
}

int
emulator_boot(const struct emulator *e, struct mem *m,
    const struct emulator_run *run, struct err *err)
{
	const char *argv[ARGS] = { e->program, "-M", "pc", "-cpu", "qemu64",
		"-smp", "1", "-accel", "tcg,thread=single,tb-size=256",
		"-icount", "shift=0,sleep=off", "-rtc",
		"base=2024-01-01T00:00:00,clock=vm", "-seed", "1",
		"-nodefaults", "-no-user-config", "-display", "none",
		"-no-reboot", "-monitor", "none", "-append",
		run->one_zone ? one_zone_words : kernel_words, "-kernel",
		run->kernel->image, "-initrd", run->initrd };
	const struct command boot = { .argv = argv,
		.library = e->library,
		.timeout_s = run->timeout_s,
		.wait = run->wait,
		.self = run->self };
	size_t n = 0;

	while (argv[n] != NULL)
		n++;
	argv[n++] = "-m";
	argv[n++] = place_path(m, "%" PRIu64, run->memory_mib);
	argv[n++] = "-serial";
	argv[n++] = place_path(m, "file:%s", run->console);
	for (size_t i = 0; i < 2 && e->firmware[i] != NULL; i++) {
		argv[n++] = "-L";
		argv[n++] = e->firmware[i];
	}
	return (command_run(&boot, "emulating a kernel", err));
}
