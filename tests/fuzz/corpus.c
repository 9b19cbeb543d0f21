/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * In place of libFuzzer: gives the entry every file of the folders named on the
 * command line, or of its own corpus, CORPUS, below the source.  A crash is a
 * failure, and so is a folder without a file.
 */
#include <sys/stat.h>

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void
die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static void
run_file(const char *path, size_t size)
{
	uint8_t *bytes = malloc(size + 1);
	FILE *f = fopen(path, "rb");

	if (bytes == NULL || f == NULL || fread(bytes, 1, size, f) != size)
		die(path);
	fclose(f);
	/* Named first, so that a crash tells which it was. */
	printf("%s\n", path);
	fflush(stdout);
	LLVMFuzzerTestOneInput(bytes, size);
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
