/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a trace file.
 *
 * A path that names no readable file is a mistake of the user, an ERR_TRACE; a
 * failure of the system while opening or reading is an ERR_SYS.
 */
#include "trace/input.h"

#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef USE_XXH_DISPATCH
#include <xxh_x86dispatch.h> /* renames functions of xxhash.h */
#else
#include <xxhash.h>
#endif

#include "base/file.h"
#include "trace/format.h"
#include "trace/members.h"
#include "trace/unpack.h"

#define CHUNK ((size_t)128 << 10)
/* Where bytes are read to, a multiple of it.  The kernel copied them at a third
 * of the speed to 16 bytes behind the start of a page (AMD EPYC). */
#define ALIGN ((size_t)64)

static int
refuse(const struct input *in, const char *what, struct err *err)
{
	struct err_where at = { .file = input_name(in->path) };

	return (err_input(err, ERR_TRACE, &at, what));
}

/* Waits until a pipe has something to read; false: reading is to end. */
static bool
wait_for(const struct input *in)
{
	struct pollfd p[2] = { { .fd = in->fd, .events = POLLIN },
		{ .fd = in->wake, .events = POLLIN } };

	if (in->wake < 0 || in->total > 0)
		return (true);
	while (poll(p, 2, -1) < 0 && errno == EINTR)
		continue;
	return (p[1].revents == 0);
}

/* At most CHUNK bytes of the file as it is; *n == 0: its end. */
static int
read_file(struct input *in, char *to, size_t *n, struct err *err)
{
	ssize_t got;

	if (in->text != NULL) {
		*n = in->ntext < CHUNK ? in->ntext : CHUNK;
		memcpy(to, in->text, *n);
		in->text += *n;
		in->ntext -= *n;
		in->done += *n;
		return (0);
	}
	if (!wait_for(in))
		return (err_set(err, ERR_SYS, "reading was ended"));
	do {
		got = read(in->fd, to, CHUNK);
	} while (got < 0 && errno == EINTR);
	if (got < 0)
		return (refuse(in, "cannot be read", err));
	*n = (size_t)got;
	in->done += *n;
	return (0);
}

/* The source of unpack.h. */
static int
more_packed(void *from, const void **block, size_t *n, struct err *err)
{
	struct input *in = from;

	*block = in->packed;
	*n = in->npacked;
	in->npacked = 0;
	return (*n > 0 ? 0 : read_file(in, in->packed, n, err));
}

const char *
input_member(const char *path)
{
	const char *at = strstr(path, "::");

	return (at == NULL || access(path, F_OK) == 0 ? NULL : at);
}

static int
open_file(struct input *in, struct err *err)
{
	const char *member = in->text != NULL ? NULL : input_member(in->path);
	struct stat st;

	in->file = member == NULL
		       ? strdup(in->path)
		       : strndup(in->path, (size_t)(member - in->path));
	in->member = member == NULL ? NULL : member + 2;
	if (in->file == NULL)
		return (err_sys(err, "reading a trace"));

	if (in->text != NULL) {
		in->total = in->ntext = strlen(in->text);
		return (0);
	}
	if (strcmp(in->file, "-") == 0) {
		in->fd = STDIN_FILENO;
	} else {
		in->fd = file_open(in->file, O_RDONLY | O_NOCTTY, 0);
		if (in->fd < 0)
			return (refuse(in, "cannot be opened", err));
	}
	if (fstat(in->fd, &st) != 0)
		return (refuse(in, "cannot be read", err));
	if (S_ISDIR(st.st_mode)) {
		struct err_where at = { .file = input_name(in->path) };

		return (err_at(
		    err, ERR_TRACE, &at, "is a directory (a trace is a file)"));
	}
	if (S_ISREG(st.st_mode) && st.st_size > 0)
		in->total = (uint64_t)st.st_size;
	return (0);
}

/* The first bytes turned out to be compressed: they move to the packed block,
 * and the buffer begins anew with plain ones. */
static int
open_packed(struct input *in, enum codec codec, struct err *err)
{
	in->npacked = (size_t)(in->end - in->p);
	assert(in->npacked < CHUNK + CODEC_MAGIC_BYTES);
	in->packed = malloc(CHUNK + CODEC_MAGIC_BYTES);
	if (in->packed == NULL)
		return (err_sys(err, "unpacking"));
	memcpy(in->packed, in->p, in->npacked);
	in->end = in->p;
	in->eof = false;
	return (unpack_open(&in->unpack, codec, more_packed, in, err));
}

/* Plain bytes, unpacked where they are compressed. */
static int
read_plain(struct input *in, char *to, size_t *n, struct err *err)
{
	return (in->unpack == NULL
		    ? read_file(in, to, n, err)
		    : unpack_read(in->unpack, to, CHUNK, n, err));
}

/* The source of members.h, of a stream. */
static int
more_plain(void *from, const void **block, size_t *n, struct err *err)
{
	struct input *in = from;

	*block = in->block;
	*n = in->nblock;
	in->nblock = 0;
	return (*n > 0 ? 0 : read_plain(in, in->block, n, err));
}

/* The first plain bytes turned out to be those of an archive: the buffer and
 * the digest begin anew with those of its member. */
static int
open_members(struct input *in, struct err *err)
{
	struct members_source source = {
		.fd = -1, .more = more_plain, .from = in, .wanted = in->member
	};
	size_t n = (size_t)(in->end - in->p);

	if (in->unpack == NULL && in->total > 0) {
		source.fd = in->fd;
	} else {
		in->block = malloc(n < CHUNK ? CHUNK : n);
		if (in->block == NULL)
			return (err_sys(err, "reading an archive"));
		memcpy(in->block, in->p, n);
		in->nblock = n;
	}
	in->end = in->p;
	in->eof = false;
	XXH3_64bits_reset(in->digest);
	return (members_open(&in->members, &source, err));
}

/* Reads until at least want bytes are there or the file ends. */
static int
fill_head(struct input *in, size_t want, struct err *err)
{
	while (!in->eof && (size_t)(in->end - in->p) < want)
		if (input_more(in, err) != 0)
			return (-1);
	return (0);
}

/* Through a pipe the magic may come in pieces.  Plain bytes are digested once
 * it is known that they are plain. */
static int
open_head(struct input *in, struct err *err)
{
	enum codec codec;
	size_t n = 0;

	do {
		if (read_file(in, in->end, &n, err) != 0)
			return (-1);
		in->end += n;
	} while (n > 0 && in->end - in->p < CODEC_MAGIC_BYTES);
	in->eof = n == 0;
	codec = codec_find(in->p, (size_t)(in->end - in->p));
	if (codec != CODEC_NONE) {
		if (open_packed(in, codec, err) != 0)
			return (-1);
	} else {
		XXH3_64bits_update(
		    in->digest, in->p, (size_t)(in->end - in->p));
	}
	if (fill_head(in, INPUT_HEAD, err) != 0)
		return (-1);
	if (in->text == NULL &&
	    members_begin(in->p, (size_t)(in->end - in->p))) {
		if (open_members(in, err) != 0)
			return (-1);
		return (fill_head(in, INPUT_HEAD, err));
	}
	if (in->member != NULL)
		return (err_set(err, ERR_TRACE,
		    "is no zip or tar archive, and so has no member '%.60s'",
		    in->member));
	return (0);
}

const char *
input_name(const char *path)
{
	return (strcmp(path, "-") == 0 ? "(standard input)" : path);
}

int
input_open(
    struct input **out, const char *path, const char *text, struct err *err)
{
	struct input *in = calloc(1, sizeof(*in));

	*out = NULL;
	if (in == NULL)
		return (err_sys(err, "reading a trace"));
	in->path = path;
	in->text = text;
	in->fd = in->wake = -1;
	/* Zeroed, since the slack is loaded before anything was read there. */
	in->memory = calloc(1, INPUT_KEEP + CHUNK + WINDOW_SLACK + 2 * ALIGN);
	in->digest = XXH3_createState();
	if (in->memory == NULL || in->digest == NULL) {
		errno = ENOMEM;
		err_sys(err, "reading a trace");
		goto fail;
	}
	XXH3_64bits_reset(in->digest);
	in->buf = in->memory + (-(uintptr_t)in->memory & (ALIGN - 1));
	in->p = in->end = in->buf;
	if (open_file(in, err) != 0 || open_head(in, err) != 0) {
		if (err->where.file == NULL)
			err->where.file = input_name(path);
		goto fail;
	}
	*out = in;
	return (0);
fail:
	input_close(in);
	return (-1);
}

void
input_close(struct input *in)
{
	if (in == NULL)
		return;
	unpack_close(in->unpack);
	members_close(in->members);
	if (in->fd >= 0 && strcmp(in->file, "-") != 0)
		close(in->fd);
	free(in->block);
	free(in->file);
	XXH3_freeState(in->digest);
	free(in->packed);
	free(in->memory);
	free(in);
}

int
input_more(struct input *in, struct err *err)
{
	size_t keep = (size_t)(in->end - in->p), n = 0;
	char *to = in->buf + (-keep & (ALIGN - 1));

	assert(keep <= INPUT_KEEP);
	memmove(to, in->p, keep);
	in->p = to;
	in->end = to + keep;
	if ((in->members == NULL
		    ? read_plain(in, in->end, &n, err)
		    : members_read(in->members, in->end, CHUNK, &n, err)) != 0)
		return (-1);
	if (in->members != NULL && in->block == NULL)
		in->done = members_taken(in->members);
	XXH3_64bits_update(in->digest, in->end, n);
	in->end += n;
	in->eof = n == 0;
	return (0);
}

void
input_digest(const struct input *in, char out[24])
{
	snprintf(out, 24, "xxh3:%016" PRIx64, XXH3_64bits_digest(in->digest));
}
