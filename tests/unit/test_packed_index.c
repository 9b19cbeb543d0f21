/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The index of a packed file is compared with its blocks, also where all
 * checksums are right.
 */
#include "trace/bytes.h"
#include "trace/format.h"
#include "trace/packed_frame.h"
#include "trace/writer.h"
#include "unit/trace_feed.h"

#define ACCESSES 100
#define BLOCKS   3

static struct feed f;
static char *file;
static size_t size;

/* A file of three blocks, by the parameters. */
static void
make(const struct setting *value, size_t nvalue)
{
	struct selection sel = {
		.name = "packed", .value = value, .nvalue = nvalue
	};
	struct trace_origin origin = { .page_size = 4096 };
	struct access access[ACCESSES];
	FILE *to = open_memstream(&file, &size);
	struct trace_writer *w;
	struct err err;

	for (size_t i = 0; i < ACCESSES; i++)
		access[i] = (struct access){ i % 7 << 12, 1, 0, ACCESS_READ };
	ck_assert_int_eq(trace_writer_open(&w, &sel, &origin, &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	ck_assert_int_eq(
	    trace_writer_accesses(w, access, NULL, ACCESSES, &err), 0);
	ck_assert_int_eq(trace_writer_end(w, &err), 0);
	trace_writer_close(w);
	ck_assert_int_eq(fclose(to), 0);
}

/* Changes a number in the frame that begins there, and its checksum. */
static void
forge(size_t frame, size_t place)
{
	unsigned char *p = (unsigned char *)file + frame;

	p[FRAME_HEADER + place] ^= 1;
	bytes_put_le64(
	    p + 8, frame_sum(bytes_le32(file + frame), p + FRAME_HEADER,
		       bytes_le32(file + frame + 4)));
}

/* With that number changed the file is refused. */
static void
expect_refused(size_t frame, size_t place)
{
	forge(frame, place);
	feed_bytes(&f, file, size);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
	ck_assert_msg(strstr(f.err.msg, "an index of other places") != NULL,
	    "%s", f.err.msg);
	forge(frame, place);
}

static const struct setting params[] = {
	{ "block", "40", { NULL, 0, 0 } },
	{ "refs", "yes", { NULL, 0, 0 } },
};

START_TEST(misplaced)
{
	size_t tail, index;

	feed_init(&f);
	make(params, 1 + (size_t)_i);
	tail = size - FRAME_HEADER - TAIL_SIZE;
	index = bytes_le64(file + size - 24);
	for (size_t at = 0; at < BLOCKS * INDEX_SIZE; at += 8)
		expect_refused(index, at);
	for (size_t at = 80; at <= 88; at += 8)
		expect_refused(tail, at);
	feed_bytes(&f, file, size);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, ACCESSES);
	free(file);
	feed_fini(&f);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("packed_index");

	fixture_folder(tc);
	tcase_add_loop_test(tc, misplaced, 0, 2);
	return (fixture_run("packed_index", tc));
}
