/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/kernelimage.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/save.h"
#include "oracle/place.h"
#include "trace/input.h"

#define CLOUD "-cloud-amd64"
/* Where a bzImage has "HdrS" (Documentation/arch/x86/boot.rst). */
#define SETUP_MAGIC 0x202

const char *const kernelimage_modules[] = {
	"lz4_compress",
	"lz4hc_compress",
	"lz4",
	"lz4hc",
	"842_compress",
	"842_decompress",
	"lzo",
	"lzo-rle",
	"zsmalloc",
	"zram",
	"configfs",
	"null_blk",
	NULL,
};

/* Packages of a release: all in one, or image and modules apart. */
static const char *const whole[] = { "linux-image-", NULL };
static const char *const split[] = { "linux-binary-", "linux-modules-", NULL };

/* Whether a release is of the version: "6.1" is of "6.1.0-50", not "6.12". */
static bool
is_of(const char *release, const char *version)
{
	size_t n = strlen(version);

	return (strncmp(release, version, n) == 0 &&
		(release[n] == '\0' || strchr(".-+", release[n]) != NULL));
}

/* The highest of the releases behind a prefix, or NULL. */
static char *
highest(const struct aptcache *a, char *names, const char *prefix,
    const char *version)
{
	char *best = NULL;
	size_t n = strlen(prefix), end = strlen(CLOUD);

	for (char *line = strtok(names, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		size_t length = strlen(line);

		if (length < n + end || strncmp(line, prefix, n) != 0 ||
		    strcmp(line + length - end, CLOUD) != 0 ||
		    !is_of(line + n, version))
			continue;
		if (best == NULL || strverscmp(line + n, best) > 0)
			best = mem_strdup(a->m, line + n);
	}
	return (best);
}

static char *
cached(const struct aptcache *a, const char *version)
{
	char *best = NULL;
	struct dirent *e;
	DIR *d;

	d = opendir(place_path(a->m, "%s/kernels", a->folder));
	while (d != NULL && (e = readdir(d)) != NULL)
		if (is_of(e->d_name, version) &&
		    (best == NULL || strverscmp(e->d_name, best) > 0))
			best = mem_strdup(a->m, e->d_name);
	if (d != NULL)
		closedir(d);
	return (best);
}

/* One file, uncompressed. */
static int
copy(const char *from, const char *to, struct err *err)
{
	struct input *in;
	struct save save;
	int failed = input_open(&in, from, NULL, err);

	if (failed != 0)
		return (-1);
	failed = save_open(&save, to, err);
	if (failed == 0) {
		for (;;) {
			fwrite(in->p, 1, (size_t)(in->end - in->p), save.to);
			in->p = in->end;
			if (in->eof || failed != 0)
				break;
			failed = input_more(in, err);
		}
		failed = save_close(&save, failed == 0, err);
	}
	input_close(in);
	return (failed);
}

/* Where a module is in an unpacked package; NULL: nowhere. */
static const char *
find_module(struct mem *m, const char *folder, const char *name)
{
	static const char *const ends[] = { "", ".xz", ".zst" };
	static const char *const places[] = { "lib/crypto", "lib/lz4",
		"lib/842", "lib/lzo", "crypto", "mm", "drivers/block/zram",
		"drivers/block/null_blk", "fs/configfs" };

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
			char *path = place_path(m, "%s/kernel/%s/%s.ko%s",
			    folder, places[i], name, ends[k]);

			if (place_there(path))
				return (path);
		}
	return (NULL);
}

/* A module that is not there is built in, or not of this version. */
static int
copy_modules(struct mem *m, const char *from, const char *to, struct err *err)
{
	if (place_folder(place_path(m, "%s/mod", to), err) != 0)
		return (-1);
	for (size_t i = 0; kernelimage_modules[i] != NULL; i++) {
		const char *name = kernelimage_modules[i];
		const char *path = find_module(m, from, name);

		if (path != NULL &&
		    copy(path, place_path(m, "%s/mod/%s.ko", to, name), err) !=
			0)
			return (-1);
	}
	return (0);
}

/* Keeps of the unpacked packages what is needed. */
static int
keep(struct mem *m, const char *unpacked, const char *release, const char *to,
    struct err *err)
{
	const char *modules =
	    place_path(m, "%s/lib/modules/%s", unpacked, release);
	const char *image =
	    place_path(m, "%s/boot/vmlinuz-%s", unpacked, release);

	if (!place_there(modules))
		modules =
		    place_path(m, "%s/usr/lib/modules/%s", unpacked, release);
	if (!place_there(modules))
		return (err_set(err, ERR_SYS,
		    "the package of kernel %s has no modules", release));
	if (!place_there(image))
		image = place_path(m, "%s/vmlinuz", modules);
	if (copy_modules(m, modules, to, err) != 0)
		return (-1);
	return (copy(image, place_path(m, "%s/vmlinuz", to), err));
}

static int
fetch(const struct aptcache *a, const char *const *prefix, const char *release,
    struct err *err)
{
	const char *unpacked = place_path(a->m, "%s/unpacked", a->folder);
	const char *made = place_path(a->m, "%s/making-%s", a->folder, release);
	const char *final = place_path(a->m, "%s/kernels", a->folder);
	int failed = 0;

	if (place_folder(made, err) != 0 || place_folder(final, err) != 0)
		return (-1);
	for (; failed == 0 && *prefix != NULL; prefix++)
		failed = aptcache_unpack(a,
		    place_path(a->m, "%s%s", *prefix, release), unpacked, err);
	if (failed == 0)
		failed = keep(a->m, unpacked, release, made, err);
	place_remove(unpacked);
	final = place_path(a->m, "%s/kernels/%s", a->folder, release);
	/* In place at once and as a whole. */
	if (failed == 0 && rename(made, final) != 0 && errno != ENOTEMPTY &&
	    errno != EEXIST)
		failed = err_sys(err, "cannot make %s", final);
	place_remove(made);
	return (failed);
}

static void
place(struct kernelimage *k, const struct aptcache *a, const char *release)
{
	k->release = release;
	k->image =
	    place_path(a->m, "%s/kernels/%s/vmlinuz", a->folder, release);
	k->modules = place_path(a->m, "%s/kernels/%s/mod", a->folder, release);
}

/* "6.12" of the package of a kernel, cut off in place; NULL: it is of none. */
static char *
cut_version(char *line)
{
	char *v = line + strlen(whole[0]);
	size_t n = strspn(v, "0123456789");

	if (v[n] != '.' || strstr(v, CLOUD) == NULL)
		return (NULL);
	n += 1 + strspn(v + n + 1, "0123456789");
	v[n] = '\0';
	return (v);
}

static int
by_version(const void *a, const void *b)
{
	return (strverscmp(*(char *const *)a, *(char *const *)b));
}

/* The versions that there are, for an error. */
static const char *
list_versions(struct mem *m, char *names)
{
	char **version = mem_array(m, strlen(names) + 1, sizeof(*version));
	const size_t size = 2 * strlen(names) + 1; /* each and ", " */
	char *shown = mem_alloc(m, size);
	size_t n = 0, at = 0;

	shown[0] = '\0';
	for (char *line = strtok(names, "\n"); line != NULL;
	     line = strtok(NULL, "\n")) {
		version[n] = cut_version(line);
		n += version[n] != NULL;
	}
	qsort(version, n, sizeof(*version), by_version);
	for (size_t i = 0; i < n; i++)
		if (i == 0 || strcmp(version[i], version[i - 1]) != 0)
			at += (size_t)snprintf(shown + at, size - at, "%s%s",
			    at > 0 ? ", " : "", version[i]);
	return (shown);
}

/* The highest release of a version that the packages have, and the packages
 * that it is in.  Where there is an image apart from the modules, the package
 * of the whole has nothing but dependencies.  NULL, without an error: none. */
static int
offered(const struct aptcache *a, const char *version, char **release,
    const char *const **prefix, struct err *err)
{
	char *names, *apart;

	*prefix = whole;
	if (aptcache_open(a, err) != 0 ||
	    aptcache_names(a, whole[0], &names, err) != 0)
		return (-1);
	*release = highest(a, names, whole[0], version);
	if (aptcache_names(a, split[0], &names, err) != 0)
		return (-1);
	apart = highest(a, names, split[0], version);
	if (apart != NULL &&
	    (*release == NULL || strverscmp(apart, *release) >= 0)) {
		*release = apart;
		*prefix = split;
	}
	return (0);
}

int
kernelimage_find(struct kernelimage *k, const struct aptcache *a,
    const char *version, struct err *err)
{
	char *names, *release = cached(a, version);
	const char *const *prefix;

	*k = (struct kernelimage){ .release = NULL };
	if (release == NULL) {
		if (offered(a, version, &release, &prefix, err) != 0)
			return (-1);
		if (release == NULL) {
			if (aptcache_names(a, whole[0], &names, err) != 0)
				return (-1);
			return (err_set(err, ERR_USAGE,
			    "--kernel %.40s: the packages have no such "
			    "kernel; there are %.160s",
			    version, list_versions(a->m, names)));
		}
		if (fetch(a, prefix, release, err) != 0)
			return (-1);
	}
	place(k, a, release);
	return (0);
}

/* As qemu takes it: what a kernel's build makes for booting, or the kernel
 * itself, which is ELF. */
static bool
is_kernel(const unsigned char *head, size_t n)
{
	return ((n >= SETUP_MAGIC + 4 &&
		    memcmp(head + SETUP_MAGIC, "HdrS", 4) == 0) ||
		(n >= 4 && memcmp(head, "\177ELF", 4) == 0));
}

int
kernelimage_own(struct kernelimage *k, const char *path, const char *modules,
    struct err *err)
{
	const char *slash = strrchr(path, '/');
	unsigned char head[SETUP_MAGIC + 4];
	FILE *from = fopen(path, "re");
	size_t n;

	if (from == NULL)
		return (err_set(err, ERR_USAGE,
		    "--kernel-image %.200s: it cannot be read", path));
	n = fread(head, 1, sizeof(head), from);
	fclose(from);
	if (!is_kernel(head, n))
		return (err_set(err, ERR_USAGE,
		    "--kernel-image %.200s: it is no kernel (a bzImage)",
		    path));
	*k = (struct kernelimage){ .release = slash != NULL ? slash + 1 : path,
		.image = path,
		.modules = modules };
	return (0);
}
