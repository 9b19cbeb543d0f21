/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of the survey, as consumers.
 */
#include "study/surveyor.h"

#include <string.h>

#include "study/survey_part.h"

/* The first three make a map. */
static const struct survey_part_kind *const kinds[SURVEYOR_PARTS] = {
	&survey_tally,
	&survey_interval,
	&survey_map,
	&survey_distance,
	&survey_runs,
};
#define PARTS     SURVEYOR_PARTS
#define MAP_PARTS 3

/* Elements of the first array by page. */
#define CAP_MIN 65536

struct surveyor {
	size_t n; /* parts that are made */
	struct consumer consumer[PARTS];
	struct survey_part *part[PARTS];
};

static void
grow(struct survey_part *p, page_id_t cap)
{
	void *array = mem_array(p->m, cap, p->element);

	if (p->cap > 0)
		memcpy(array, p->array, (size_t)p->cap * p->element);
	mem_free(p->m, p->array);
	p->array = array;
	p->cap = cap;
}

void
survey_by_page(struct survey_part *p, size_t element)
{
	p->element = element;
	grow(p, CAP_MIN);
}

static void
pages(void *self, page_id_t npages)
{
	struct survey_part *p = self;
	page_id_t cap = p->cap;

	p->npages = npages;
	if (p->element == 0 || npages <= cap)
		return;
	while (cap < npages)
		cap *= 2; /* at most PAGES_MAX, a power of two */
	grow(p, cap);
}

struct surveyor *
surveyor_open(
    struct survey *out, struct mem *keep, const struct survey_spec *spec)
{
	struct surveyor *s = mem_alloc(keep, sizeof(*s));

	*out = (struct survey){
		.exact_pages = spec->exact_pages == 0 ? SURVEY_EXACT_PAGES
						      : spec->exact_pages,
		.map_in_document = spec->map_in_document,
	};
	s->n = spec->map_only ? MAP_PARTS : PARTS;
	for (size_t i = 0; i < s->n; i++) {
		struct mem *m = mem_open();
		struct survey_part *p = mem_alloc(m, kinds[i]->size);

		p->m = m;
		p->keep = keep;
		p->out = out;
		p->blocks = spec->blocks == 0 ? SURVEY_BLOCKS : spec->blocks;
		s->part[i] = p;
		s->consumer[i] = (struct consumer){
			.begin = kinds[i]->begin,
			.pages = pages,
			.feed = kinds[i]->feed,
			.end = kinds[i]->end,
			.self = p,
		};
	}
	return (s);
}

const struct consumer *
surveyor_consumers(const struct surveyor *s, size_t *n)
{
	*n = s->n;
	return (s->consumer);
}

void
surveyor_close(struct surveyor *s)
{
	for (size_t i = 0; i < s->n; i++)
		mem_close(s->part[i]->m);
}
