/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In place of libFuzzer: gives the entry every file of the folders named on the
 * command line, or of its own corpus, CORPUS, below the source, with each
 * choice. A crash is a failure, and so is a folder without a file.
 *
 * With FUZZ_SEEDS=FOLDER it writes the inputs to that folder instead, for a
 * fuzzer to begin with.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_choice.h"

static void
die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void
write_seed(const char *path, const uint8_t *bytes, size_t size)
{
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%.2000s/%.1000s.%u", getenv("FUZZ_SEEDS"),
	    strrchr(path, '/') + 1, bytes[size - 1]);
	f = fopen(name, "wb");
	if (f == NULL || fwrite(bytes, 1, size, f) != size || fclose(f) != 0)
		die(name);
}

static void
run_file(const char *path, size_t size)
{
	bool seeds = getenv("FUZZ_SEEDS") != NULL;
	uint8_t *bytes = malloc(size + 1);
	FILE *f = fopen(path, "rb");

	if (bytes == NULL || f == NULL || fread(bytes, 1, size, f) != size)
		die(path);
	fclose(f);
	/* Named first, so that a crash tells which it was. */
	printf("%s\n", path);
	fflush(stdout);
	for (unsigned i = 0; i < fuzz_choices(); i++) {
		bytes[size] = (uint8_t)i;
		if (seeds)
			write_seed(path, bytes, size + 1);
		else
			LLVMFuzzerTestOneInput(bytes, size + 1);
	}
	free(bytes);
}

static int
run_folder(const char *folder)
{
	DIR *d = opendir(folder);
	const struct dirent *e;
	int files = 0;

	if (d == NULL)
		die(folder);
	while ((e = readdir(d)) != NULL) {
		char path[4096];
		struct stat st;

		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
			run_file(path, (size_t)st.st_size);
			files++;
		}
	}
	closedir(d);
	return (files);
}

int
main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir");
	char own[4096];
	int files = 0;

	snprintf(own, sizeof(own), "%s/tests/fuzz/corpus/%s",
	    srcdir != NULL ? srcdir : ".", CORPUS);
	if (argc < 2)
		files = run_folder(own);
	for (int i = 1; i < argc; i++)
		files += run_folder(argv[i]);
	printf("%d files\n", files);
	return (files > 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
