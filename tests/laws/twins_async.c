/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux and mglru with swap=async against their plain twins, on strings,
 * devices, times and parameters made from seeds: the same counts of everything
 * that a kernel counts, and the same time.
 *
 *	twins_async [ROUNDS [SEED [POLICY]]]
 *
 * A difference is printed with the seed and policy that show it again; the exit
 * status is 1.  Then each fault is planted in the twin, another figure of the
 * device for example, and must be found.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "twins_counts.h"

#define ROUNDS   150
#define FILE_VPN (1U << 20) /* of the first page of a file */

static struct kernel_case at;
static bool by_slot; /* its swap is read ahead so */

/* -- cases --------------------------------------------------------------- */

/* Of so many percent of the places, 64 at a time, the pages are of a file. */
static bool
is_of_file(uint32_t percent, uint32_t x)
{
	return (rng_at(at.seed, x / 64) % 100 < percent);
}

static void
make_string(struct rng *rng)
{
	static const uint32_t percents[] = { 0, 0, 30, 60, 100 };
	static uint32_t number[CASE_PAGES];
	uint32_t length = 300 + (uint32_t)rng_below(rng, CASE_REFS - 300);
	uint32_t span =
	    at.nframes / 2 + (uint32_t)rng_below(rng, at.nframes * 3);
	uint32_t writes = (uint32_t)rng_below(rng, 5), state = 0;
	uint32_t area = rng_below(rng, 3) == 0 ? 200 : UINT32_MAX;
	uint32_t percent = percents[rng_at(at.seed, UINT64_MAX) % 5];
	int kind = (int)rng_below(rng, CASE_PLACES);

	memset(number, 0xff, sizeof(number));
	at.nref = at.npages = 0;
	for (uint32_t i = 0; i < length; i++) {
		uint32_t x = case_place(rng, kind, span, i, &state);

		if (number[x] == UINT32_MAX) {
			bool file = is_of_file(percent, x);

			number[x] = at.npages;
			at.vpn[at.npages] =
			    (file ? FILE_VPN : 700) + x + x / area * 5;
			at.file[at.npages] = file ? FILE_PAGE : 0;
			at.area[at.npages++] = 2 * (x / area) + file;
		}
		at.ref[at.nref++] =
		    reference_make(number[x], rng_below(rng, 5) < writes);
	}
	memset(&at.ref[at.nref], 0, REPLAY_AHEAD * sizeof(at.ref[0]));
}

static void
make_case(const char *policy, uint64_t seed)
{
	static const frame_t frames[] = { 70, 80, 96, 100, 128, 130, 150, 200 };
	static const char *const versions[] = { "6.1", "6.12", "6.12.117",
		"6.18", "7.3" };
	static const uint64_t thinks[] = { 0, 1, 100, 2000, 30000 };
	static const uint64_t services[] = { 0, 3000, 20000, 60000, 300000 };
	struct rng rng = { seed };
	int cluster, version;
	const char *stats = "";

	at.seed = seed;
	at.timed = true;
	at.nframes = frames[rng_below(&rng, 8)];
	make_string(&rng);
	at.figures.think_ns = thinks[rng_below(&rng, 5)];
	at.figures.zero_ns = rng_below(&rng, 2) ? 1000 : 17;
	at.figures.major_ns = rng_below(&rng, 2) ? 3000 : 11;
	at.figures.minor_ns = rng_below(&rng, 2) ? 600 : 13;
	at.figures.evict_ns = rng_below(&rng, 2) ? 1000 : 7;
	at.figures.servers = 1 + (uint32_t)rng_below(&rng, 6);
	at.figures.overhead_ns = rng_below(&rng, 2) ? 0 : 500;
	at.figures.request =
	    rng_below(&rng, 2) ? 0 : 1 + (uint32_t)rng_below(&rng, 40);
	at.figures.read_ns = services[rng_below(&rng, 5)];
	at.figures.write_ns = services[rng_below(&rng, 5)];
	at.figures.bandwidth = rng_below(&rng, 3) ? 0 : 3000000000;
	cluster = (int)rng_below(&rng, 5);
	version = (int)rng_below(&rng, 5);
	by_slot = rng_below(&rng, 2) && cluster > 0;
	if (strcmp(policy, "linux") == 0 && rng_below(&rng, 2))
		stats = rng_below(&rng, 2) ? ",stats=100" : ",stats=fresh";
	snprintf(at.params, sizeof(at.params),
	    "swap=async,version=%s,page_cluster=%d,vma_ra=%s%s",
	    versions[version], cluster, by_slot ? "no" : "yes", stats);
}

/* -- faults -------------------------------------------------------------- */

enum planted {
	SLOW_WRITE,
	SLOW_READ,
	ONE_SERVER,
	NO_EVICTION,
	NO_MINOR,
	NO_READAHEAD,
	BY_OTHER,
	LONG_REQUESTS,
	NO_DRAIN,
	NFAULTS
};
static const char *const fault_names[NFAULTS] = { "a write takes longer",
	"a read takes longer", "there is one server", "evictions take no time",
	"faults of cached pages take no time", "nothing is read ahead",
	"by address in place of by slot", "a request has up to 128 pages",
	"a swap-in leaves the batch as it is" };

/* Whether the twin with this fault counts otherwise. */
static bool
finds(
    const struct plain *twin, enum planted fault, const struct kernel_tally *p)
{
	struct plain_figures f = at.figures;
	char params[128], *word;
	struct kernel_tally t;

	memcpy(params, at.params, sizeof(params));
	f.write_ns += fault == SLOW_WRITE ? 1000 : 0;
	f.read_ns += fault == SLOW_READ ? 1 : 0;
	f.servers = fault == ONE_SERVER ? 1 : f.servers;
	f.evict_ns = fault == NO_EVICTION ? 0 : f.evict_ns;
	f.minor_ns = fault == NO_MINOR ? 0 : f.minor_ns;
	f.request = fault == LONG_REQUESTS ? 0 : f.request;
	f.no_drain = fault == NO_DRAIN;
	word = strstr(params, "page_cluster=") + strlen("page_cluster=");
	if (fault == NO_READAHEAD)
		*word = '0';
	word = strstr(params, "vma_ra=") + strlen("vma_ra=");
	if (fault == BY_OTHER && by_slot) {
		memmove(word + 3, word + 2, strlen(word + 2) + 1);
		memcpy(word, "yes", 3);
	}
	counts_twin(&at, twin, params, &f, &t);
	return (memcmp(p, &t, sizeof(t)) != 0);
}

static unsigned
run_policy(const char *name, uint64_t rounds, uint64_t seed)
{
	const struct plain *twin = plain_find(name);
	const struct policy *policy = counts_policy(name);
	unsigned bad = 0, found[NFAULTS] = { 0 };

	for (uint64_t end = seed + rounds; seed < end && bad < 5; seed++) {
		struct kernel_tally p, t;

		make_case(name, seed);
		counts_product(&at, policy, &p);
		/* Where memory does not suffice, a page that is written to make
		 * room at once is not among those that are read ahead by slot.
		 */
		if (p.n.oom > 0 && by_slot)
			continue;
		counts_twin(&at, twin, at.params, &at.figures, &t);
		bad += counts_differ(&at, name, &p, &t);
		for (int f = 0; f < NFAULTS && seed + 20 >= end; f++)
			found[f] += finds(twin, (enum planted)f, &p);
	}
	for (int f = 0; f < NFAULTS && bad == 0 && rounds >= ROUNDS; f++)
		if (found[f] == 0) {
			printf("%s: not found: %s\n", name, fault_names[f]);
			bad++;
		}
	return (bad);
}

/* Seeds where it matters whether a write that ended while a fault waited for
 * its read is noticed before the batches are drained. */
static const uint64_t waited[] = { 6296, 7117, 7427 };

int
main(int argc, char **argv)
{
	uint64_t rounds = argc > 1 ? strtoull(argv[1], NULL, 10) : ROUNDS;
	uint64_t seed = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	unsigned bad = 0;

	if (argc > 3)
		return (run_policy(argv[3], rounds, seed) != 0);
	bad += run_policy("linux", rounds, seed);
	bad += run_policy("mglru", rounds, seed);
	for (size_t i = 0; i < sizeof(waited) / sizeof(waited[0]); i++)
		bad += run_policy("mglru", 1, waited[i]);
	printf("%ju rounds, %u differences\n", (uintmax_t)rounds, bad);
	return (bad != 0);
}
