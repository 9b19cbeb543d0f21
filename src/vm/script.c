/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The script engine: splits a line into words, converts them to the arguments
 * that the row of the operation asks for, and calls it.
 *
 * Kinds of arguments, as in script_op.args:
 *
 *	n  a number, decimal or 0x...
 *	a  the same, an address that the process itself touches: it must not be
 *	   suspended
 *	l  a number, the length in bytes of what is read or written
 *	f  flags: letters of "rwxudn", or '-' for none
 *	b  0 or 1
 *	i  the number of a space that has not been dropped
 */
#include "vm/script.h"

#include <string.h>

#include "base/choice.h"
#include "vm/say.h"

struct word {
	const char *text;
	size_t len;
};

#define WORDS_MAX (SCRIPT_ARGS + 2)
#define OPS_MAX   64

static size_t
split(const char *line, size_t len, struct word *word)
{
	size_t n = 0, i = 0;

	while (n < WORDS_MAX) {
		while (i < len && (line[i] == ' ' || line[i] == '\t'))
			i++;
		if (i == len)
			break;
		word[n].text = line + i;
		while (i < len && line[i] != ' ' && line[i] != '\t')
			i++;
		word[n].len = (size_t)(line + i - word[n].text);
		n++;
	}
	return (n);
}

static bool
parse_number(struct word w, uint64_t *out)
{
	unsigned base = 10, digit;
	uint64_t v = 0;

	if (w.len > 2 && w.text[0] == '0' && w.text[1] == 'x') {
		base = 16;
		w.text += 2;
		w.len -= 2;
	}
	for (size_t i = 0; i < w.len; i++) {
		char c = w.text[i];

		if (c >= '0' && c <= '9')
			digit = (unsigned)(c - '0');
		else if (c >= 'a' && c <= 'f')
			digit = (unsigned)(c - 'a') + 10;
		else if (c >= 'A' && c <= 'F')
			digit = (unsigned)(c - 'A') + 10;
		else
			return (false);
		if (digit >= base ||
		    __builtin_mul_overflow(v, (uint64_t)base, &v) ||
		    __builtin_add_overflow(v, (uint64_t)digit, &v))
			return (false);
	}
	*out = v;
	return (w.len > 0);
}

static bool
parse_flags(struct word w, uint64_t *out)
{
	*out = 0;
	if (w.len == 1 && *w.text == '-')
		return (true);
	for (size_t i = 0; i < w.len; i++) {
		if (map_flag(w.text[i]) == 0)
			return (false);
		*out |= map_flag(w.text[i]);
	}
	return (true);
}

/* What is wrong with an argument; NULL: nothing. */
static const char *
parse_arg(const struct script *s, char kind, struct word w, uint64_t *out)
{
	if (kind == 'f')
		return (parse_flags(w, out)
			    ? NULL
			    : "are not flags: letters of \"rwxudn\", or '-'");
	if (!parse_number(w, out))
		return ("is not a number: decimal or 0x..., below 2^64");
	if (kind == 'b' && *out > 1)
		return ("is neither 0 nor 1");
	if (kind == 'l' && *out > SCRIPT_BYTES_MAX)
		return ("is too long: 268435456 bytes at most");
	if (kind == 'i' && (*out >= s->nspace || s->space[*out] == NULL))
		return ("is not a space: it was not created, or was dropped");
	return (NULL);
}

static int
complain(struct script *s, const char *line, size_t len, const char *at,
    struct err *err)
{
	err->where =
	    (struct err_where){ s->file, s->line, (uint64_t)(at - line) + 1 };
	err_excerpt(err, line, len);
	return (-1);
}

static const struct script_op *
find_op(struct word w)
{
	const struct script_op *op;

	for (op = script_ops; op->name != NULL; op++)
		if (strlen(op->name) == w.len &&
		    memcmp(op->name, w.text, w.len) == 0)
			return (op);
	return (NULL);
}

static void
unknown_op(struct word w, struct err *err)
{
	const char *names[OPS_MAX], *near;
	char name[32];
	int n = 0;

	snprintf(
	    name, sizeof(name), "%.*s", (int)(w.len < 31 ? w.len : 31), w.text);
	for (const struct script_op *op = script_ops;
	     op->name != NULL && n < OPS_MAX - 1; op++)
		names[n++] = op->name;
	names[n] = NULL;
	near = choice_near(names, name);
	err_set(err, ERR_TRACE, "unknown operation '%s'%s%s%s", name,
	    near == NULL ? "" : "; did you mean '", near == NULL ? "" : near,
	    near == NULL ? "" : "'?");
}

static int
run_line(
    struct script *s, const char *line, size_t len, FILE *out, struct err *err)
{
	struct word word[WORDS_MAX] = { 0 };
	size_t n = split(line, len, word), want;
	uint64_t arg[SCRIPT_ARGS] = { 0 };
	const struct script_op *op = find_op(word[0]);
	const char *why;

	if (op == NULL) {
		unknown_op(word[0], err);
		return (complain(s, line, len, word[0].text, err));
	}
	want = strlen(op->args);
	if (n - 1 != want) {
		size_t at = n - 1 > want ? want + 1 : 0;

		err_set(err, ERR_TRACE, "too %s arguments: %s%s%s",
		    at == 0 ? "few" : "many", op->name,
		    *op->usage == '\0' ? "" : " ", op->usage);
		return (complain(s, line, len, word[at].text, err));
	}
	for (size_t i = 0; i < want; i++) {
		why = parse_arg(s, op->args[i], word[i + 1], &arg[i]);
		if (why == NULL)
			continue;
		err_set(err, ERR_TRACE, "'%.*s' %s",
		    (int)(word[i + 1].len < 40 ? word[i + 1].len : 40),
		    word[i + 1].text, why);
		return (complain(s, line, len, word[i + 1].text, err));
	}
	if (!op->needs_no_space && s->now == NULL) {
		err_set(err, ERR_TRACE,
		    "no space is selected (create one with 'new BASE SIZE')");
		return (complain(s, line, len, word[0].text, err));
	}
	fprintf(out, "%.*s => ", (int)len, line);
	if (op->args[0] == 'a' && s->now->suspended)
		say_code(ADDR_BAD_STATE, out);
	else
		op->run(s, arg, out);
	fputc('\n', out);
	return (0);
}

struct script *
script_open(const char *file, const struct physmem_config *config)
{
	struct mem *m = mem_open();
	struct script *s = mem_alloc(m, sizeof(*s));

	s->m = m;
	s->file = file;
	physmem_init(&s->phys, m, config == NULL ? &physmem_default : config);
	return (s);
}

void
script_close(struct script *s)
{
	if (s != NULL)
		mem_close(s->m);
}

int
script_line(struct script *s, const char *line, FILE *out, struct err *err)
{
	size_t len = strcspn(line, "\r\n"), blank = strspn(line, " \t");

	s->line++;
	if (blank < len && line[blank] != '#')
		return (run_line(s, line, len, out, err));
	fprintf(out, "%.*s\n", (int)len, line);
	return (0);
}
