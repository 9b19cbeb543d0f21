/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs: references in a row to one page; and, of the pages as they follow each
 * other, those in a row of which each lies directly behind the one before, in
 * the same process.
 */
#include "study/survey_part.h"

struct runs_part {
	struct survey_part part;
	page_id_t page; /* of the run; NO_PAGE: none yet */
	uint64_t same, rising;
	struct hist *same_page, *sequential;
};

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct runs_part *r = self;

	r->part.page = facts->page;
	r->page = NO_PAGE;
	r->same_page = mem_alloc(r->part.keep, sizeof(*r->same_page));
	r->sequential = mem_alloc(r->part.keep, sizeof(*r->sequential));
	return (0);
}

static bool
is_behind(const struct page_facts *f, page_id_t page, page_id_t before)
{
	return (f->number[page] == f->number[before] + 1 &&
		f->process[page] == f->process[before]);
}

/* The run of references ends, and another page comes. */
static void
turn(struct runs_part *r, page_id_t page)
{
	if (r->page != NO_PAGE) {
		hist_add(r->same_page, r->same, 1);
		if (is_behind(&r->part.page, page, r->page)) {
			r->rising++;
		} else {
			hist_add(r->sequential, r->rising, 1);
			r->rising = 1;
		}
	} else {
		r->rising = 1;
	}
	r->page = page;
	r->same = 1;
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct runs_part *r = self;

	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);

		if (page == r->page)
			r->same++;
		else
			turn(r, page);
	}
	return (0);
}

static int
end(void *self, not_used const struct stream_facts *facts,
    not_used struct err *err)
{
	struct runs_part *r = self;

	if (r->page != NO_PAGE) {
		hist_add(r->same_page, r->same, 1);
		hist_add(r->sequential, r->rising, 1);
	}
	r->part.out->same_page = r->same_page;
	r->part.out->sequential = r->sequential;
	return (0);
}

const struct survey_part_kind survey_runs = {
	.size = sizeof(struct runs_part),
	.begin = begin,
	.feed = feed,
	.end = end,
};
