/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lackey: what valgrind --tool=lackey --trace-mem=yes writes.
 *
 *	I  0401ab70,3		an instruction fetch at 401ab70, three bytes
 *	 S 1fff0006f8,8		store
 *	 L 0403a2d8,8		load
 *	 M 04225bf0,4		modify: load and store in one
 *
 * Between these are Valgrind's own lines ("==123== ...", "--123-- ..."), the
 * superblocks of --trace-superblocks (" SB address"), and the output of the
 * traced program, if it goes to the same file.  These lines are ignored and
 * counted.  So only a line that begins like a record, up to the first digit,
 * can be malformed.
 *
 * A trace has hundreds of millions of lines of 14 bytes, nearly all plain.
 * Plain lines are taken in bulk: eight at once where the processor has vectors
 * of 512 bits (lackey_vector.c), four with those of 256 bits (lackey_avx2.c),
 * else one by one in words of eight bytes (lackey_words.c).  A line that these
 * do not take (capital letters, fewer than eight digits, a size of three
 * digits, an access that straddles pages) is read here.
 *
 * Source: lackey/lk_main.c in Valgrind.
 */
#include "formats/lackey.h"
#include "formats/numbers.h"
#include "formats/print.h"
#include "trace/line.h"

/* Page addresses at the head that show a trace reduced to pages. */
#define REDUCED 64

struct lackey {
	struct numbers numbers;
	bool plain;        /* hexadecimal addresses of bytes */
	bool reduced;      /* the first records are all of pages */
	unsigned programs; /* that Valgrind has named */
	const char *shell; /* the last one, if it is a shell; or NULL */
};

/* The three bytes before an address; four with the NUL. */
static const char prefix[][4] = {
	[ACCESS_READ] = " L ",
	[ACCESS_WRITE] = " S ",
	[ACCESS_MODIFY] = " M ",
	[ACCESS_FETCH] = "I  ",
};

/* "==123==", "--123--" and "--123:" begin lines of Valgrind. */
static bool
is_valgrind(const char *s, const char *end)
{
	const char *p = s + 2;
	uint64_t pid;

	if (end - s < 4 || s[0] != s[1] || (s[0] != '=' && s[0] != '-'))
		return (false);
	return (field_decimal(&p, end, &pid) != FIELD_NONE && p < end &&
		(*p == s[0] || *p == ':'));
}

/* "==123== Command: sh -c ..." names the program that is traced. */
static void
see_program(struct lackey *l, const char *s, const char *end)
{
	static const char *const shells[] = { "sh", "bash", "dash", "ash",
		"busybox", "ksh", "mksh", "zsh", "fish", "csh", "tcsh", NULL };
	static const char word[] = "== Command: ";
	const char *p = memmem(s, (size_t)(end - s), word, sizeof(word) - 1);
	const char *name, *stop;

	if (p == NULL)
		return;
	name = p += sizeof(word) - 1;
	stop = field_end(p, end);
	for (; p < stop; p++)
		if (*p == '/')
			name = p + 1;
	l->programs++;
	l->shell = NULL;
	for (size_t i = 0; shells[i] != NULL; i++)
		if (field_is(name, stop, shells[i]))
			l->shell = shells[i];
}

/* Until a letter shows that addresses are hexadecimal, lines are read one by
 * one, so that none is missed. */
static void
lackey_bulk(void *state, struct window *w, struct sink *to)
{
	struct lackey *l = state;
	struct splitter *c = &to->split;

	if (!l->plain || !l->numbers.letters)
		return;
	if (to->isa == ISA_AVX512)
		lackey_vector(w, c);
	else if (to->isa == ISA_AVX2)
		lackey_avx2(w, c);
	lackey_words(w, c);
}

static enum record_kind
lackey_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct lackey *l = state;
	struct numbers *n = state;
	const char *p = s + 3, *comma;
	enum field faddr, fsize;
	uint64_t addr, size;
	unsigned op = 0;

	if (is_valgrind(s, end)) {
		see_program(l, s, end);
		return (RECORD_OURS);
	}
	if (end - s > 4 && memcmp(s, " SB ", 4) == 0)
		return (RECORD_OURS);
	if (end - s < 4)
		return (RECORD_STRANGE);
	while (op <= ACCESS_FETCH && memcmp(s, prefix[op], 3) != 0)
		op++;
	if (op > ACCESS_FETCH || field_digit[(unsigned char)*p] == 0)
		return (RECORD_STRANGE);
	faddr = numbers_field(n, &p, end, &addr);
	if (p == end || *p != ',')
		return (record_malformed(
		    rec, p, "a comma and the size belong behind the address"));
	comma = p++;
	fsize = field_decimal(&p, end, &size);
	if (fsize == FIELD_NONE || p != end)
		return (record_malformed(
		    rec, p, "the size belongs here, and nothing behind it"));
	if (faddr == FIELD_OVER)
		return (record_fatal(rec, s + 3, numbers_why_over(n)));
	if (fsize == FIELD_OVER)
		return (record_fatal(rec, comma + 1, WHY_HUGE));
	numbers_access(n, rec, s + 3, addr, (enum access_op)op);
	return (record_size(rec, comma + 1, size));
}

static int
lackey_open(void *state, const void *params, struct err *err)
{
	struct lackey *l = state;

	numbers_open(state, params, err);
	l->plain = l->numbers.hex && !l->numbers.by_page;
	return (0);
}

/* Whether the line is a record of one byte at the address of a page. */
static bool
is_page(const char *s, const char *end)
{
	static const char tail[] = "000,1";

	return ((size_t)(end - s) > sizeof(tail) &&
		memcmp(end - (sizeof(tail) - 1), tail, sizeof(tail) - 1) == 0);
}

static void
lackey_look(const struct format_use *use, const struct trace_head *head)
{
	static const char letters[] = { 'I', 'L', 'S', 'M' };
	struct lackey *l = use->state;
	const char *p = head->p, *line, *end;
	unsigned pages = 0, others = 0;

	while (line_next(head, &p, &line, &end)) {
		if (end - line < 4 || memchr(letters, line[*line == ' '],
					  sizeof(letters)) == NULL)
			continue;
		pages += is_page(line, end);
		others += !is_page(line, end);
	}
	l->reduced = pages >= REDUCED && others == 0;
}

/* The tool writes addresses of bytes in hexadecimal, so there is no doubt but
 * of what was written by hand. */
static void
lackey_tell(
    const struct format_use *use, unsigned shift, struct trace_facts *facts)
{
	const struct lackey *l = use->state;

	if (!l->numbers.letters)
		numbers_tell(use, shift, facts);
	facts->reduced = l->reduced;
	facts->recorded = l->programs == 1 ? l->shell : NULL;
}

static int
lackey_write(void *state, const struct access *a, not_used const uint64_t *time,
    size_t n, FILE *to, not_used struct err *err)
{
	const struct print_state *s = state;
	char line[2 * PRINT_MAX + 5], *p;

	for (; n > 0; a++, n--) {
		memcpy(line, prefix[a->op], 3);
		p = print_place(line + 3, s->spec, a->addr, s->shift, 8);
		*p++ = ',';
		p = print_decimal(p, a->size);
		*p++ = '\n';
		fwrite(line, (size_t)(p - line), 1, to);
	}
	return (0);
}

static unsigned
lackey_keeps(const void *params)
{
	return (print_keeps(
	    params, CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES));
}

static const struct trace_encoder lackey_encoder = {
	.keeps = lackey_keeps,
	.state_size = sizeof(struct print_state),
	.open = print_open,
	.accesses = lackey_write,
};

const struct trace_format trace_format_lackey = {
	.name = "lackey",
	.summary = "valgrind --tool=lackey --trace-mem=yes",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES,
	.params = numbers_hex,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct lackey),
	.open = lackey_open,
	.look = lackey_look,
	.tell = lackey_tell,
	.line = lackey_line,
	.bulk = lackey_bulk,
	.encoder = &lackey_encoder,
};
