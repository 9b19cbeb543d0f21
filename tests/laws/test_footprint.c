/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes per frame and per page in a policy's text are those of footprint():
 * its growth with more frames and with more pages, with default parameters. The
 * text has whole numbers from 10 on, one decimal below 10 and two below 1.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "policy/choose.h"
#include "unit/fixture.h"

#define FRAMES (UINT32_C(1) << 16)
#define PAGES  (UINT32_C(1) << 22)

static size_t
footprint(
    const struct policy *p, const void *params, frame_t n, page_id_t pages)
{
	static const struct future future = { 0 };
	const struct policy_setup setup = {
		.params = params,
		.future = &future,
		.nframes = n,
		.npages = pages,
		.seed = 1,
	};

	return (p->footprint(&setup));
}

/* In hundredths of a byte. */
static uint64_t
growth(size_t less, size_t more, uint64_t by)
{
	ck_assert_uint_ge(more, less);
	return (((uint64_t)(more - less) * 100 + by / 2) / by);
}

static void
words(char *buf, size_t size, uint64_t hundredths, const char *before,
    const char *after)
{
	uint64_t tenths = (hundredths + 5) / 10;

	if (hundredths >= 1000)
		snprintf(buf, size, "%s%ju%s", before,
		    (uintmax_t)((hundredths + 50) / 100), after);
	else if (hundredths < 100)
		snprintf(buf, size, "%s0.%02ju%s", before,
		    (uintmax_t)hundredths, after);
	else if (tenths % 10 == 0)
		snprintf(buf, size, "%s%ju%s", before, (uintmax_t)tenths / 10,
		    after);
	else
		snprintf(buf, size, "%s%ju.%ju%s", before,
		    (uintmax_t)tenths / 10, (uintmax_t)tenths % 10, after);
}

static void
expect(const struct policy *p, const char *text)
{
	ck_assert_msg(p->complexity != NULL,
	    "%s has no .complexity; it must say '%s'", p->name, text);
	ck_assert_msg(strstr(p->complexity, text) != NULL,
	    "%s: '%s' does not contain '%s'", p->name, p->complexity, text);
}

START_TEST(by_frame_and_page)
{
	const struct policy *p = policy_list[_i];
	void *params = mem_alloc(mem, p->params_size + 1);
	size_t base, frames, pages;
	char text[60], *slash;

	if (p->params != NULL)
		param_defaults(p->params, params);
	base = footprint(p, params, FRAMES, PAGES);
	frames = growth(base, footprint(p, params, 2 * FRAMES, PAGES), FRAMES);
	pages = growth(base, footprint(p, params, FRAMES, 2 * PAGES), PAGES);
	/* Sizes that are powers of two grow in steps: the most and the least
	 * bytes for each frame. */
	if (strcmp(p->name, "wtinylfu") == 0) {
		size_t least = SIZE_MAX, most = 0;

		for (frame_t n = FRAMES; n <= 2 * FRAMES; n += FRAMES / 64) {
			size_t each =
			    growth(0, footprint(p, params, n, PAGES), n);

			least = each < least ? each : least;
			most = each > most ? each : most;
		}
		words(text, sizeof(text), least, "", " to ");
		slash = text + strlen(text);
		words(slash, sizeof(text) - (size_t)(slash - text), most, "",
		    " bytes per frame");
	} else
		words(text, sizeof(text), frames, "",
		    frames == 100 ? " byte per frame" : " bytes per frame");
	expect(p, text);
	words(text, sizeof(text), pages, " ", " per page");
	if (pages > 0)
		expect(p, text);
	else if (strstr(p->complexity, " per page for ") == NULL)
		ck_assert_ptr_null(strstr(p->complexity, " per page"));
	/* What does not depend on either is small, or in the text. */
	if (strstr(p->complexity, " MB") == NULL)
		ck_assert_uint_lt(footprint(p, params, 1, 1), 8192);
}
END_TEST

/* Statements about parameters other than the default. */
static const struct claim {
	const char *policy, *param, *value;
	uint64_t frame, page; /* hundredths */
	const char *words;
} claims[] = {
	{ "lfu", "memory", "perfect", 6400, 800,
	    "8 per page for memory=perfect" },
	{ "nfu", "memory", "perfect", 914, 800,
	    "8 per page for memory=perfect" },
	{ "lruk", "crp", "5", 17200, 400, "68 more with crp" },
	{ "lirs", "stack", "1", 4100, 400,
	    "25 + 16 k per frame and 4 per page" },
	{ "lirs", "stack", "3", 7300, 400,
	    "25 + 16 k per frame and 4 per page" },
};

START_TEST(by_parameter)
{
	const struct claim *c = &claims[_i];
	struct setting s = { .name = c->param, .value = c->value };
	const struct policy *p = NULL;
	void *params;
	struct err err;
	size_t base;

	for (size_t i = 0; policy_list[i] != NULL; i++)
		if (strcmp(policy_list[i]->name, c->policy) == 0)
			p = policy_list[i];
	params = mem_alloc(mem, p->params_size);
	param_defaults(p->params, params);
	ck_assert(
	    param_set(p->params, "policy", params, &s, ERR_USAGE, &err) == 0);
	base = footprint(p, params, FRAMES, PAGES);
	ck_assert_uint_eq(
	    growth(base, footprint(p, params, 2 * FRAMES, PAGES), FRAMES),
	    c->frame);
	ck_assert_uint_eq(
	    growth(base, footprint(p, params, FRAMES, 2 * PAGES), PAGES),
	    c->page);
	expect(p, c->words);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("footprint");
	int n = 0;

	fixture_mem(t);
	while (policy_list[n] != NULL)
		n++;
	tcase_add_loop_test(t, by_frame_and_page, 0, n);
	tcase_add_loop_test(t, by_parameter, 0, ROWS(claims));
	return (fixture_run("footprint", t));
}
