/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a recording is made of: lackey's lines in pieces, areas, programs and
 * scripts, words of the plugin, and the text that comes out.
 */
#include <check.h>
#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "record/capture.h"
#include "record/exec_rewrite.h"
#include "record/lackey_stream.h"
#include "record/plugin/ring.h"
#include "record/ring_words.h"
#include "trace/format.h"
#include "unit/fixture.h"

/* What a stream gives, as text. */
struct said {
	char text[1024];
	size_t n;
};

static bool
say_access(void *self, enum access_op op, uint64_t addr, uint32_t size)
{
	struct said *s = self;

	s->n += (size_t)snprintf(s->text + s->n, sizeof(s->text) - s->n,
	    "%c%jx,%u ", "LSMI"[op], (uintmax_t)addr, size);
	return (true);
}

static void
say_command(void *self, const char *command)
{
	struct said *s = self;

	s->n += (size_t)snprintf(
	    s->text + s->n, sizeof(s->text) - s->n, "<%s> ", command);
}

static void
say_other(void *self, const char *line)
{
	struct said *s = self;

	s->n += (size_t)snprintf(
	    s->text + s->n, sizeof(s->text) - s->n, "?%s ", line);
}

static const char lines[] = "==7== Command: ./a.out 1\n"
			    "\n"
			    "I  0401ab70,3\n"
			    " S 1fff0006f8,8\n"
			    " L 0403a2d8,16\n"
			    " M ffffffffffffff00,4\n"
			    " L 0403a2d8,0\n"
			    " L 0403A2d8,1\n"
			    " S ffffffffffffffff,1\n"
			    "I 0401ab70,3\n"
			    " L 10000000000000000,1\n"
			    "I  0401ab73,5\n";
static const char expected[] =
    "<./a.out 1> I401ab70,3 S1fff0006f8,8 L403a2d8,16 Mffffffffffffff00,4 "
    "? L 0403a2d8,0 ? L 0403A2d8,1 ? S ffffffffffffffff,1 ?I 0401ab70,3 "
    "? L 10000000000000000,1 I401ab73,5 ";

/* Cut anywhere, the lines are the same. */
START_TEST(lackey_in_pieces)
{
	for (size_t cut = 0; cut < sizeof(lines); cut++) {
		struct said said = { .n = 0 };
		const struct lackey_sink sink = { &said, say_access,
			say_command, say_other };
		struct lackey_stream s = { .n = 0 };

		ck_assert(lackey_take(&s, &sink, lines, cut));
		ck_assert(lackey_take(
		    &s, &sink, lines + cut, sizeof(lines) - 1 - cut));
		ck_assert_str_eq(said.text, expected);
	}
}
END_TEST

/* A line longer than any of lackey's is left out, and the next one is not. */
START_TEST(lackey_long_line)
{
	struct said said = { .n = 0 };
	const struct lackey_sink sink = { &said, say_access, say_command,
		say_other };
	struct lackey_stream s = { .n = 0 };
	char text[3 * LACKEY_LINE_MAX];

	memset(text, 'x', sizeof(text));
	for (int i = 0; i < 3; i++)
		ck_assert(lackey_take(&s, &sink, text, sizeof(text)));
	ck_assert(lackey_take(&s, &sink, "\n L 10,1\n", 9));
	ck_assert_str_eq(said.text, "L10,1 ");
}
END_TEST

static const char maps[] =
    "400000-402000 r-xp 00000000 08:01 7    /usr/bin/a.out\n"
    "402000-403000 rw-p 00002000 08:01 7    /usr/bin/a.out\n"
    "403000-405000 rw-p 00000000 00:00 0 \n"
    "500000-600000 rw-p 00000000 00:00 0 \n"
    "700000-701000 rw-p 00001000 08:01 9    /lib/libx.so.1\n"
    "701000-709000 rw-p 00000000 00:00 0 \n"
    "800000-801000 rw-p 00001000 08:01 9    /lib/liby.so.1\n"
    "801000-809000 rwxp 00000000 00:00 0 \n"
    "4000000000-4000002000 r--s 00000000 08:01 8 /srv/a b (deleted)\n"
    "4010000000-4010001000 rw-p 00000000 00:00 0 [stack]\n";

static bool
look(const struct areamap *m, uint64_t addr, struct recarea *a)
{
	FILE *f = fmemopen((void *)(uintptr_t)maps, sizeof(maps) - 1, "r");
	bool found = areamap_lookup(m, f, addr, a);

	fclose(f);
	return (found);
}

START_TEST(names_of_areas)
{
	struct areamap m = { .n = 0 };
	struct recarea a;

	ck_assert(look(&m, 0x400010, &a));
	ck_assert_str_eq(a.name, "a.out");
	ck_assert_uint_eq(a.flags, MAP_READ | MAP_EXEC | MAP_USER);
	ck_assert(look(&m, 0x404fff, &a)); /* its bss */
	ck_assert_str_eq(a.name, "a.out");
	ck_assert_uint_eq(a.start, 0x403000);
	ck_assert(look(&m, 0x5fffff, &a));
	ck_assert_str_eq(a.name, "[heap]");
	ck_assert(look(&m, 0x801000, &a)); /* what follows, but is no bss */
	ck_assert_str_eq(a.name, "[anon]");
	ck_assert(look(&m, 0x4000000000, &a));
	ck_assert_str_eq(a.name, "a_b_(deleted)");
	ck_assert(look(&m, 0x4010000000, &a));
	ck_assert_str_eq(a.name, "[stack]");
	ck_assert(!look(&m, 0x600000, &a));
	ck_assert(!areamap_line("5-4 rw-p 0 0:0 0", &a));
	ck_assert(!areamap_line("", &a));
}
END_TEST

/* What is known already is left out of what is found. */
START_TEST(areas_do_not_overlap)
{
	struct areamap m = { .n = 0 };
	struct recarea a = { .start = 0x520000, .end = 0x530000 }, part;

	ck_assert(areamap_add(&m, &a));
	ck_assert(look(&m, 0x510000, &a));
	ck_assert_uint_eq(a.start, 0x500000);
	ck_assert_uint_eq(a.end, 0x520000);
	ck_assert(areamap_add(&m, &a));
	ck_assert(look(&m, 0x590000, &a));
	ck_assert_uint_eq(a.start, 0x530000);
	ck_assert(areamap_cut(&m, 0x508000, 0x528000, &part));
	ck_assert_uint_eq(part.start, 0x508000);
	ck_assert_uint_eq(part.end, 0x520000);
	ck_assert(areamap_cut(&m, 0x508000, 0x528000, &part));
	ck_assert_uint_eq(part.end, 0x528000);
	ck_assert(!areamap_cut(&m, 0x508000, 0x528000, &part));
	ck_assert_ptr_null(areamap_find(&m, 0x510000));
	ck_assert_ptr_nonnull(areamap_find(&m, 0x507fff));
	/* From the middle. */
	ck_assert(areamap_cut(&m, 0x501000, 0x502000, &part));
	ck_assert_uint_eq(m.n, 3);
	areamap_clear(&m);
}
END_TEST

/* What was mapped behind a bss since is joined to it in the text. */
START_TEST(bss_does_not_grow)
{
	struct areamap m = { .n = 0 };
	struct recarea a;

	ck_assert(look(&m, 0x701000, &a));
	ck_assert_str_eq(a.name, "libx.so.1");
	ck_assert_uint_eq(a.end, 0x709000);
	a.end = 0x704000;
	ck_assert(areamap_add(&m, &a));
	ck_assert(look(&m, 0x708000, &a));
	ck_assert_uint_eq(a.start, 0x704000);
	ck_assert_str_eq(a.name, "[anon]");
	areamap_clear(&m);
}
END_TEST

START_TEST(kinds_of_files)
{
	char script[] = "#! /bin/sh  -e x \necho", bare[] = "#!/bin/sh";
	char empty[] = "#!   \n", other[] = "hello, world";
	char *word[2];
	Elf64_Ehdr elf = { .e_ident = ELFMAG };

	ck_assert_int_eq(
	    exec_file_kind(script, sizeof(script) - 1, word), EXEC_SCRIPT);
	ck_assert_str_eq(word[0], "/bin/sh");
	ck_assert_str_eq(word[1], "-e x");
	ck_assert_int_eq(exec_file_kind(bare, sizeof(bare), word), EXEC_SCRIPT);
	ck_assert_str_eq(word[0], "/bin/sh");
	ck_assert_ptr_null(word[1]);
	ck_assert_int_eq(
	    exec_file_kind(empty, sizeof(empty) - 1, word), EXEC_UNKNOWN);
	ck_assert_int_eq(
	    exec_file_kind(other, sizeof(other) - 1, word), EXEC_UNKNOWN);
	elf.e_ident[EI_CLASS] = ELFCLASS32;
	elf.e_machine = EM_386;
	ck_assert_int_eq(
	    exec_file_kind((char *)&elf, sizeof(elf), word), EXEC_FOREIGN);
}
END_TEST

/* Words of the plugin, in, and the trace's text, out. */
static void
expect_trace(const uint64_t *word, uint32_t n, uint64_t skip, uint64_t take,
    const char *text)
{
	static const struct trace_origin origin = { .page_size = 4096 };
	const struct selection format = { .name = "text" };
	struct trace_writer *w;
	struct capture c;
	struct tracees all;
	struct tracee *t;
	char *out;
	size_t size;
	FILE *to = open_memstream(&out, &size);
	struct err err;

	ck_assert_int_eq(trace_writer_open(&w, &format, &origin, &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	tracees_init(&all);
	t = tracee_add(&all, -1, NULL);
	capture_open(&c, w, &err);
	c.started = c.fetches = true;
	c.skip = skip;
	c.take = take;
	ring_take_words(&c, t, word, n);
	capture_close(&c);
	ck_assert(!c.failed);
	trace_writer_close(w);
	tracees_free(&all);
	fclose(to);
	ck_assert_str_eq(out, text);
	free(out);
}

#define K(kind) ((uint64_t)(kind) << 60)
static const uint64_t words[] = {
	K(RING_MAP) | UINT64_C(11) << 48 | 0x10000, /* map, rw- user */
	0x2000,
	0x6f732e61, /* a.so */
	0,
	0,
	0,
	K(RING_WRITE) | UINT64_C(8) << 48 | 0x10ffc, /* write, over the
						      * edge */
	K(RING_FETCH) | UINT64_C(4) << 48 | 0x10010, /* fetch */
	UINT64_C(8) << 48 | 0x50000,                 /* read, no area */
	K(RING_DISCARD) | 0x10000,                   /* discard */
	0x1000,
	K(RING_UNMAP) | 0x11000, /* unmap */
	0x1000,
	K(RING_MAP) | 0x20000, /* a map that is cut */
	0x1000,
};
#define NWORDS (sizeof(words) / sizeof(words[0]))

START_TEST(words_of_the_plugin)
{
	expect_trace(words, NWORDS, 0, UINT64_MAX,
	    "pagerace-trace 1\n"
	    "map 10000 8192 rwu name=a.so\n"
	    "W 10ffc 4\n"
	    "W 11000 4\n"
	    "protect 10000 8192 rwxu\n"
	    "X 10010 4\n"
	    "map 50000 4096 rwu name=[gone]\n"
	    "R 50000 8\n"
	    "discard 10000 4096\n"
	    "unmap 11000 4096\n");
}
END_TEST

/* The limit is kept to the access. */
START_TEST(words_up_to_a_limit)
{
	expect_trace(words, NWORDS, 0, 1,
	    "pagerace-trace 1\n"
	    "map 10000 8192 rwu name=a.so\n"
	    "W 10ffc 4\n");
}
END_TEST

/* Events are kept, and accesses are left out by number. */
START_TEST(words_behind_some)
{
	expect_trace(words, NWORDS, 2, 1,
	    "pagerace-trace 1\n"
	    "map 10000 8192 rwu name=a.so\n"
	    "protect 10000 8192 rwxu\n"
	    "X 10010 4\n");
}
END_TEST

/* Numbers that a damaged process may write. */
START_TEST(words_out_of_range)
{
	static const uint64_t bad[] = {
		K(RING_MAP) | 0x10001, /* no whole pages */
		4096,
		0,
		0,
		0,
		0,
		K(RING_UNMAP), /* longer than the address space */
		UINT64_C(1) << 63,
		0,                  /* of no bytes */
		UINT64_C(15) << 60, /* of no kind */
		UINT64_C(8) << 48,
	};

	expect_trace(bad, sizeof(bad) / sizeof(bad[0]), 0, UINT64_MAX,
	    "pagerace-trace 1\n");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("record");

	tcase_add_test(t, lackey_in_pieces);
	tcase_add_test(t, lackey_long_line);
	tcase_add_test(t, names_of_areas);
	tcase_add_test(t, areas_do_not_overlap);
	tcase_add_test(t, bss_does_not_grow);
	tcase_add_test(t, kinds_of_files);
	tcase_add_test(t, words_of_the_plugin);
	tcase_add_test(t, words_up_to_a_limit);
	tcase_add_test(t, words_behind_some);
	tcase_add_test(t, words_out_of_range);
	return (fixture_run("record", t));
}
