/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux and mglru against their plain twins where pages of files and anonymous
 * ones share the memory, of a group or of a machine: areas of files, of code
 * and of neither; several processes, in one group or in several; pages unmapped
 * and paged out; all versions, statistics, swappinesses.  The same counts of
 * everything that a kernel counts.
 *
 *	twins_files [ROUNDS [SEED [POLICY]]]
 *
 * Without ROUNDS so many as TWINS_ROUNDS in the environment says.  A difference
 * is printed with the seed and policy that show it again, and with
 * TWINS_VICTIMS the first pages that were evicted otherwise; the exit status is
 * 1.  Then each fault is planted in the twin, and must be found.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twins_counts.h"

#define ROUNDS 250
#define KINDS  5 /* of places: without runs */
#define AREAS  3 /* of a process: anonymous, of a file, of code */

static struct kernel_case at;

struct layout {
	uint32_t nprocess, block;
	uint32_t percent[AREAS]; /* of the blocks are in such an area */
};

/* A page is touched at a place for the first time. */
static uint32_t
new_page(const struct layout *l, uint32_t x)
{
	static const uint8_t file[AREAS] = { 0, FILE_PAGE,
		FILE_PAGE | FILE_CODE };
	uint32_t draw = (uint32_t)(rng_at(at.seed, x / l->block) % 100);
	uint32_t page = at.npages++, kind = 0, process;

	assert(l->nprocess > 0);
	process = x / l->block % l->nprocess;
	while (kind < AREAS - 1 && draw >= l->percent[kind])
		draw -= l->percent[kind++];
	at.file[page] = file[kind];
	at.process[page] = process;
	at.area[page] = process * AREAS + kind;
	at.vpn[page] = 4096 * (1 + kind) + 7 + x;
	return (page);
}

static void
make_string(struct rng *rng)
{
	static uint32_t number[CASE_PAGES];
	static const uint32_t blocks[] = { 1, 8, 64, 300 };
	static const uint32_t percents[][AREAS] = { { 50, 50, 0 },
		{ 75, 25, 0 }, { 20, 80, 0 }, { 50, 30, 20 }, { 0, 100, 0 },
		{ 95, 5, 0 }, { 100, 0, 0 } };
	uint32_t length = 300 + (uint32_t)rng_below(rng, CASE_REFS - 300);
	uint32_t span =
	    at.nframes / 2 + (uint32_t)rng_below(rng, at.nframes * 3);
	uint32_t writes = (uint32_t)rng_below(rng, 4), state = 0;
	uint32_t calm = (uint32_t)rng_below(rng, 2);
	struct layout layout = { .nprocess = 1 + (uint32_t)rng_below(rng, 3),
		.block = blocks[rng_below(rng, 4)] };
	int kind = (int)rng_below(rng, KINDS);

	memcpy(layout.percent, percents[rng_below(rng, 7)],
	    sizeof(layout.percent));
	at.ngroup = rng_below(rng, 3) == 0 ? layout.nprocess : 0;
	for (uint32_t i = 0; i < layout.nprocess; i++) {
		at.group[i] = i;
		at.group_frames[i] = at.nframes;
	}
	if (at.ngroup > 0)
		at.nframes *= at.ngroup;
	memset(number, 0xff, sizeof(number));
	at.nref = at.npages = at.nchange = 0;
	for (uint32_t i = 0; i < length; i++) {
		uint32_t x = case_place(rng, kind, span, i, &state);
		bool write = rng_below(rng, 4) < writes;

		if (number[x] == UINT32_MAX)
			number[x] = new_page(&layout, x);
		at.ref[at.nref++] = reference_make(number[x], write);
		if (calm || rng_below(rng, 30) != 0)
			continue;
		x = (uint32_t)rng_below(rng, span);
		if (number[x] == UINT32_MAX || at.nchange == CASE_CHANGES)
			continue;
		at.change[at.nchange++] = (struct change){ .at = at.nref,
			.kind =
			    rng_below(rng, 2) ? CHANGE_FREE : CHANGE_PAGEOUT,
			.page = number[x] };
		if (at.change[at.nchange - 1].kind == CHANGE_FREE)
			number[x] = UINT32_MAX;
	}
	memset(&at.ref[at.nref], 0, REPLAY_AHEAD * sizeof(at.ref[0]));
}

/* Half of the cases with memory of a machine take time: the daemon falls
 * behind.
 */
static void
make_times(uint64_t seed)
{
	static const uint64_t thinks[] = { 0, 1, 100, 2000, 30000 };
	struct rng rng = { ~seed };

	at.figures = (struct plain_figures){ .servers = 1 };
	if (!at.machine || rng_below(&rng, 2))
		return;
	at.figures.think_ns = thinks[rng_below(&rng, 5)];
	at.figures.zero_ns = rng_below(&rng, 2) ? 1000 : 17;
	at.figures.major_ns = rng_below(&rng, 2) ? 3000 : 11;
	at.figures.evict_ns = rng_below(&rng, 2) ? 1000 : 7;
}

static void
make_case(const char *policy, uint64_t seed)
{
	static const frame_t frames[] = { 70, 80, 96, 100, 128, 130, 200, 400 };
	static const char *const versions[] = { "6.1", "6.12", "6.12.117",
		"6.18", "7.3" };
	static const char *const stats[] = { "", ",stats=fresh", ",stats=100",
		",stats=37" };
	static const char *const walks[] = { "", ",walk=always", ",walk=once",
		",walk=notices" };
	static const unsigned swappiness[] = { 0, 1, 10, 60, 60, 100, 150,
		200 };
	static const unsigned bytes[] = { 0, 0, 104, 104, 1000, 4096 };
	struct rng rng = { seed };
	bool classic = strcmp(policy, "linux") == 0;

	at.seed = seed;
	at.nframes = frames[rng_below(&rng, 8)];
	make_string(&rng);
	at.kernel_pages = rng_below(&rng, 2) ? 0 : 1 + rng_below(&rng, 9);
	at.machine = rng_below(&rng, 3) == 0 && at.ngroup == 0;
	at.min_free_kbytes = rng_below(&rng, 2) ? 0 : 16 * rng_below(&rng, 20);
	make_times(seed);
	snprintf(at.params, sizeof(at.params),
	    "version=%s,swappiness=%u,file_bytes=%u%s",
	    versions[rng_below(&rng, 5)], swappiness[rng_below(&rng, 8)],
	    bytes[rng_below(&rng, 6)],
	    classic ? stats[rng_below(&rng, 4)] : walks[rng_below(&rng, 4)]);
}

/* -- faults -------------------------------------------------------------- */

enum planted {
	ALL_ANONYMOUS,
	NO_CODE,
	NO_WRITES,
	BYTES,
	SWAPPINESS,
	NO_EVICTION,
	NFAULTS
};
static const char *const fault_names[NFAULTS] = { "no page is of a file",
	"no page is code", "pages of files are not written to",
	"pages of files take a page of the kernel's", "swappiness is another",
	"evictions take no time" };

/* Whether the twin with this fault counts otherwise. */
static bool
finds(
    const struct plain *twin, enum planted fault, const struct kernel_tally *p)
{
	static struct kernel_case other;
	struct kernel_tally t;
	char *word;

	other = at;
	for (uint32_t i = 0; i < at.npages; i++)
		if (fault == ALL_ANONYMOUS)
			other.file[i] = 0;
		else if (fault == NO_CODE)
			other.file[i] &= FILE_PAGE;
	for (uint32_t i = 0; i < at.nref && fault == NO_WRITES; i++)
		if (at.file[reference_page(at.ref[i])] != 0)
			other.ref[i] =
			    reference_make(reference_page(at.ref[i]), false);
	word = strstr(other.params, "file_bytes=") + strlen("file_bytes=");
	if (fault == BYTES)
		*word = '9';
	word = strstr(other.params, "swappiness=") + strlen("swappiness=");
	if (fault == SWAPPINESS && *word == '6')
		*word = '0';
	if (fault == NO_EVICTION)
		other.figures.evict_ns = 0;
	counts_twin(&other, twin, other.params, &other.figures, &t);
	return (memcmp(p, &t, sizeof(t)) != 0);
}

/* To mglru code matters in few cases, of 7.3 alone. */
static bool
is_tried(const char *name, enum planted fault)
{
	return (fault != NO_CODE || strcmp(name, "linux") == 0);
}

static unsigned
run_policy(const char *name, uint64_t rounds, uint64_t seed)
{
	const struct plain *twin = plain_find(name);
	const struct policy *policy = counts_policy(name);
	unsigned bad = 0;
	bool found[NFAULTS] = { false };

	for (uint64_t end = seed + rounds; seed < end && bad < 5; seed++) {
		struct kernel_tally p, t;

		make_case(name, seed);
		counts_product(&at, policy, &p);
		counts_twin(&at, twin, at.params, &at.figures, &t);
		bad += counts_differ(&at, name, &p, &t);
		for (int f = 0; f < NFAULTS; f++)
			if (!found[f] && is_tried(name, (enum planted)f))
				found[f] = finds(twin, (enum planted)f, &p);
	}
	for (int f = 0; f < NFAULTS && bad == 0 && rounds >= ROUNDS; f++)
		if (!found[f] && is_tried(name, (enum planted)f)) {
			printf("%s: not found: %s\n", name, fault_names[f]);
			bad++;
		}
	return (bad);
}

/* Of so many rounds, if the environment does not say otherwise. */
static uint64_t
rounds_wanted(void)
{
	const char *text = getenv("TWINS_ROUNDS");

	return (text != NULL ? strtoull(text, NULL, 10) : ROUNDS);
}

int
main(int argc, char **argv)
{
	uint64_t rounds =
	    argc > 1 ? strtoull(argv[1], NULL, 10) : rounds_wanted();
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	unsigned bad = 0;

	if (argc > 3)
		return (run_policy(argv[3], rounds, seed) != 0);
	bad += run_policy("linux", rounds, seed);
	bad += run_policy("mglru", rounds, seed);
	printf("%ju rounds, %u differences\n", (uintmax_t)rounds, bad);
	return (bad != 0);
}
