/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/aptcache.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/save.h"
#include "oracle/place.h"
#include "oracle/subprocess.h"

#define ARGS       32
#define NAMES_ROOM (UINT64_C(4) << 20)
#define SITES_ROOM 65536
#define SITE_ROOM  1024
#define CODE_ROOM  64
#define FETCH_S    1800
#define KEYRING    "/usr/share/keyrings/debian-archive-keyring.gpg"

/* Lists of sources: of kernels, the suites of stable releases and newer ones;
 * of the emulator, those of the system and no other one, because apt would
 * replace the system's libraries by newer ones. */
static const char kernels_list[] = "sources.list";
static const char emulator_list[] = "emulator.list";
static const char *const suites[] = {
	"bookworm",
	"bookworm-backports",
	"trixie",
	"trixie-backports",
	NULL,
};

/* "-o NAME=FOLDER/..." for each place that apt writes to. */
struct apt_args {
	const char *argv[ARGS];
	struct mem *m;
	size_t n;
};

static void
add_option(
    struct apt_args *a, const char *name, const char *folder, const char *rest)
{
	a->argv[a->n++] = "-o";
	a->argv[a->n++] = place_path(a->m, "%s=%s%s", name, folder, rest);
}

static void
begin_args(struct apt_args *a, const struct aptcache *c, const char *program,
    const char *list)
{
	*a = (struct apt_args){ .argv = { program }, .m = c->m, .n = 1 };
	add_option(a, "Dir::Etc::sourcelist", c->folder,
	    place_path(c->m, "/apt/%s", list));
	add_option(a, "Dir::State::lists", c->folder, "/apt/lists");
	add_option(a, "Dir::Cache", c->folder, "/apt/cache");
	add_option(a, "Dir::Etc::sourceparts", "/dev/null", "");
	add_option(a, "Debug::NoLocking", "1", "");
	add_option(a, "APT::Sandbox::User", "", "");
}

static int
run(const struct aptcache *c, const char *const *argv, const char *folder,
    char *text, size_t size, const char *what, struct err *err)
{
	const struct command command = { .argv = argv,
		.folder = folder,
		.text = text,
		.size = size,
		.timeout_s = FETCH_S,
		.wait = c->wait,
		.self = c->self };

	return (command_run(&command, what, err));
}

/* Where the system's packages come from: the first site that is not one of
 * security updates alone. */
static int
find_site(const struct aptcache *c, char *site, size_t size, struct err *err)
{
	static const char *const argv[] = { "apt-get", "indextargets",
		"--format", "$(SITE)", "Created-By: Packages", NULL };
	char *text = mem_alloc(c->m, SITES_ROOM);

	if (run(c, argv, NULL, text, SITES_ROOM, "asking apt for its sources",
		err) != 0)
		return (-1);
	for (char *line = strtok(text, "\n"); line != NULL;
	     line = strtok(NULL, "\n"))
		if (strstr(line, "security") == NULL) {
			snprintf(site, size, "%s", line);
			return (0);
		}
	return (err_set(err, ERR_SYS,
	    "apt has no source of packages (run apt-get update)"));
}

static int
write_sources(const struct aptcache *c, const char *list,
    const char *const *suite, struct err *err)
{
	char site[SITE_ROOM];
	struct save save;

	if (find_site(c, site, sizeof(site), err) != 0 ||
	    save_open(&save, place_path(c->m, "%s/apt/%s", c->folder, list),
		err) != 0)
		return (-1);
	for (; *suite != NULL; suite++)
		fprintf(save.to, "deb [signed-by=" KEYRING "] %s %s main\n",
		    site, *suite);
	return (save_close(&save, true, err));
}

int
aptcache_open(const struct aptcache *c, struct err *err)
{
	char *made = place_path(c->m, "%s/apt/sources.list", c->folder);
	struct apt_args a;

	if (!command_there("apt-get") || !command_there("dpkg-deb"))
		return (err_set(err, ERR_SYS,
		    "kernels are fetched by apt, which is not here (give one "
		    "with --kernel-image FILE)"));
	if (place_there(made))
		return (0);
	if (place_folder(place_path(c->m, "%s/apt/lists/partial", c->folder),
		err) != 0 ||
	    place_folder(
		place_path(c->m, "%s/apt/cache/archives/partial", c->folder),
		err) != 0 ||
	    write_sources(c, kernels_list, suites, err) != 0)
		return (-1);
	begin_args(&a, c, "apt-get", kernels_list);
	a.argv[a.n++] = "update";
	if (run(c, a.argv, NULL, NULL, 0, "fetching lists of packages", err) ==
	    0)
		return (0);
	(void)unlink(made); /* so that it is tried again */
	return (-1);
}

int
aptcache_names(
    const struct aptcache *c, const char *prefix, char **names, struct err *err)
{
	struct apt_args a;

	*names = mem_alloc(c->m, NAMES_ROOM);
	begin_args(&a, c, "apt-cache", kernels_list);
	a.argv[a.n++] = "pkgnames";
	a.argv[a.n++] = prefix;
	return (run(
	    c, a.argv, NULL, *names, NAMES_ROOM, "looking for packages", err));
}

/* Unpacks and removes all packages in a folder. */
static int
unpack_folder(
    const struct aptcache *c, const char *from, const char *to, struct err *err)
{
	DIR *d = opendir(from);
	struct dirent *e;
	int failed = 0;

	if (d == NULL)
		return (err_sys(err, "cannot read %s", from));
	while (failed == 0 && (e = readdir(d)) != NULL) {
		const char *dot = strrchr(e->d_name, '.');
		const char *argv[] = { "dpkg-deb", "-x", NULL, to, NULL };

		if (dot == NULL || strcmp(dot, ".deb") != 0)
			continue;
		argv[2] = place_path(c->m, "%s/%s", from, e->d_name);
		failed =
		    run(c, argv, NULL, NULL, 0, "unpacking a package", err);
		(void)unlink(argv[2]);
	}
	closedir(d);
	return (failed);
}

int
aptcache_unpack(const struct aptcache *c, const char *package, const char *to,
    struct err *err)
{
	char *folder = place_path(c->m, "%s/apt/fetched", c->folder);
	struct apt_args a;

	if (place_folder(folder, err) != 0 || place_folder(to, err) != 0)
		return (-1);
	begin_args(&a, c, "apt-get", kernels_list);
	a.argv[a.n++] = "download";
	a.argv[a.n++] = package;
	if (run(c, a.argv, folder, NULL, 0, "fetching a kernel", err) != 0)
		return (-1);
	return (unpack_folder(c, folder, to, err));
}

/* The name of the system's release; "": it is not Debian's. */
static void
codename(char *name, size_t size)
{
	static const char key[] = "VERSION_CODENAME=";
	FILE *from = fopen("/etc/os-release", "re");
	char line[256];

	name[0] = '\0';
	while (from != NULL && fgets(line, sizeof(line), from) != NULL)
		if (strncmp(line, key, sizeof(key) - 1) == 0)
			snprintf(name, size, "%.*s",
			    (int)strcspn(line + sizeof(key) - 1, "\n"),
			    line + sizeof(key) - 1);
	if (from != NULL)
		fclose(from);
}

int
aptcache_unpack_all(const struct aptcache *c, const char *const *package,
    const char *to, struct err *err)
{
	char suite[CODE_ROOM], backports[CODE_ROOM + 16];
	const char *const both[] = { suite, backports, NULL };
	struct apt_args a;

	codename(suite, sizeof(suite));
	snprintf(backports, sizeof(backports), "%s-backports", suite);
	if (write_sources(c, emulator_list, both, err) != 0 ||
	    place_folder(to, err) != 0)
		return (-1);
	begin_args(&a, c, "apt-get", emulator_list);
	a.argv[a.n++] = "install";
	a.argv[a.n++] = "--download-only";
	a.argv[a.n++] = "--no-install-recommends";
	a.argv[a.n++] = "-y";
	for (; *package != NULL; package++)
		a.argv[a.n++] = place_path(c->m, "%s/%s", *package, backports);
	if (run(c, a.argv, NULL, NULL, 0, "fetching an emulator", err) != 0)
		return (-1);
	return (unpack_folder(
	    c, place_path(c->m, "%s/apt/cache/archives", c->folder), to, err));
}
