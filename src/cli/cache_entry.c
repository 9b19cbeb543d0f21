/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and writing entries of a cache.
 */
#include "cli/cache_entry.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"
#include "base/save.h"
#include "cli/gen_source.h"
#include "result/json.h"
#include "result/label.h"
#include "trace/input.h"
#include "trace/trace.h"

/* "pagerace.cache/1 xxh3:0123456789abcdef\n", before the document. */
#define HEAD_SIZE 40
static const char head_form[] = "pagerace.cache/1 xxh3:%016" PRIx64 "\n";

void
cache_name(char out[CACHE_NAME_SIZE], const char *key)
{
	size_t n = strlen(key);

	snprintf(out, CACHE_NAME_SIZE, "%016" PRIx64 "%016" PRIx64 ".json",
	    XXH3_64bits_withSeed(key, n, 1), XXH3_64bits_withSeed(key, n, 2));
}

int
cache_trace_digest(const struct options *o, const struct suite_trace *t,
    char out[24], struct err *err)
{
	struct trace_spec spec = { .path = t->path };
	struct input *in;
	int failed;

	if (path_is_pattern(t->path)) {
		if (gen_source(&spec, o, err) != 0)
			return (-1);
		memcpy(out, spec.source->digest, sizeof(spec.source->digest));
		return (0);
	}
	if (input_open(&in, t->path, NULL, err) != 0)
		return (-1);
	do {
		in->p = in->end;
		failed = in->eof ? 0 : input_more(in, err);
	} while (failed == 0 && !in->eof);
	input_digest(in, out);
	input_close(in);
	return (failed);
}

static void
path_of(char out[PATH_MAX], const char *folder, const char *name)
{
	snprintf(out, PATH_MAX, "%s/%s", folder, name);
}

/* The bytes of a file, with a NUL behind them; NULL: there is none, or it has
 * more than a document may have. */
static char *
read_whole(const char *path, size_t *size)
{
	int fd = file_open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK, 0);
	struct stat st;
	char *all = NULL;
	ssize_t n = -1;

	if (fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
	    (uint64_t)st.st_size <= DOCUMENT_BYTES)
		all = calloc((size_t)st.st_size + 1, 1);
	if (all != NULL)
		n = file_read(fd, all, (size_t)st.st_size);
	if (fd >= 0)
		close(fd);
	if (n >= 0) {
		*size = (size_t)n;
		return (all);
	}
	free(all);
	return (NULL);
}

/* Has the text the head of its own digest? */
static bool
is_whole(const char *all, size_t size)
{
	char head[HEAD_SIZE + 1];

	if (size < HEAD_SIZE)
		return (false);
	snprintf(head, sizeof(head), head_form,
	    XXH3_64bits(all + HEAD_SIZE - 1, size - (HEAD_SIZE - 1)));
	return (memcmp(head, all, HEAD_SIZE - 1) == 0);
}

static bool
read_document(char *all, size_t size, const char *folder, struct document *d)
{
	size_t skip = HEAD_SIZE - 1;
	struct err err;
	FILE *from;
	int failed;

	if (!is_whole(all, size))
		return (false);
	from = fmemopen(all + skip, size - skip, "r");
	if (from == NULL)
		mem_die("out of memory");
	failed = document_read(d, folder, from, &err);
	fclose(from);
	if (failed == 0 && (d->nstudy != 1 || d->suite)) {
		document_close(d);
		failed = -1;
	}
	return (failed == 0);
}

bool
cache_read(const char *folder, const char *name, struct document *d)
{
	char path[PATH_MAX], *all;
	size_t size = 0;
	bool good;

	path_of(path, folder, name);
	all = read_whole(path, &size);
	if (all == NULL)
		return (false);
	good = read_document(all, size, folder, d);
	free(all);
	if (!good)
		label_say(stderr,
		    "pagerace: %s is damaged; what it had is computed again\n",
		    path);
	return (good);
}

void
cache_write(const char *folder, const char *name, const struct study *study)
{
	struct mem_text text;
	char path[PATH_MAX], *all;
	struct save save;
	struct err err;
	int failed;

	mem_text_open(&text);
	failed = json_write_studies(&study, 1, false, text.to, &err);
	all = mem_text_close(&text);
	path_of(path, folder, name);
	if (failed == 0 && save_open(&save, path, &err) == 0) {
		fprintf(save.to, head_form, XXH3_64bits(all, text.size));
		fwrite(all, 1, text.size, save.to);
		failed = save_close(&save, true, &err);
	} else {
		failed = -1;
	}
	free(all);
	if (failed != 0)
		label_say(stderr, "pagerace: nothing is cached: %s\n", err.msg);
}
