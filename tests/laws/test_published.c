/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Published properties of policies: Belady's anomaly, loops, scans, pages
 * referenced once, writes, and released memory.  They are tested on bundled
 * traces where that is possible, otherwise on reference strings made for the
 * property.
 *
 * A law holds for every string (test_laws.c); these properties hold for one
 * string.  The numbers of page faults on traces were measured with this
 * program: a change of them is a change of a policy or of a trace.
 */
#include <string.h>

#include "lane.h"
#include "unit/fixture.h"

/*
 * Belady, Nelson and Shedler, CACM 12(6) 1969: under FIFO more frames can mean
 * more faults.  Recorded traces show it too, and so does the clock, which is
 * FIFO when all bits are set.
 */
static const struct anomaly {
	const char *trace, *policy;
	frame_t frames;
	uint64_t faults, more; /* with as many frames, and with one more */
} anomalies[] = {
	{ "belady", "fifo", 3, 9, 10 },
	{ "sqlite", "fifo", 72, 17935, 20542 },
	{ "sqlite", "fifo", 73, 20542, 22162 },
	{ "sqlite", "clock", 62, 19694, 20084 },
	{ "awk", "clock", 73, 409, 424 },
};

static void
make_belady(struct lane *l)
{
	static const page_id_t page[] = { 1, 2, 3, 4, 1, 2, 5, 1, 2, 3, 4, 5 };

	lane_open(l, "belady");
	for (int i = 0; i < ROWS(page); i++)
		lane_add(l, page[i] - 1, false);
	lane_seal(l);
}

START_TEST(anomaly)
{
	const struct anomaly *a = &anomalies[_i];
	static const char *const stack[] = { "lru", "opt" };
	struct lane l;

	if (strcmp(a->trace, "belady") == 0)
		make_belady(&l);
	else
		lane_read(&l, a->trace, UINT64_MAX);
	ck_assert_uint_eq(lane_faults(&l, a->policy, a->frames), a->faults);
	ck_assert_uint_eq(lane_faults(&l, a->policy, a->frames + 1), a->more);
	/* Stack algorithms do not have the anomaly. */
	for (int i = 0; i < 2; i++)
		ck_assert_uint_le(lane_faults(&l, stack[i], a->frames + 1),
		    lane_faults(&l, stack[i], a->frames));
	lane_close(&l);
}
END_TEST

/*
 * A loop of 120 pages over 100 frames, 50 times.  LRU faults at every
 * reference, and so do all policies that use recency: FIFO, the clocks, and
 * also ARC and CAR, which are published as resistant to scans, not to loops: no
 * page returns while it is in a ghost list.  LIRS has at most three page faults
 * a turn more than OPT (Jiang and Zhang, section 3.1: all but Lhirs frames keep
 * their pages), and so has CLOCK-Pro.
 */
#define LOOP   120
#define TURNS  50
#define FRAMES 100

static const struct loop {
	const char *policy;
	uint64_t least, most; /* faults a turn, the first not counted */
} loops[] = {
	{ "lru", LOOP, LOOP },
	{ "fifo", LOOP, LOOP },
	{ "clock", LOOP, LOOP },
	{ "sieve", LOOP, LOOP },
	{ "arc", LOOP, LOOP },
	{ "car", LOOP, LOOP },
	{ "opt", LOOP - FRAMES, LOOP - FRAMES + 1 },
	{ "mru", LOOP - FRAMES, LOOP - FRAMES + 1 },
	{ "lirs", LOOP - FRAMES, LOOP - FRAMES + 3 },
	{ "clockpro", LOOP - FRAMES, LOOP - FRAMES + 3 },
	{ "2q", LOOP - FRAMES, LOOP / 2 },
	{ "s3fifo", LOOP - FRAMES, LOOP / 2 },
};

START_TEST(loop)
{
	const struct loop *row = &loops[_i];
	struct lane l;
	uint64_t faults;

	lane_open(&l, "loop");
	for (int i = 0; i < TURNS; i++)
		lane_sweep(&l, 0, LOOP);
	lane_seal(&l);
	faults = lane_faults(&l, row->policy, FRAMES) - LOOP;
	ck_assert_msg(faults >= row->least * (TURNS - 1) &&
			  faults <= row->most * (TURNS - 1),
	    "%s: %ju faults", row->policy, (uintmax_t)faults);
	lane_close(&l);
}
END_TEST

/*
 * One scan.  Fifty pages are hot, and one reference in four is to another page;
 * then a thousand pages are referenced once each; then each hot page again. LRU
 * and the clocks have evicted all hot pages.
 */
#define HOT 50

static const struct scan {
	const char *policy;
	uint64_t least, most; /* hot pages lost */
} scans[] = {
	{ "lru", HOT, HOT }, { "fifo", HOT, HOT }, { "clock", HOT, HOT },
	{ "ws", HOT, HOT }, { "2q", 0, 2 }, /* Johnson and Shasha 1994 */
	{ "slru", 0, 0 },                   /* Karedla et al. 1994 */
	{ "lruk", 0, 0 },                   /* O'Neil et al. 1993 */
	{ "lirs", 0, 0 },                   /* Jiang and Zhang 2002 */
	{ "arc", 0, 0 },                    /* Megiddo and Modha 2003 */
	{ "car", 0, 0 },                    /* Bansal and Modha 2004 */
	{ "cart", 0, 2 },                   /* the same */
	{ "clockpro", 0, 0 },               /* Jiang et al. 2005 */
	{ "sieve", 0, 0 },    /* its hand has passed the hot pages and stays
			       * among the new ones */
	{ "s3fifo", 0, 0 },   /* Yang et al. 2023 */
	{ "cacheus", 0, 0 },  /* Rodriguez et al. 2021 */
	{ "wtinylfu", 0, 1 }, /* Einziger et al. 2017 */
};

static uint64_t
make_scan(struct lane *l)
{
	struct rng rng = { 7 };
	uint64_t end;

	lane_open(l, "scan");
	for (int i = 0; i < 20000; i++)
		lane_add(l,
		    i % 4 != 0 ? (page_id_t)rng_below(&rng, HOT)
			       : HOT + (page_id_t)rng_below(&rng, 400),
		    false);
	lane_sweep(l, HOT + 400, 1000);
	end = l->refstring.n;
	lane_sweep(l, 0, HOT);
	lane_seal(l);
	return (end);
}

START_TEST(scan)
{
	const struct scan *row = &scans[_i];
	struct lane l;
	struct lane_options until = { .most = make_scan(&l) };
	uint64_t lost = lane_faults(&l, row->policy, FRAMES) -
			lane_run(&l, row->policy, FRAMES, &until).page_faults;

	ck_assert_msg(lost >= row->least && lost <= row->most,
	    "%s: lost %ju hot pages", row->policy, (uintmax_t)lost);
	lane_close(&l);
}
END_TEST

/* A rank in [0, n) with a probability proportional to 1/(rank + 1), rounded
 * within powers of two. */
static page_id_t
zipf(struct rng *rng, page_id_t n)
{
	uint64_t bits = 0, rank;

	while ((n - 1) >> bits != 0)
		bits++;
	do {
		uint64_t low = UINT64_C(1) << rng_below(rng, bits);

		rank = low - 1 + rng_below(rng, low);
	} while (rank >= n);
	return ((page_id_t)rank);
}

/*
 * One-hit wonders (Yang et al., SOSP 2023, section 3 and Algorithm 1): every
 * other reference is to a page that is referenced once, the rest are zipf over
 * 80 pages.  The former are evicted from S3-FIFO's small queue in the order of
 * their loads and displace no page of the main queue.
 */
#define WONDER 100 /* pages from this number on are referenced once */
#define NHITS  100000

struct wonders {
	page_id_t last;  /* evicted last */
	uint64_t others; /* evictions of other pages */
	uint64_t disorder;
};

static void
see_victim(void *self, const struct fault *f)
{
	struct wonders *w = self;

	if (f->victim == NO_PAGE)
		return;
	if (f->victim < WONDER) {
		w->others++;
		return;
	}
	w->disorder += f->victim <= w->last;
	w->last = f->victim;
}

static void
make_wonders(struct lane *l)
{
	struct rng rng = { 11 };

	lane_open(l, "wonders");
	for (int i = 0; i < NHITS; i++)
		lane_add(l,
		    i % 2 != 0 ? zipf(&rng, 80) : WONDER + (page_id_t)i / 2,
		    false);
	lane_seal(l);
}

START_TEST(wonders)
{
	struct wonders w = { 0 };
	const struct observer observer = { .fault = see_victim, .self = &w };
	struct lane_options how = { .observer = &observer };
	struct lane l;
	uint64_t faults, lru;

	make_wonders(&l);
	faults =
	    lane_run(&l, "s3fifo:variant=paper", FRAMES, &how).page_faults -
	    NHITS / 2;
	lru = lane_faults(&l, "lru", FRAMES) - NHITS / 2;
	ck_assert_uint_eq(w.disorder, 0);
	/* LRU evicts the 80 pages at one in four of their references. */
	ck_assert_uint_lt(faults, 400);
	ck_assert_uint_eq(w.others + 80, faults);
	ck_assert_uint_gt(lru, 10000);
	lane_close(&l);
}
END_TEST

/* Frequency is better than recency where frequencies do not change (Einziger et
 * al. 2017, section 5).  On zipf W-TinyLFU is nearer to OPT than to LRU. */
static const char *const frequency[] = { "wtinylfu", "lfu", "arc", "lirs", "2q",
	"lruk", "s3fifo", "sieve", "slru", "cacheus", "lecar:variant=paper" };

START_TEST(skewed)
{
	struct rng rng = { 13 };
	struct lane l;
	uint64_t faults, lru, opt;

	lane_open(&l, "zipf");
	for (int i = 0; i < 200000; i++)
		lane_add(&l, zipf(&rng, 10000), false);
	lane_seal(&l);
	faults = lane_faults(&l, frequency[_i], 500);
	lru = lane_faults(&l, "lru", 500);
	opt = lane_faults(&l, "opt", 500);
	ck_assert_msg(faults * 100 < lru * 90 && faults > opt,
	    "%s: %ju faults, lru %ju", frequency[_i], (uintmax_t)faults,
	    (uintmax_t)lru);
	if (strcmp(frequency[_i], "wtinylfu") == 0)
		ck_assert_uint_lt(faults - opt, lru - opt);
	lane_close(&l);
}
END_TEST

/*
 * Writes, on the bundled traces at 10 % to 40 % of the footprint: CFLRU (Park
 * et al. 2006) and LRU-WSR (Jung et al. 2008) always write less than LRU, and
 * fault more at some size.  A clock that writes dirty pages back before it
 * evicts them never evicts a dirty page, and writes more than the clock,
 * because pages are written to again.
 */
static const char *const traces[] = { "tcc", "awk", "sort", "sqlite" };

START_TEST(writes)
{
	uint64_t more = 0;
	struct lane l;

	lane_read(&l, traces[_i], UINT64_MAX);
	for (frame_t part = 10; part <= 40; part += 10) {
		frame_t n = l.npages * part / 100;
		struct lane_result lru = lane_run(&l, "lru", n, NULL),
				   cflru = lane_run(&l, "cflru", n, NULL),
				   wsr = lane_run(&l, "lruwsr", n, NULL),
				   clock = lane_run(&l, "clock", n, NULL),
				   extended =
				       lane_run(&l, "extended-clock", n, NULL);

		ck_assert_uint_lt(
		    cflru.outcome.swap_writes, lru.outcome.swap_writes);
		ck_assert_uint_lt(
		    wsr.outcome.swap_writes, lru.outcome.swap_writes);
		more += cflru.page_faults > lru.page_faults;
		ck_assert_uint_eq(
		    extended.outcome.swap_writes, extended.outcome.cleaned);
		ck_assert_uint_gt(
		    extended.outcome.swap_writes, clock.outcome.swap_writes);
		ck_assert_uint_eq(clock.outcome.cleaned, 0);
	}
	ck_assert_uint_gt(more, 0);
	lane_close(&l);
}
END_TEST

/*
 * Released memory.  A phase of 80 pages, then one of 5 with a fault now and
 * then: WS releases pages immediately, PFF at the first fault that comes late;
 * LRU keeps all pages.
 */
#define PHASE 50000

static const struct shrink {
	const char *policy;
	uint64_t first, second; /* mean frames at most, rounded up */
} shrinks[] = {
	{ "ws:tau=1000", 80, 8 },
	{ "pff:threshold=1000", 80, 16 },
};

static uint64_t
mean(const struct lane *l, const char *policy, uint64_t from, uint64_t to)
{
	struct lane_options a = { .most = from }, b = { .most = to };
	unsigned __int128 sum =
	    lane_run(l, policy, FRAMES, &b).outcome.resident_sum -
	    lane_run(l, policy, FRAMES, &a).outcome.resident_sum;

	return ((uint64_t)((sum + (to - from) - 1) / (to - from)));
}

START_TEST(shrink)
{
	const struct shrink *row = &shrinks[_i];
	struct rng rng = { 17 };
	struct lane l;

	lane_open(&l, "phases");
	for (int i = 0; i < PHASE; i++)
		lane_add(&l, (page_id_t)rng_below(&rng, 80), false);
	for (page_id_t i = 0; i < PHASE; i++)
		lane_add(&l,
		    i % 5000 == 0 ? 100 + i / 5000
				  : 80 + (page_id_t)rng_below(&rng, 5),
		    false);
	lane_seal(&l);
	ck_assert_uint_le(mean(&l, row->policy, 5000, PHASE), row->first);
	ck_assert_uint_gt(mean(&l, row->policy, 5000, PHASE), 70);
	ck_assert_uint_le(mean(&l, row->policy, PHASE, 2 * PHASE), row->second);
	ck_assert_uint_gt(mean(&l, "lru", PHASE, 2 * PHASE), 80);
	lane_close(&l);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("published");

	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, anomaly, 0, ROWS(anomalies));
	tcase_add_loop_test(t, loop, 0, ROWS(loops));
	tcase_add_loop_test(t, scan, 0, ROWS(scans));
	tcase_add_test(t, wonders);
	tcase_add_loop_test(t, skewed, 0, ROWS(frequency));
	tcase_add_loop_test(t, writes, 0, ROWS(traces));
	tcase_add_loop_test(t, shrink, 0, ROWS(shrinks));
	return (fixture_run("published", t));
}
