/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/guestbuild.h"

#include <stdio.h>
#include <string.h>

#include "base/save.h"
#include "oracle/place.h"
#include "oracle/subprocess.h"

#define SOURCES_MAX 24
#define COMPILE_S   300

/* Where headers are found as "oracle/guest/NAME.h". */
#define GUEST_FOLDER "oracle/guest"

static int
write_source(const char *path, const char *text, struct err *err)
{
	struct save save;

	if (save_open(&save, path, err) != 0)
		return (-1);
	fputs(text, save.to);
	return (save_close(&save, true, err));
}

const char *
guest_build(struct mem *m, const char *folder, struct err *err)
{
	const char *argv[SOURCES_MAX + 12] = { "cc", "-std=gnu17",
		"-D_GNU_SOURCE", "-O2", "-static", "-I", folder, "-o" };
	const struct command compile = { .argv = argv, .timeout_s = COMPILE_S };
	const char *program = place_path(m, "%s/init", folder);
	size_t n = 8;

	if (!command_there("cc")) {
		err_set(err, ERR_SYS,
		    "the guest's program is compiled, and there is no C "
		    "compiler (apt-get install gcc libc6-dev)");
		return (NULL);
	}
	if (place_folder(place_path(m, "%s/" GUEST_FOLDER, folder), err) != 0)
		return (NULL);
	argv[n++] = program;
	for (const struct guest_source *s = guest_sources; s->name != NULL;
	     s++) {
		const char *path =
		    place_path(m, "%s/" GUEST_FOLDER "/%s", folder, s->name);
		const char *dot = strrchr(s->name, '.');

		if (write_source(path, s->text, err) != 0)
			return (NULL);
		if (dot != NULL && strcmp(dot, ".c") == 0 &&
		    n < sizeof(argv) / sizeof(argv[0]) - 1)
			argv[n++] = path;
	}
	if (command_run(&compile, "compiling the guest's program", err) != 0)
		return (NULL);
	return (program);
}
