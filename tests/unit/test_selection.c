/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading selections, one or several separated by commas.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/selection.h"
#include "unit/fixture.h"

static const struct err_where AT = { "t.yaml", 2, 9 };
static struct err err;

/* A list and its items as name[key=value][key=value], separated by blanks, or
 * its error. */
static const struct {
	const char *text, *is, *says;
} LISTS[] = {
	{ "lru", "lru", NULL },
	{ "lru,clock", "lru clock", NULL },
	{ "clock:load_bit=0", "clock[load_bit=0]", NULL },
	{ "a:x=1,y=2,b", "a[x=1][y=2] b", NULL },
	{ "a:x=1,b:y=2,z=3,c", "a[x=1] b[y=2][z=3] c", NULL },
	{ "a:x=1:2", "a[x=1:2]", NULL },
	{ "a:x=", "a[x=]", NULL },
	{ "a:x=1=2", "a[x=1=2]", NULL },
	{ "./p.so", "./p.so", NULL },
	{ "./p.so:k=/a/b", "./p.so[k=/a/b]", NULL },
	{ "/c:d/p.so:k=1", "/c:d/p.so[k=1]", NULL },
	{ "/c:d/p.so,lru", "/c:d/p.so lru", NULL },
	{ "lirs:hot=99%,stack=3", "lirs[hot=99%][stack=3]", NULL },
	{ "", NULL, "bad word ''" },
	{ "lru,", NULL, "bad word ''" },
	{ ",lru", NULL, "bad word ''" },
	{ "lru,,clock", NULL, "bad word ''" },
	{ ":x=1", NULL, "bad word ':x=1'" },
	{ "x=1", NULL, "bad word 'x=1'" },
	{ "lru,x=1", NULL, "bad word 'lru,x=1'" },
	{ "a:", NULL, "'a': bad value ''" },
	{ "a:x", NULL, "'a': bad value 'x'" },
	{ "a:=1", NULL, "'a': bad value '=1'" },
	{ "a:x=1,x=2", NULL, "'x' is given twice" },
};

START_TEST(test_list)
{
	struct selections list = { .item = NULL };
	char is[256] = "";
	int rc =
	    selections_read(&list, mem, LISTS[_i].text, &AT, ERR_CONFIG, &err);

	if (LISTS[_i].says != NULL) {
		ck_assert_int_eq(rc, -1);
		ck_assert_int_eq(err.kind, ERR_CONFIG);
		ck_assert_uint_eq(err.where.column, 9);
		ck_assert_msg(
		    strstr(err.msg, LISTS[_i].says) != NULL, "%s", err.msg);
		return;
	}
	ck_assert_int_eq(rc, 0);
	for (size_t i = 0; i < list.n; i++) {
		const struct selection *s = &list.item[i];
		size_t len = strlen(is);

		ck_assert_str_eq(s->at.file, "t.yaml");
		ck_assert_uint_eq(s->at.line, 2);
		snprintf(is + len, sizeof(is) - len, "%s%s", i > 0 ? " " : "",
		    s->name);
		for (size_t k = 0; k < s->nvalue; k++) {
			len = strlen(is);
			snprintf(is + len, sizeof(is) - len, "[%s=%s]",
			    s->value[k].name, s->value[k].value);
			ck_assert_uint_eq(s->value[k].at.line, 2);
		}
	}
	ck_assert_str_eq(is, LISTS[_i].is);
}
END_TEST

START_TEST(test_one)
{
	struct err_where here = { NULL, 0, 0 };
	struct selection s;

	ck_assert_int_eq(selection_read(&s, mem, "nvme:servers=4,overhead_ns=1",
			     &here, ERR_USAGE, &err),
	    0);
	ck_assert_str_eq(s.name, "nvme");
	ck_assert_uint_eq(s.nvalue, 2);
	ck_assert_str_eq(s.value[1].name, "overhead_ns");
	ck_assert_ptr_null(s.at.file);
	ck_assert_int_eq(
	    selection_read(&s, mem, "nvme:servers", &here, ERR_USAGE, &err),
	    -1);
	ck_assert_int_eq(err.kind, ERR_USAGE);
}
END_TEST

START_TEST(test_too_many)
{
	struct selections list = { .item = NULL };
	size_t n = SELECTIONS_MAX + 1, len = 0;
	char *text = malloc(n * 8);

	for (size_t i = 0; i < n; i++)
		len +=
		    (size_t)sprintf(text + len, "%sp%zu", i > 0 ? "," : "", i);
	ck_assert_int_eq(
	    selections_read(&list, mem, text, &AT, ERR_USAGE, &err), -1);
	ck_assert_msg(strstr(err.msg, "too many") != NULL, "%s", err.msg);
	len = (size_t)sprintf(text, "a:x=0");
	for (size_t i = 1; i <= SELECTION_VALUES_MAX; i++)
		len += (size_t)sprintf(text + len, ",x%zu=0", i);
	list.n = 0;
	ck_assert_int_eq(
	    selections_read(&list, mem, text, &AT, ERR_USAGE, &err), -1);
	ck_assert_msg(
	    strstr(err.msg, "too many values") != NULL, "%s", err.msg);
	free(text);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("selection");

	fixture_mem(t);
	tcase_add_loop_test(t, test_list, 0, ROWS(LISTS));
	tcase_add_test(t, test_one);
	tcase_add_test(t, test_too_many);
	return (fixture_run("selection", t));
}
