/* SPDX-License-Identifier: BSD-2-Clause */
#include "study/reduced_string.h"

#include "base/scratch.h"
#include "study/ref_reducer.h"

/* What reduced_string_share() supposes, and the references that it looks at. */
#define SHARE_FRAMES 64
#define SHARE_LOOKS  (UINT64_C(4) * REF_REDUCER_MOST)

struct making {
	struct reduced_string *to;
	struct ref_reducer *reducer;
	const uint64_t *place; /* where references come from; NULL: 'at' */
	uint64_t at;           /* references so far */
};

static int
take(void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct making *m = self;

	while (n > 0) {
		size_t some = n < REF_REDUCER_MOST ? n : REF_REDUCER_MOST;
		struct kept_refs kept = ref_reducer_take(m->reducer, ref,
		    m->place != NULL ? m->place + m->at : NULL, m->at, some);

		if (refstring_add(&m->to->string, kept.ref, kept.n, err) != 0 ||
		    scratch_append(m->to->places, kept.place,
			kept.n * sizeof(*kept.place), err) != 0)
			return (-1);
		m->at += some;
		ref += some;
		n -= some;
	}
	return (0);
}

static int
take_changes(void *self, const struct change *c, size_t n, struct err *err)
{
	struct making *m = self;

	ref_reducer_change(m->reducer, c, n);
	return (refstring_changes(&m->to->string, c, n, err));
}

void
reduced_string_open(struct reduced_string *r, const struct refstring *t,
    struct reduced_string *base, uint64_t frames)
{
	*r = (struct reduced_string){
		.from = t,
		.base = base,
		.frames = frames,
		.whole = t->n,
	};
	pthread_mutex_init(&r->lock, NULL);
	refstring_open(&r->string);
	r->places = scratch_open();
}

static int
make(struct reduced_string *r, struct err *err)
{
	const struct refstring *t = r->from;
	struct mem *m;
	struct making making = { .to = r };
	const struct consumer consumer = {
		.feed = take,
		.change = take_changes,
		.self = &making,
	};
	uint64_t size;
	int failed;

	if (r->base != NULL) {
		if (reduced_string_make(r->base, err) != 0)
			return (-1);
		t = &r->base->string;
		making.place = r->base->place;
	}
	m = mem_open();
	making.reducer = ref_reducer_open(m, t->facts.npages, r->frames);
	failed = refstring_feed(t, 0, t->n, &consumer, err);
	mem_close(m);
	r->string.facts = t->facts;
	if (failed != 0 || refstring_seal(&r->string, err) != 0)
		return (-1);
	r->place = scratch_read(r->places, &size, err);
	if (r->place == NULL)
		return (-1);
	return (!r->sees_future ? 0
				: future_open(&r->future, &r->string,
				      t->facts.npages, err));
}

int
reduced_string_make(struct reduced_string *r, struct err *err)
{
	pthread_mutex_lock(&r->lock);
	if (!r->tried) {
		r->tried = true;
		r->failed = make(r, &r->err);
	}
	if (r->failed != 0)
		*err = r->err;
	pthread_mutex_unlock(&r->lock);
	return (r->failed);
}

void
reduced_string_close(struct reduced_string *r)
{
	if (r->from == NULL)
		return;
	future_close(&r->future);
	refstring_close(&r->string);
	scratch_close(r->places);
	pthread_mutex_destroy(&r->lock);
	*r = (struct reduced_string){ 0 };
}

double
reduced_string_share(const struct reference *ref, size_t n, page_id_t npages)
{
	struct mem *m = mem_open();
	struct ref_reducer *r = ref_reducer_open(m, npages, SHARE_FRAMES);
	size_t looks = n < SHARE_LOOKS ? n : SHARE_LOOKS, kept = 0, some;

	for (size_t i = 0; i < looks; i += some) {
		some =
		    looks - i < REF_REDUCER_MOST ? looks - i : REF_REDUCER_MOST;
		kept += ref_reducer_take(r, ref + i, NULL, i, some).n;
	}
	mem_close(m);
	return (looks == 0 ? 1 : (double)kept / (double)looks);
}
