/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * System calls of a drmemtrace as events.  The traces are made here, record by
 * record after DynamoRIO's trace_entry.h, of programs of 64 and of 32 bits.
 */
#include "unit/trace_feed.h"

#define BYTES_MAX 8192

/* Bits of the type of a file. */
#define ARM64  0x08
#define ARM32  0x10
#define X86    0x20
#define X86_64 0x40

enum { READ = 0, THREAD = 22, PID = 24, HEADER = 25, MARKER = 28 };

static struct feed f;
static char bytes[BYTES_MAX];
static size_t size;
static bool narrow;

static void
setup(void)
{
	feed_init(&f);
	size = 0;
}

static void
teardown(void)
{
	feed_fini(&f);
}

static void
put(unsigned type, unsigned kind, uint64_t value)
{
	ck_assert_uint_lt(size, sizeof(bytes) - 12);
	bytes[size++] = (char)type;
	bytes[size++] = 0;
	bytes[size++] = (char)kind;
	bytes[size++] = 0;
	for (int i = 0; i < (narrow ? 4 : 8); i++)
		bytes[size++] = (char)(value >> 8 * i);
}

/*
 * The records of a text of words, each a letter and a number:
 *
 *	T5 P7     the thread 5; the process 7
 *	c9 f9     the id of the system call 9; that of the function 9
 *	a1000     an argument; hexadecimal, as are the next three
 *	r1000     a result
 *	R1000     a read of 8 bytes
 *	g10000    pages of so many bytes
 *	t7        a time in microseconds
 */
static void
make(unsigned filetype, unsigned version, const char *text)
{
	const uint64_t base = narrow ? 0x10000 : UINT64_C(0x100000000);

	size = 0;
	put(HEADER, 0, version);
	put(MARKER, 12, version);
	if (filetype != 0)
		put(MARKER, 9, filetype);
	while (*text != '\0') {
		char letter = *text++;
		bool decimal = strchr("TPcft", letter) != NULL;
		uint64_t n = strtoull(text, (char **)&text, decimal ? 10 : 16);

		text += strspn(text, " ");
		switch (letter) {
		case 'T':
			put(THREAD, 4, n);
			break;
		case 'P':
			put(PID, 4, n);
			break;
		case 'c':
			put(MARKER, 4, base + n);
			break;
		case 'f':
			put(MARKER, 4, n);
			break;
		case 'a':
			put(MARKER, 6, n);
			break;
		case 'r':
			put(MARKER, 7, n);
			break;
		case 'g':
			put(MARKER, 18, n);
			break;
		case 't':
			put(MARKER, 2, n);
			break;
		default:
			ck_assert_int_eq(letter, 'R');
			put(READ, 8, n);
		}
	}
}

static const char *const kinds[] = {
	[EVENT_MAP] = "map",
	[EVENT_UNMAP] = "unmap",
	[EVENT_DISCARD] = "discard",
	[EVENT_PAGEOUT] = "pageout",
};

/* "map 7/1000+2000[anon]", "R 7/1000": events and accesses in order; "!" where
 * an area is populated. */
static const char *
told(char *buf, size_t max)
{
	size_t len = 0, e = 0;

	buf[0] = '\0';
	for (size_t i = 0; i <= f.n; i++) {
		for (; e < f.nevent && f.after[e] == i; e++) {
			const struct event *ev = &f.event[e];

			len += (size_t)snprintf(buf + len, max - len,
			    "%s %u/%jx+%jx%s%s ", kinds[ev->kind], ev->pid,
			    (uintmax_t)ev->start, (uintmax_t)ev->size, ev->name,
			    ev->backend == BACKEND_POPULATED ? "!" : "");
			ck_assert_uint_eq(ev->flags,
			    ev->kind == EVENT_MAP
				? MAP_READ | MAP_WRITE | MAP_EXEC | MAP_USER
				: 0);
		}
		if (i < f.n)
			len += (size_t)snprintf(buf + len, max - len,
			    "R %u/%jx ", (unsigned)f.access[i].pid,
			    (uintmax_t)f.access[i].addr);
	}
	ck_assert_uint_lt(len, max);
	return (buf);
}

static const struct calls {
	unsigned filetype;
	const char *text;
	const char *read;
	unsigned malformed;
} calls[] = {
	/* mmap; its areas are unmapped first, because another thread may have
	 * unmapped what this one had mapped there. */
	{ X86_64,
	    "T5 P7 R500 c9 a0 a1001 a3 a22 affffffff a0 c9 r7f0000001000 "
	    "R7f0000002008",
	    "R 7/500 unmap 7/7f0000001000+2000 "
	    "map 7/7f0000001000+2000[anon] R 7/7f0000002008 ",
	    0 },
	{ X86,
	    "T5 P7 R1 c192 a0 a1001 a3 a22 affffffff a0 c192 r40001000 c91 "
	    "a40001000 a1000 c91 r0",
	    "R 7/1 unmap 7/40001000+2000 map 7/40001000+2000[anon] "
	    "unmap 7/40001000+1000 ",
	    0 },
	{ ARM64, "P7 R1 c222 a0 a1000 a1 a2 a3 a0 c222 r10000 ",
	    "R 7/1 unmap 7/10000+1000 map 7/10000+1000[file] ", 0 },
	/* Populated; not without permissions. */
	{ X86_64,
	    "R1 c9 a0 a1000 a1 a8022 c9 r10000 c9 a0 a1000 a0 a8022 c9 r20000",
	    "R 0/1 unmap 0/10000+1000 map 0/10000+1000[anon]! "
	    "unmap 0/20000+1000 map 0/20000+1000[anon] ",
	    0 },
	/* munmap; a call that fails, and one without an end. */
	{ X86_64, "P7 R1 c11 a10000 a1800 c11 r0", "R 7/1 unmap 7/10000+2000 ",
	    0 },
	{ X86_64,
	    "R1 c11 a10000 a1000 c11 rffffffffffffffea c9 a0 a1000 a3 a22 c9 "
	    "rfffffffffffff001 c11 a10000 a1000",
	    "R 0/1 ", 0 },
	{ X86_64, "R1 c9 a0 a1000 a3 a22 c9 rfffffffffffff000", "R 0/1 ", 1 },
	{ ARM64, "R1 c215 a10000 a1000 c215 r0", "R 0/1 unmap 0/10000+1000 ",
	    0 },
	/* brk: where the heap ends is known after the first one; of another
	 * process it is not. */
	{ X86_64, "P7 R1 c12 a0 c12 r20010 c12 a28000 c12 r28000 R27000",
	    "R 7/1 R 7/27000 ", 0 },
	{ X86_64,
	    "P7 R1 c12 a0 c12 r28000 c12 a24010 c12 r24010 c12 a24000 c12 "
	    "r24000 P8 c12 a20000 c12 r20000",
	    "R 7/1 unmap 7/25000+3000 unmap 7/24000+1000 ", 0 },
	{ ARM64, "R1 c214 a0 c214 r28000 c214 a24000 c214 r24000",
	    "R 0/1 unmap 0/24000+4000 ", 0 },
	/* mremap: to another place; larger, smaller and the same in its place;
	 * what is shared stays. */
	{ X86_64, "R1 c25 a10000 a2000 a4000 a1 c25 r40000",
	    "R 0/1 unmap 0/10000+2000 unmap 0/40000+4000 map 0/40000+4000 ",
	    0 },
	{ X86_64,
	    "R1 c25 a10000 a2000 a4000 a1 c25 r10000 c25 a10000 a4000 a1000 "
	    "c25 r10000 c25 a10000 a1000 afff c25 r10000",
	    "R 0/1 unmap 0/12000+2000 map 0/12000+2000 unmap 0/11000+3000 ",
	    0 },
	{ X86_64, "R1 c25 a10000 a0 a1000 a1 c25 r40000",
	    "R 0/1 unmap 0/40000+1000 map 0/40000+1000 ", 0 },
	{ ARM64, "R1 c216 a10000 a2000 a1000 a1 c216 r10000",
	    "R 0/1 unmap 0/11000+1000 ", 0 },
	/* madvise: of its advices two. */
	{ X86_64,
	    "R1 c28 a10000 a2000 a4 c28 r0 c28 a10000 a1000 a15 c28 r0 c28 "
	    "a10000 a1000 ae c28 r0 c28 a10000 a0 a4 c28 r0",
	    "R 0/1 discard 0/10000+2000 pageout 0/10000+1000 ", 0 },
	{ ARM64, "R1 c233 a10000 a2000 a4 c233 r0",
	    "R 0/1 discard 0/10000+2000 ", 0 },
	/* Pages of 64 KiB. */
	{ ARM64, "g10000 R1 c215 a20000 a1000 c215 r0 c215 a1000 a1000 c215 r0",
	    "R 0/1 unmap 0/20000+10000 ", 1 },
	/* Other calls; functions, also within a call; numbers of another
	 * processor. */
	{ X86_64, "R1 c202 a1 a2 c202 r0 c222 a1 a2 a3 a4 c222 r1000", "R 0/1 ",
	    0 },
	{ X86_64,
	    "R1 f9 a0 a1000 a3 a22 f9 r10000 c11 a10000 a1000 f3 a5 f3 r6 "
	    "c11 r0",
	    "R 0/1 unmap 0/10000+1000 ", 0 },
	/* A call that was interrupted, and made again with other arguments. */
	{ X86_64, "R1 c11 a10000 a1000 c11 a20000 a1000 c11 r0",
	    "R 0/1 unmap 0/20000+1000 ", 0 },
	/* Threads in turn, in the trace of a core. */
	{ X86_64, "T5 R1 c11 a10000 a1000 T6 c11 r0 T5", "R 0/1 ", 1 },
	/* Without arguments; with too few of them. */
	{ X86_64, "R1 c9 r10000 c11 a10000 c11 r0 c9 a0 a1000 c9 r10000 R2",
	    "R 0/1 R 0/2 ", 3 },
	{ X86_64, "R1 c25 a10000 a2000 c25 r10000 c28 a10000 a1000 c28 r0",
	    "R 0/1 ", 2 },
	/* Not whole pages; past the last one; a result that is neither 0 nor
	 * an error. */
	{ X86_64,
	    "R1 c11 a10008 a1000 c11 r0 c11 a10000 affffffffffffffff c11 r0 "
	    "c11 afffffffffffff000 a1000 c11 r0 c9 a0 a1000 a3 a22 c9 r10001 "
	    "c9 a0 a0 a3 a22 c9 r10000 c11 a10000 a1000 c11 r5",
	    "R 0/1 ", 6 },
	/* No processor is named: only the call that is always recorded is
	 * known not to be another one. */
	{ 0, "R1 c11 a10000 a1000 c11 r0 c202 a1 c202 r0", "R 0/1 ", 1 },
	/* The files of regdeps name none either. */
	{ 0x20000, "R1 c11 a10000 a1000 c11 r0", "R 0/1 ", 1 },
	/* 32 bits. */
	{ X86, "R1 c192 a0 a1000 a3 a22 c192 rfffff001 f192 r40001000",
	    "R 0/1 ", 0 },
	{ X86, "R1 c90 abf001000 c90 r40001000", "R 0/1 ", 1 },
	{ X86,
	    "R1 c45 a0 c45 r9000 c45 a8000 c45 r8000 c163 a10000 a2000 a1000 "
	    "c163 r10000 c219 a10000 a1000 a4 c219 r0",
	    "R 0/1 unmap 0/8000+1000 unmap 0/11000+1000 "
	    "discard 0/10000+1000 ",
	    0 },
	{ ARM32,
	    "R1 c192 a0 a1000 a3 a1 c192 r40001000 c220 a10000 a1000 a4 "
	    "c220 r0",
	    "R 0/1 unmap 0/40001000+1000 map 0/40001000+1000[file] "
	    "discard 0/10000+1000 ",
	    0 },
};

static void
make_row(const struct calls *c, unsigned version)
{
	narrow = (c->filetype & (X86 | ARM32)) != 0;
	make(c->filetype, version, c->text);
}

static void
expect_read(const char *read, unsigned malformed, size_t cap)
{
	char buf[1000];

	f.format = "drmemtrace";
	f.cap = cap;
	feed_bytes(&f, bytes, size);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_str_eq(told(buf, sizeof(buf)), read);
	ck_assert_uint_eq(f.facts.malformed, malformed);
}

START_TEST(read_as)
{
	make_row(&calls[_i], 7);
	expect_read(calls[_i].read, calls[_i].malformed, 4096);
	expect_read(calls[_i].read, calls[_i].malformed, 1);
}
END_TEST

START_TEST(read_strictly)
{
	make_row(&calls[_i], 7);
	f.settings.strict = true;
	if (calls[_i].malformed == 0) {
		expect_read(calls[_i].read, 0, 4096);
		return;
	}
	f.format = "drmemtrace";
	feed_bytes(&f, bytes, size);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
}
END_TEST

#define CUT 3 /* of the first rows: of 64 and of 32 bits */

/* Of a trace that ends anywhere no event is another one than in the whole. */
START_TEST(cut)
{
	char whole[1000], buf[1000];
	size_t bytes_of_all, record;

	make_row(&calls[_i], 7);
	bytes_of_all = size;
	record = narrow ? 8 : 12;
	f.format = "drmemtrace";
	feed_bytes(&f, bytes, size);
	told(whole, sizeof(whole));
	for (size = 1; size < bytes_of_all; size++) {
		feed_bytes(&f, bytes, size);
		if (f.failed != 0)
			ck_assert_int_eq(f.err.kind, ERR_TRACE);
		else
			ck_assert_uint_ge(size, 3 * record);
		told(buf, sizeof(buf));
		ck_assert_int_eq(strncmp(buf, whole, strlen(buf)), 0);
	}
}
END_TEST

/* The result is whether the call succeeded: enough for calls that give no
 * address. */
START_TEST(of_version_5)
{
	narrow = false;
	make(X86_64, 5,
	    "R1 c11 a10000 a1000 c11 r1 c11 a20000 a1000 c11 r0 c28 a10000 "
	    "a1000 a4 c28 r1 c9 a0 a1000 a3 a22 c9 r1 c12 a0 c12 r1");
	expect_read("R 0/1 unmap 0/10000+1000 discard 0/10000+1000 ", 2, 4096);
}
END_TEST

/* Events have the time of the last timestamp, and the number of the record. */
START_TEST(timed)
{
	static const struct event want = {
		.kind = EVENT_UNMAP,
		.pid = 7,
		.start = 0x10000,
		.size = 4096,
		.timed = true,
		.time = 3000,
	};

	narrow = false;
	make(X86_64, 7, "P7 t2 R1 t3 c11 a10000 a1000 c11 r0 t4 R2");
	f.format = NULL;
	feed_bytes(&f, bytes, size);
	ck_assert_uint_eq(f.nevent, 1);
	expect_event(&f.event[0], &want);
	ck_assert_uint_eq(f.event[0].line, 12);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("drmemtrace");

	fixture_folder(tc);
	tcase_set_timeout(tc, 0);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, read_as, 0, ROWS(calls));
	tcase_add_loop_test(tc, read_strictly, 0, ROWS(calls));
	tcase_add_loop_test(tc, cut, 0, CUT);
	tcase_add_test(tc, of_version_5);
	tcase_add_test(tc, timed);
	return (fixture_run("drmemtrace", tc));
}
