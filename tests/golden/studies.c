/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Studies with known numbers.  Page faults of the comparison are those of the
 * literature; every other number follows from these rules, so that the golden
 * files can be checked by hand:
 *
 *	pages	   5, each faults once; the others are read back
 *	evictions  page faults less frames
 *	written	   every other page evicted, rounded up
 *	a fault	   500 ns zero-filled; read back 80 us (flash) or 8 ms (disk)
 *	thinking   100 ns a reference
 */
#include "studies.h"

#include <string.h>

#include "base/hist.h"
#include "base/param.h"

static const char *const UNWRITTEN[] = { "drop", "write", NULL };

static const struct param SETTINGS[] = {
	{ .name = "page_size",
	    .type = PARAM_SIZE,
	    .offset = offsetof(struct settings, page_size),
	    .dflt = "4KiB",
	    .text = "Bytes in a page." },
	{ .name = "strict",
	    .type = PARAM_BOOL,
	    .offset = offsetof(struct settings, strict),
	    .dflt = "no",
	    .text = "Denied references end the run." },
	{ .name = "unwritten",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct settings, unwritten),
	    .dflt = "drop",
	    .choices = UNWRITTEN,
	    .text = "What becomes of a page that was never written." },
	{ .name = "seed",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct settings, seed),
	    .dflt = "1",
	    .text = "Drives everything random." },
	{ .name = "think",
	    .type = PARAM_TIME,
	    .offset = offsetof(struct settings, think_ns),
	    .dflt = "100ns",
	    .text = "Between two references." },
	{ .name = NULL },
};

struct clock_params {
	uint64_t hands;
	struct amount window;
	bool dirty;
	double weight;
};

static const struct param CLOCK[] = {
	{ .name = "hands",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct clock_params, hands),
	    .dflt = "1",
	    .text = "Hands." },
	{ .name = "window",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct clock_params, window),
	    .dflt = "25%",
	    .text = "Window." },
	{ .name = "dirty",
	    .type = PARAM_BOOL,
	    .offset = offsetof(struct clock_params, dirty),
	    .dflt = "no",
	    .text = "Heed dirty bits." },
	{ .name = "weight",
	    .type = PARAM_REAL,
	    .offset = offsetof(struct clock_params, weight),
	    .dflt = "0.45",
	    .max = 1,
	    .text = "Weight." },
	{ .name = NULL },
};

#define MEMORIES 3
static const struct {
	const char *policy, *sight;
	uint64_t page_faults[MEMORIES]; /* with 3, 4 and 5 frames */
} LITERATURE[] = {
	{ "lru", "accesses", { 10, 8, 5 } },
	{ "fifo", "faults", { 9, 10, 5 } },
	{ "clock", "bits", { 9, 10, 5 } },
	{ "opt", "future", { 7, 6, 5 } },
};
static const struct {
	const char *name;
	uint64_t read_ns;
} DEVICE[] = { { "flash", 80000 }, { "disk", 8000000 } };

#define POLICIES (sizeof(LITERATURE) / sizeof(LITERATURE[0]))
#define DEVICES  (sizeof(DEVICE) / sizeof(DEVICE[0]))

static void
settings(struct study *s)
{
	s->settings_table = SETTINGS;
	param_defaults(SETTINGS, &s->settings);
}

static void
experiment_run(
    struct run *r, struct mem *m, size_t policy, size_t device, size_t at)
{
	struct outcome *o = &r->outcome;
	uint64_t page_faults = LITERATURE[policy].page_faults[at];

	r->policy = LITERATURE[policy].policy;
	r->sight = LITERATURE[policy].sight;
	r->device = DEVICE[device].name;
	r->figures = "xxh3:00000000000000f1";
	r->frames = 3 + at;
	r->memory =
	    (struct memory_size){ .unit = MEMORY_FRAMES, .n = r->frames };
	if (strcmp(r->policy, "clock") == 0) {
		struct clock_params *p = mem_alloc(m, sizeof(*p));

		param_defaults(CLOCK, p);
		p->hands = 2;
		r->policy_params = CLOCK;
		r->policy_values = p;
	}
	o->references = 12;
	o->hits = 12 - page_faults;
	o->faults[FAULT_ZERO] = 5;
	o->faults[FAULT_SWAP_IN] = page_faults - 5;
	o->evictions = page_faults - r->frames;
	o->swap_reads = page_faults - 5;
	o->swap_writes = (o->evictions + 1) / 2;
	o->slots_peak = o->swap_writes;
	o->resident_peak = r->frames;
	o->resident_sum = 12 * r->frames - 6;
	o->state_bytes = 16 * r->frames;
	o->latency = mem_alloc(m, sizeof(*o->latency));
	o->wait = mem_alloc(m, sizeof(*o->wait));
	hist_add(o->latency, 500, 5);
	hist_add(o->latency, DEVICE[device].read_ns, page_faults - 5);
	hist_add(o->wait, 0, page_faults);
	o->stall_ns = 5 * 500 + (page_faults - 5) * DEVICE[device].read_ns;
	o->total_ns = o->stall_ns + 12 * 100;
}

void
sample_comparison(struct study *s, struct mem *m)
{
	static struct optimum optimum[] = { { 3, 7 }, { 4, 6 }, { 5, 5 } };

	*s = (struct study){ .trace = {
				 .name = "belady.trace",
				 .format = "text",
				 .digest = "xxh3:0123456789abcdef",
				 .accesses = 12,
				 .references = 12,
				 .reads = 8,
				 .writes = 4,
				 .pages = 5,
				 .page_size = 4096,
			     } };
	settings(s);
	s->run = mem_array(m, POLICIES * DEVICES * MEMORIES, sizeof(*s->run));
	for (size_t d = 0; d < DEVICES; d++)
		for (size_t p = 0; p < POLICIES; p++)
			for (size_t f = 0; f < MEMORIES; f++)
				experiment_run(&s->run[s->nrun++], m, p, d, f);
	s->comparison = true;
	s->optimum = optimum;
	s->noptimum = MEMORIES;
}

static const struct area_fact AREAS[] = {
	{ "text", 0, 0x400000, 0x200000, MAP_READ | MAP_EXEC | MAP_USER,
	    BACKEND_LAZY, 52 },
	{ "heap", 0, 0x10000000, 0x40000000, MAP_READ | MAP_WRITE | MAP_USER,
	    BACKEND_LAZY, 2700 },
	{ "", 1, UINT64_C(0xffffffff80000000), 0x100000, MAP_READ | MAP_WRITE,
	    BACKEND_POPULATED, 100 },
};
static const struct process_fact PROCESSES[] = {
	{ 100, 0, 999000, 34, 2752, 49152, { 1, 1, 2, 8, 0 }, 699500, 199500,
	    100000 },
	{ 101, 0, 1000, 0, 100, 20480, { 1, 1, 1, 2, 0 }, 500, 500, 0 },
};

static void
replay_counts(struct outcome *o)
{
	o->references = 1000000;
	o->denied = 36;
	o->no_frame = 2;
	o->faults[FAULT_ZERO] = 2752;
	o->faults[FAULT_SWAP_IN] = 196234;
	o->faults[FAULT_COW] = 60;
	o->faults[FAULT_COW_LAST] = 40;
	o->hits = 1000000 - 36 - 2752 - 196234 - 60 - 40;
	o->evictions = 198040;
	o->swap_reads = 196234;
	o->swap_writes = 101200;
	o->cleaned = 1200;
	o->slots_peak = 2500;
	o->resident_peak = 1024;
	o->resident_sum = (unsigned __int128)1000000 * 1020 + 500000;
	o->state_bytes = 24576;
}

static void
replay_times(struct outcome *o, struct mem *m)
{
	o->latency = mem_alloc(m, sizeof(*o->latency));
	o->wait = mem_alloc(m, sizeof(*o->wait));
	hist_add(o->latency, 500, 2752);
	hist_add(o->latency, 700, 40);
	hist_add(o->latency, 1500, 60);
	hist_add(o->latency, 60000, 96234);
	hist_add(o->latency, 80000, 90000);
	hist_add(o->latency, 150000, 9000);
	hist_add(o->latency, 900000, 999);
	hist_add(o->latency, 12345678, 1);
	hist_add(o->wait, 0, 190000);
	hist_add(o->wait, 45000, 9086);
	o->stall_ns = (uint64_t)o->latency->sum;
	o->total_ns = o->stall_ns + 100000000;
}

void
sample_replay(struct study *s, struct mem *m)
{
	static const struct tally by_area[] = {
		{ { 52, 0, 0, 0 }, 40 },
		{ { 2700, 195000, 0, 0 }, 197000 },
		{ { 0, 1234, 60, 40 }, 1000 },
	};
	static const struct tally by_process[] = {
		{ { 2752, 195000, 0, 0 }, 197040 },
		{ { 0, 1234, 60, 40 }, 1000 },
	};
	static struct optimum optimum[] = { { 1024, 120500 } };
	struct outcome *o;
	struct run *r;

	*s = (struct study){ .trace = {
				 .name = "gcc \"-O2\", <all> & more.trace.gz",
				 .format = "lackey",
				 .digest = "xxh3:fedcba9876543210",
				 .accesses = 999900,
				 .references = 1000000,
				 .reads = 700000,
				 .writes = 200000,
				 .fetches = 100000,
				 .straddles = 100,
				 .denied_area = 30,
				 .denied_permission = 4,
				 .ignored = 12,
				 .malformed = 3,
				 .pages = 2852,
				 .page_size = 4096,
				 .changes = 17,
				 .area = AREAS,
				 .narea = 3,
				 .process = PROCESSES,
				 .nprocess = 2,
				 .find_calls = 999900,
				 .find_cached = 990000,
			     } };
	settings(s);
	s->settings.seed = 7;
	s->run = r = mem_alloc(m, sizeof(*s->run));
	s->nrun = 1;
	s->optimum = optimum;
	s->noptimum = 1;
	r->policy = "lru";
	r->sight = "accesses";
	r->device = "flash";
	r->figures = "xxh3:00000000000000f1";
	r->frames = 1024;
	r->memory = (struct memory_size){ .unit = MEMORY_SHARE, .n = 359000 };
	o = &r->outcome;
	replay_counts(o);
	o->by_area = (struct tally *)(void *)mem_alloc(m, sizeof(by_area));
	memcpy(o->by_area, by_area, sizeof(by_area));
	o->by_process = mem_alloc(m, sizeof(by_process));
	memcpy(o->by_process, by_process, sizeof(by_process));
	replay_times(o, m);
}

void
sample_empty(struct study *s, struct mem *m)
{
	struct run *r;

	*s = (struct study){ .trace = {
				 .name = "-",
				 .format = "text",
				 .digest = "xxh3:2d06800538d394c2",
				 .page_size = 4096,
			     } };
	settings(s);
	s->run = r = mem_alloc(m, sizeof(*s->run));
	s->nrun = 1;
	r->policy = "fifo";
	r->sight = "faults";
	r->device = "none";
	r->figures = "xxh3:00000000000000f1";
	r->frames = 1;
	r->memory = (struct memory_size){ .unit = MEMORY_BYTES, .n = 4096 };
}
