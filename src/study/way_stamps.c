/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FIFO with up to 16 numbers of frames side by side, by stamps.
 *
 * Each page has a stamp for each size: the count of that size's faults when the
 * page came in.  As FIFO evicts pages in the order in which they came, one page
 * for each fault once memory is full, a page is resident with n frames if and
 * only if at most n faults have occurred since, its own included.  There is no
 * list, and a reference costs one vector of stamps whatever the sizes are.
 *
 * The counts begin at n + 2 and stamps at 0, which no fault has: a page with
 * stamp 0 is new.  Before a count exceeds 32 bits, all are made small again.
 *
 * An eviction is not seen when it occurs.  So a page that was dirty is counted
 * as written when it comes in again, or when the counts are asked for.
 */
#include <string.h>

#include "base/isa.h"
#include "study/counting.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define STAMPS_WIDE 1
#include <immintrin.h>
#else
#define STAMPS_WIDE 0
#endif

#define LANES 16
#define HALF  8
#define AHEAD 24

/* References between two times that counts are made small: together with the
 * largest size they fit 32 bits. */
#define RENEW_EVERY (UINT64_C(1) << 31)

/* By page, a bit for each lane. */
struct stamps_bits {
	uint16_t dirty;   /* the last time that it was in memory */
	uint16_t written; /* it was written to swap before */
};

struct stamps {
	_Alignas(32) uint32_t size[LANES];
	_Alignas(32) uint32_t count[LANES];
	uint32_t *stamp;          /* by page: 'lanes' each */
	unsigned lanes;           /* 8 or 16 */
	unsigned n;               /* of these are runs */
	struct stamps_bits *bits; /* by page */
	bool bits_used;           /* a page was written to */
	bool all, first;          /* what counts as a write (counting.h) */
	enum isa isa;
	struct fill *fill;
	page_id_t npages;
	uint64_t left;          /* references until counts are made small */
	uint64_t faults[LANES]; /* before they were, the last time */
	uint64_t writes[LANES], slots[LANES];
};

static uint16_t
all_lanes(const struct stamps *s)
{
	return ((uint16_t)((UINT32_C(1) << s->n) - 1));
}

static void
begin_counts(struct stamps *s)
{
	for (unsigned i = 0; i < s->lanes; i++)
		s->count[i] = i < s->n ? s->size[i] + 2 : 1;
}

static void *
open(struct unit *u, struct fill *fill, page_id_t npages)
{
	struct stamps *s = mem_alloc(u->m, sizeof(*s) + 32);

	s = (struct stamps *)(((uintptr_t)s + 31) & ~(uintptr_t)31);
	s->n = (unsigned)u->n;
	s->lanes = s->n <= HALF ? HALF : LANES;
	s->stamp =
	    mem_reserve(u->m, (uint64_t)npages * s->lanes, sizeof(uint32_t));
	s->bits = mem_reserve(u->m, npages, sizeof(*s->bits));
	s->all = counting_writes_all(u);
	s->first = counting_writes_first(u);
	s->isa = isa_chosen();
	s->fill = fill;
	s->left = RENEW_EVERY;
	/* The other lanes never fault. */
	for (unsigned i = 0; i < s->lanes; i++)
		s->size[i] =
		    i < s->n ? u->job[i]->setup.nframes : UINT32_MAX - 1;
	begin_counts(s);
	return (s);
}

static void
pages(void *self, page_id_t npages)
{
	((struct stamps *)self)->npages = npages;
}

/* Pages that were dirty in these lanes were evicted, and so written. */
static void
write_out(struct stamps *s, struct stamps_bits *b, uint16_t lanes)
{
	uint16_t out = b->dirty & lanes, fresh = out & (uint16_t)~b->written;

	for (unsigned k = out; k != 0; k &= k - 1)
		s->writes[__builtin_ctz(k)]++;
	for (unsigned k = fresh; k != 0; k &= k - 1)
		s->slots[__builtin_ctz(k)]++;
	b->written |= out;
	b->dirty &= (uint16_t)~out;
}

/* What follows the look at the stamps: 'absent' has the lanes of a fault. */
static inline void
take(struct stamps *s, page_id_t page, bool new, bool write, uint16_t absent,
    uint64_t at)
{
	if (unlikely(new)) {
		fill_touch(s->fill, at);
		write |= s->first;
		s->bits_used |= s->first;
	}
	if (!s->bits_used)
		return;
	if (absent != 0)
		write_out(s, &s->bits[page], absent);
	if (write)
		s->bits[page].dirty = all_lanes(s);
}

static void
feed_any(struct stamps *s, const struct reference *ref, size_t n, uint64_t at)
{
	const unsigned lanes = s->lanes;

	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);
		uint32_t *stamp = s->stamp + (size_t)page * lanes;
		bool new = stamp[0] == 0;
		uint16_t absent = 0;

		__builtin_prefetch(
		    s->stamp + (size_t)reference_page(ref[i + AHEAD]) * lanes,
		    1);
		for (unsigned k = 0; k < lanes; k++) {
			uint32_t is = s->count[k] - stamp[k] > s->size[k];

			stamp[k] = is ? s->count[k] : stamp[k];
			s->count[k] += is;
			absent |= (uint16_t)(is << k);
		}
		take(s, page, new, reference_write(ref[i]) || s->all, absent,
		    at + i);
	}
}

#if STAMPS_WIDE
#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* The lanes of half a vector in which the page is absent; it comes in. */
AVX2 static inline __m256i
look(uint32_t *stamp, __m256i *count, __m256i least)
{
	__m256i was = _mm256_loadu_si256((const __m256i *)stamp);
	__m256i age = _mm256_sub_epi32(*count, was);
	__m256i absent = _mm256_cmpeq_epi32(_mm256_max_epu32(age, least), age);

	_mm256_storeu_si256(
	    (__m256i *)stamp, _mm256_blendv_epi8(was, *count, absent));
	*count = _mm256_sub_epi32(*count, absent);
	return (absent);
}

AVX2 static inline unsigned
mask(__m256i v)
{
	return ((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(v)));
}

/* wide: 16 lanes, else 8. */
AVX2 static always_inline void
feed_lanes(struct stamps *s, const struct reference *ref, size_t n, uint64_t at,
    const bool wide)
{
	const unsigned lanes = wide ? LANES : HALF;
	const __m256i one = _mm256_set1_epi32(1);
	__m256i *counts = (__m256i *)s->count;
	__m256i low = counts[0], high = counts[1], absent;
	const __m256i least_low =
	    _mm256_add_epi32(((__m256i *)s->size)[0], one);
	const __m256i least_high =
	    _mm256_add_epi32(((__m256i *)s->size)[1], one);

	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);
		uint32_t *stamp = s->stamp + (size_t)page * lanes;
		bool new = stamp[0] == 0;
		bool write = reference_write(ref[i]) || s->all;
		unsigned in;

		__builtin_prefetch(
		    s->stamp + (size_t)reference_page(ref[i + AHEAD]) * lanes,
		    1);
		absent = look(stamp, &low, least_low);
		in = 0;
		if (wide) {
			__m256i more = look(stamp + HALF, &high, least_high);

			if (unlikely(s->bits_used))
				in = mask(more) << HALF;
		}
		if (likely(!new && !s->bits_used && !write))
			continue;
		in |= mask(absent);
		s->bits_used |= write;
		take(s, page, new, write, (uint16_t)in, at + i);
	}
	counts[0] = low;
	counts[1] = high;
}

AVX2 static void
feed_eight(struct stamps *s, const struct reference *ref, size_t n, uint64_t at)
{
	feed_lanes(s, ref, n, at, false);
}

AVX2 static void
feed_sixteen(
    struct stamps *s, const struct reference *ref, size_t n, uint64_t at)
{
	feed_lanes(s, ref, n, at, true);
}
#endif

/* Makes counts and stamps small again. */
static void
renew(struct stamps *s)
{
	uint32_t old[LANES];

	memcpy(old, s->count, sizeof(old));
	begin_counts(s);
	for (unsigned k = 0; k < s->n; k++)
		s->faults[k] += old[k] - s->count[k];
	for (page_id_t page = 0; page < s->npages; page++) {
		uint32_t *stamp = s->stamp + (size_t)page * s->lanes;

		for (unsigned k = 0; k < s->n && stamp[0] != 0; k++) {
			uint32_t age = old[k] - stamp[k];

			/* 1 is the stamp of a page that is absent. */
			stamp[k] = age > s->size[k] ? 1 : s->count[k] - age;
		}
	}
	s->left = RENEW_EVERY;
}

static void
feed_some(struct stamps *s, const struct reference *ref, size_t n, uint64_t at)
{
#if STAMPS_WIDE
	if (s->isa != ISA_PLAIN && s->lanes == HALF)
		feed_eight(s, ref, n, at);
	else if (s->isa != ISA_PLAIN)
		feed_sixteen(s, ref, n, at);
	else
#endif
		feed_any(s, ref, n, at);
}

static void
feed(void *self, const struct reference *ref, size_t n, uint64_t at)
{
	struct stamps *s = self;

	/* The plain form looks at bits from the first write on. */
	if (s->all)
		s->bits_used = true;
	for (size_t i = 0; i < n && !s->bits_used; i++)
		s->bits_used = reference_write(ref[i]);
	while (n > 0) {
		size_t some = n < s->left ? n : (size_t)s->left;

		feed_some(s, ref, some, at);
		ref += some;
		n -= some;
		at += some;
		s->left -= some;
		if (s->left == 0)
			renew(s);
	}
}

/* Counts the writes of pages that have been evicted up to now. */
static void
settle(struct stamps *s)
{
	for (page_id_t page = 0; page < s->npages && s->bits_used; page++) {
		const uint32_t *stamp = s->stamp + (size_t)page * s->lanes;
		uint16_t absent = 0;

		if (s->bits[page].dirty == 0)
			continue;
		for (unsigned k = 0; k < s->n; k++)
			absent |=
			    (uint16_t)((s->count[k] - stamp[k] > s->size[k])
				       << k);
		write_out(s, &s->bits[page], absent);
	}
}

static void
count(void *self, size_t i, struct counted *out)
{
	struct stamps *s = self;

	if (i == 0)
		settle(s);
	*out = (struct counted){
		.faults = s->faults[i] + s->count[i] - (s->size[i] + 2),
		.writes = s->writes[i],
		.slots = s->slots[i],
	};
}

static const struct counting_kernel kernel = {
	.open = open,
	.pages = pages,
	.feed = feed,
	.count = count,
};

static bool
serves(const struct job *job)
{
	return (job_is_builtin(job, "fifo"));
}

static uint64_t
page_bytes(size_t n)
{
	return ((n <= HALF ? HALF : LANES) * sizeof(uint32_t) +
		sizeof(struct stamps_bits));
}

static void
open_unit(struct unit *u)
{
	counting_open(u, &kernel);
}

const struct way way_stamps = {
	.name = "stamps",
	.text = "sizes side by side, by a vector of stamps a page",
	.most = LANES,
	.needs = WAY_COUNTS_ONLY | WAY_NO_CHANGES,
	.serves = serves,
	.page_bytes = page_bytes,
	.open = open_unit,
	.close = counting_close,
};
