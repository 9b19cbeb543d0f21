/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * YAML to nodes: what is accepted, and that everything else is one error with
 * its position, including malicious files.
 */
#include <stdlib.h>
#include <string.h>

#include "config/yaml.h"
#include "unit/fixture.h"

static struct yaml y;
static struct err err;

static int
parse(const char *text, size_t len)
{
	return (yaml_read_text(&y, mem, "t.yaml", text, len, &err));
}

/* A text and its error: line, column, message. */
static const struct {
	const char *text;
	uint64_t line, column;
	const char *says;
} BAD[] = {
	{ "", 1, 1, "nothing" },
	{ "# only this\n", 1, 1, "nothing" },
	{ "a: 1\na: 2\n", 2, 1, "given twice (first in line 1)" },
	{ "a: {b: 1, b: 2}\n", 1, 11, "given twice" },
	{ "a: [1, 2\nb: 3\n", 2, 2, "not YAML" },
	{ "a: 'x\n", 2, 1, "not YAML" },
	{ "\ta: 1\n", 1, 1, "not YAML" },
	{ "a: &x 1\nb: *x\n", 2, 4, "alias" },
	{ "*x : 1\n", 1, 1, "alias" },
	{ "a: !!int 1\n", 1, 4, "tag" },
	{ "!<tag:yaml.org,2002:str> a: 1\n", 1, 1, "tag" },
	{ "a: !!seq []\n", 1, 4, "tag" },
	{ "[1]: 2\n", 1, 1, "single word" },
	{ "? {a: 1}\n: 2\n", 1, 3, "single word" },
	{ "a: \"x\\0y\"\n", 1, 4, "NUL" },
	{ "\"a\\0\": 1\n", 1, 1, "NUL" },
	{ "a: 1\n---\nb: 2\n", 2, 1, "second document" },
	{ "a: 1\nb: \xff\n", 2, 4, "not YAML" },
	{ "a: \xc3(\n", 1, 5, "not YAML" },
	{ "a: \x01\n", 1, 4, "not YAML" },
	{ "a: \"\\xzz\"\n", 1, 7, "not YAML" },
	{ "a: @b\n", 1, 4, "not YAML" },
	{ "%YAML 3.0\n--- a\n", 1, 1, "not YAML" },
	{ "a: 1\n b: 2\n", 2, 3, "not YAML" },
	{ "- a\nb: 1\n", 2, 1, "not YAML" },
};

START_TEST(test_bad)
{
	ck_assert_int_eq(parse(BAD[_i].text, strlen(BAD[_i].text)), -1);
	ck_assert_msg(strstr(err.msg, BAD[_i].says) != NULL, "%s", err.msg);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_str_eq(err.where.file, "t.yaml");
	ck_assert_uint_eq(err.where.line, BAD[_i].line);
	ck_assert_uint_eq(err.where.column, BAD[_i].column);
}
END_TEST

START_TEST(test_tree)
{
	static const char text[] = "a: 1\n"
				   "list: [x, 'y z', {k: v}]\n"
				   "none:\n"
				   "deep:\n"
				   "  - b: no\n"
				   "    c: 010\n";
	const struct node *n, *c;

	ck_assert_int_eq(parse(text, strlen(text)), 0);
	ck_assert_int_eq(y.root->kind, NODE_MAPPING);
	ck_assert_uint_eq(y.root->n, 4);
	n = node_find(y.root, "a");
	ck_assert_str_eq(n->text, "1");
	ck_assert_uint_eq(n->at.column, 4);
	n = node_find(y.root, "list");
	ck_assert_int_eq(n->kind, NODE_SEQUENCE);
	ck_assert_uint_eq(n->n, 3);
	ck_assert_str_eq(n->first->next->text, "y z");
	ck_assert_ptr_null(n->first->key);
	c = n->first->next->next;
	ck_assert_str_eq(node_find(c, "k")->text, "v");
	ck_assert_ptr_null(c->next);
	n = node_find(y.root, "none");
	ck_assert_str_eq(n->text, "");
	ck_assert_uint_eq(n->at.line, 3);
	n = node_find(y.root, "deep")->first;
	ck_assert_str_eq(node_find(n, "b")->text, "no");
	ck_assert_str_eq(node_find(n, "c")->text, "010");
	ck_assert_uint_eq(node_find(n, "c")->key_at.line, 6);
	ck_assert_uint_eq(node_find(n, "c")->key_at.column, 5);
	ck_assert_ptr_null(node_find(n, "d"));
	ck_assert_ptr_null(node_find(node_find(n, "b"), "d"));
}
END_TEST

/* Open brackets, deeper than the stacks of libyaml allow. */
START_TEST(test_deep)
{
	static const char *const OPEN[] = { "[", "{a: ", "- ", "? " };
	size_t step = strlen(OPEN[_i]), n = 100000;
	char *text = malloc(n * step + 1);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * step, OPEN[_i], step);
	ck_assert_int_eq(parse(text, n * step), -1);
	ck_assert(err.kind == ERR_LIMIT || err.kind == ERR_CONFIG);
	ck_assert_uint_eq(err.where.line, 1);
	free(text);
}
END_TEST

START_TEST(test_deepest)
{
	char text[2 * YAML_DEPTH_MAX + 2];

	memset(text, '[', YAML_DEPTH_MAX + 1);
	memset(text + YAML_DEPTH_MAX, ']', YAML_DEPTH_MAX + 1);
	ck_assert_int_eq(parse(text, 2 * YAML_DEPTH_MAX), 0);
	memset(text, '[', YAML_DEPTH_MAX + 1);
	memset(text + YAML_DEPTH_MAX + 1, ']', YAML_DEPTH_MAX + 1);
	ck_assert_int_eq(parse(text, sizeof(text)), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	ck_assert_msg(strstr(err.msg, "32 levels") != NULL, "%s", err.msg);
}
END_TEST

/* A billion laughs: nine lines that would be 9^9 words. */
START_TEST(test_laughs)
{
	static const char text[] =
	    "a: &a [l, l, l, l, l, l, l, l, l]\n"
	    "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
	    "c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n";

	ck_assert_int_eq(parse(text, strlen(text)), -1);
	ck_assert_uint_eq(err.where.line, 2);
	ck_assert_uint_eq(err.where.column, 8);
	ck_assert_msg(strstr(err.msg, "alias") != NULL, "%s", err.msg);
	ck_assert_str_eq(
	    err.excerpt, "b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]");
}
END_TEST

START_TEST(test_many)
{
	size_t n = YAML_NODES_MAX + 10;
	char *text = malloc(n * 2 + 2);

	text[0] = '[';
	for (size_t i = 0; i < n; i++)
		memcpy(text + 1 + 2 * i, "1,", 2);
	text[2 * n + 1] = ']';
	ck_assert_int_eq(parse(text, 2 * n + 2), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	ck_assert_msg(strstr(err.msg, "65536") != NULL, "%s", err.msg);
	free(text);
}
END_TEST

START_TEST(test_many_keys)
{
	char *text = malloc(32 * (YAML_KEYS_MAX + 1));
	size_t len = 0;

	for (unsigned i = 0; i <= YAML_KEYS_MAX; i++)
		len += (size_t)sprintf(text + len, "k%u: %u\n", i, i);
	ck_assert_int_eq(parse(text, len), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	ck_assert_uint_eq(err.where.line, YAML_KEYS_MAX + 1);
	free(text);
}
END_TEST

START_TEST(test_large)
{
	size_t n = YAML_BYTES_MAX;
	char *text = malloc(n + 1);

	/* One scalar that fills the file, then one byte more. */
	memset(text, 'x', n + 1);
	memcpy(text, "a: ", 3);
	ck_assert_int_eq(parse(text, n), 0);
	ck_assert_uint_eq(strlen(node_find(y.root, "a")->text), n - 3);
	ck_assert_int_eq(parse(text, n + 1), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	free(text);
}
END_TEST

/* Any byte replaced by any other gives an error or a document. */
START_TEST(test_any_byte)
{
	static const char text[] = "a: [1, {b: 'c'}]\n\"d\": |\n  e\n";
	char bent[sizeof(text)];

	for (size_t i = 0; i < sizeof(text) - 1; i++)
		for (int c = 0; c < 256; c++) {
			memcpy(bent, text, sizeof(text));
			bent[i] = (char)c;
			err = (struct err){ .kind = ERR_NONE };
			if (parse(bent, sizeof(text) - 1) != 0)
				ck_assert_int_ne(err.kind, ERR_NONE);
		}
}
END_TEST

START_TEST(test_file)
{
	ck_assert_int_eq(yaml_read_file(&y, mem, "/nonexistent/x", &err), -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_str_eq(err.where.file, "/nonexistent/x");
	ck_assert_msg(
	    strstr(err.msg, "cannot be opened") != NULL, "%s", err.msg);
	ck_assert_int_eq(yaml_read_file(&y, mem, "/", &err), -1);
	ck_assert_msg(strstr(err.msg, "cannot be read") != NULL, "%s", err.msg);
	ck_assert_int_eq(yaml_read_file(&y, mem, "/dev/zero", &err), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
}
END_TEST

START_TEST(test_shape)
{
	static const char text[] = "s: 1\nl: [1]\nm: {a: 1}\nn:\n";
	static const char *const keys[] = { "s", "l", "mm", "n", NULL };
	const struct node *s, *l, *map, *none;

	ck_assert_int_eq(parse(text, strlen(text)), 0);
	s = node_find(y.root, "s");
	l = node_find(y.root, "l");
	map = node_find(y.root, "m");
	none = node_find(y.root, "n");
	ck_assert_int_eq(node_scalar(s, "x", &err), 0);
	ck_assert_int_eq(node_sequence(l, "x", &err), 0);
	ck_assert_int_eq(node_mapping(map, "x", &err), 0);
	ck_assert_int_eq(node_scalar(l, "x", &err), -1);
	ck_assert_str_eq(err.msg, "x is a single value, and here is a list");
	ck_assert_int_eq(node_sequence(none, "x", &err), -1);
	ck_assert_msg(
	    strstr(err.msg, "here is nothing") != NULL, "%s", err.msg);
	ck_assert_uint_eq(err.where.line, 4);
	ck_assert_int_eq(node_mapping(s, "x", &err), -1);
	ck_assert_int_eq(node_keys(y.root, "it", keys, &err), -1);
	ck_assert_str_eq(err.msg, "it has no key 'm'; did you mean 'mm'?");
	ck_assert_uint_eq(err.where.line, 3);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("yaml");

	fixture_mem(t);
	tcase_add_loop_test(t, test_bad, 0, ROWS(BAD));
	tcase_add_test(t, test_tree);
	tcase_add_loop_test(t, test_deep, 0, 4);
	tcase_add_test(t, test_deepest);
	tcase_add_test(t, test_laughs);
	tcase_add_test(t, test_many);
	tcase_add_test(t, test_many_keys);
	tcase_add_test(t, test_large);
	tcase_add_test(t, test_any_byte);
	tcase_add_test(t, test_file);
	tcase_add_test(t, test_shape);
	tcase_set_timeout(t, 30);
	return (fixture_run("yaml", t));
}
