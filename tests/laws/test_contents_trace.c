/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A replay loses no page: random traces of several processes, with every kind
 * of event, are run on machines that keep the contents of pages and compare
 * each page that is moved with its checksum.  When every process has ended, all
 * frames and slots are free, and the observer has seen every eviction.
 *
 * A trace is written as text and read like any other.  PAGERACE_SEEDS=N tests N
 * seeds; PAGERACE_SEED=N begins with seed N.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "config/settings.h"
#include "device/device.h"
#include "policy/choose.h"
#include "study/engine.h"
#include "study/job.h"
#include "study/refstream.h"

#define PIDS      4
#define PROCESSES 12 /* in a trace */
#define PAGES     12 /* of an address space */
#define BASE      0x3ff000
#define LINES     3000
#define SEEDS     2

static char path[64];

/* The state that the generator needs to write valid lines. */
static struct {
	bool alive[PIDS];
	bool mapped[PIDS][PAGES];
	unsigned processes;
	int pinned; /* the pid of the one page that is pinned; -1: none */
	struct rng rng;
	FILE *to;
} gen;

static void
die(const char *policy, uint64_t seed, const char *why)
{
	printf("policy %s, seed %ju: %s\n", policy, (uintmax_t)seed, why);
	unlink(path);
	exit(EXIT_FAILURE);
}

static unsigned
below(unsigned n)
{
	return ((unsigned)rng_below(&gen.rng, n));
}

static unsigned
address(unsigned page)
{
	return (BASE + page * 4096);
}

static void
map_line(unsigned pid, unsigned at, unsigned n)
{
	static const char *const how[] = { "lazy", "lazy", "populated",
		"linear=80000000" };
	static const char *const flags[] = { "rw", "rw", "rw", "r", "rwx" };

	for (unsigned i = at; i < at + n; i++)
		if (gen.mapped[pid][i])
			return;
	fprintf(gen.to, "map %x %u %s %s pid=%u\n", address(at), n * 4096,
	    flags[below(5)], how[below(4)], pid);
	memset(&gen.mapped[pid][at], true, n);
}

static void
fork_line(unsigned pid)
{
	unsigned child = below(PIDS);

	if (gen.alive[child] || gen.processes == PROCESSES)
		return;
	fprintf(gen.to, "fork %u pid=%u\n", child, pid);
	gen.alive[child] = true;
	gen.processes++;
	memcpy(gen.mapped[child], gen.mapped[pid], sizeof(gen.mapped[pid]));
}

static void
exit_line(unsigned pid)
{
	fprintf(gen.to, "exit pid=%u\n", pid);
	gen.alive[pid] = false;
	memset(gen.mapped[pid], false, sizeof(gen.mapped[pid]));
	if (gen.pinned == (int)pid)
		gen.pinned = -1;
}

/* One page is pinned at most, so that every process can have a frame. */
static void
pin_line(unsigned pid, unsigned page)
{
	if (gen.pinned < 0 && gen.mapped[pid][page]) {
		fprintf(gen.to, "pin %x 4096 pid=%u\n", address(page), pid);
		gen.pinned = (int)pid;
	} else if (gen.pinned == (int)pid) {
		fprintf(
		    gen.to, "unpin %x %u pid=%u\n", BASE, PAGES * 4096, pid);
		gen.pinned = -1;
	}
}

static void
access_line(unsigned pid)
{
	/* Sometimes across a page boundary. */
	fprintf(gen.to, "%c %x %u pid=%u\n", "RWWMX"[below(5)],
	    address(below(PAGES)) + below(4096), 1 + below(64), pid);
}

static void
line(void)
{
	unsigned pid = below(PIDS), at = below(PAGES), n = 1 + below(4);

	if (!gen.alive[pid])
		return;
	if (at + n > PAGES)
		n = PAGES - at;
	switch (below(60)) {
	case 0:
		if (pid > 0)
			exit_line(pid);
		break;
	case 1:
	case 2:
	case 3:
		fork_line(pid);
		break;
	case 4:
	case 5:
	case 6:
		map_line(pid, at, n);
		break;
	case 7:
		fprintf(
		    gen.to, "unmap %x %u pid=%u\n", address(at), n * 4096, pid);
		memset(&gen.mapped[pid][at], false, n);
		break;
	case 8:
		fprintf(gen.to, "protect %x %u %s pid=%u\n", address(at),
		    n * 4096, below(3) == 0 ? "r" : "rw", pid);
		break;
	case 9:
		pin_line(pid, at);
		break;
	case 10:
		fputs("tick\n", gen.to);
		break;
	default:
		access_line(pid);
	}
}

static void
generate(uint64_t seed)
{
	memset(&gen, 0, sizeof(gen));
	gen.rng.state = rng_at(seed, 0);
	gen.pinned = -1;
	gen.alive[0] = true;
	gen.processes = 1;
	gen.to = fopen(path, "w");
	if (gen.to == NULL)
		die("none", seed, "cannot write the trace");
	fputs("pagerace-trace 1\n", gen.to);
	map_line(0, 0, 4);
	access_line(0);
	for (unsigned i = 0; i < LINES; i++)
		line();
	for (unsigned pid = 0; pid < PIDS; pid++)
		if (gen.alive[pid])
			exit_line(pid);
	fclose(gen.to);
}

static struct settings
draw_settings(int contents, int scope)
{
	struct settings s;

	param_defaults(settings_table, &s);
	s.areas = below(2) == 0 ? AREAS_IMPLICIT : AREAS_DECLARED;
	s.always_write = below(4) == 0;
	s.swap_cache = !s.always_write && below(3) == 0;
	s.unwritten = (int)below(2);
	s.tick = below(2) * 70;
	s.contents = contents;
	s.scope = scope;
	return (s);
}

/* Every policy at two memory sizes, as one study. */
static void
run_plan(uint64_t seed, int contents, int scope)
{
	struct mem *m = mem_open();
	struct settings settings = draw_settings(contents, scope);
	struct figures figures = { .digest = "none" };
	struct run_spec *run;
	struct engine_spec plan;
	struct study study;
	struct err err;
	size_t n = 0;

	while (policy_list[n] != NULL)
		n++;
	run = mem_array(m, 2 * n, sizeof(*run));
	for (size_t i = 0; i < 2 * n; i++) {
		unsigned frames =
		    scope == SCOPE_LOCAL ? 2 * PROCESSES : 2 + below(15);

		run[i].policy.name = policy_list[i % n]->name;
		run[i].device = &device_free;
		run[i].memory = (struct memory_size){ .unit = MEMORY_FRAMES,
			.n = frames + i / n };
	}
	plan = (struct engine_spec){
		.trace = { .path = path, .settings = &settings },
		.settings_table = settings_table,
		.settings = &settings,
		.figures = &figures,
		.policies = policy_list,
		.run = run,
		.nrun = 2 * n,
		.jobs = 2,
	};
	if (engine_run(&plan, m, &study, &err) != 0)
		die("(study)", seed, err.msg);
	for (size_t i = 0; i < study.nrun; i++) {
		const struct outcome *o = &study.run[i].outcome;

		if (o->hits + outcome_faults(o) != o->references - o->denied)
			die(study.run[i].policy, seed,
			    "hits and faults do not add up to references");
	}
	mem_close(m);
}

/* Pages that were loaded into frames, and that were evicted. */
struct moves {
	uint64_t in, out;
};

static void
on_fault(void *self, const struct fault *f)
{
	struct moves *b = self;

	b->in += f->kind != FAULT_COW_LAST;
	b->out += f->victim != NO_PAGE;
}

static void
on_evict(void *self, uint64_t at, page_id_t page, slot_t out, bool written)
{
	(void)at;
	(void)page;
	(void)out;
	(void)written;
	((struct moves *)self)->out++;
}

static const struct setting ASYNC[] = {
	{ .name = "swap", .value = "async" },
	{ .name = "page_cluster", .value = "3" },
	{ .name = "vma_ra", .value = "yes" },
	{ .name = "vma_ra", .value = "no" },
};

/* Writes are still in progress when much of what follows happens. */
static const struct device_figures SLOW = {
	.name = "slow",
	.kind = "flash",
	.servers = 4,
	.overhead_ns = 60000,
	.program_ways = 1,
};

/* Asynchronous swap without read-ahead, by address and by slot: so many of
 * ASYNC; 0: swap is synchronous. */
static const size_t VALUES[] = { 0, 1, 3, 4 };

/* One machine, checked when all processes have ended. */
static void
run_alone(const struct policy *p, size_t nvalue, uint64_t seed)
{
	static const struct kernel_figures kernel;
	struct mem *m = mem_open();
	struct settings settings = draw_settings(CONTENTS_STAMPS, SCOPE_GLOBAL);
	struct trace_spec trace = { .path = path, .settings = &settings };
	struct selection sel = {
		.name = p->name,
		.value = ASYNC,
		.nvalue = nvalue,
	};
	struct moves moves = { 0, 0 };
	struct observer observer = {
		.fault = on_fault, .evict = on_evict, .self = &moves
	};
	struct outcome outcome = { 0 };
	struct consumer consumer;
	struct stream s = { .consumer = &consumer, .n = 1 };
	struct replay *r;
	struct refstream *w;
	struct err err;

	if (refstream_open(&w, m, &trace, NULL, 0, &err) != 0)
		die(p->name, seed, err.msg);
	s.source = refstream_source(w);
	s.source.facts(s.source.self, &s.facts);
	struct replay_setup setup = {
		.policy = p,
		.params = choose_values(m, p, &sel, &err),
		.settings = &settings,
		.nframes = 2 + below(15),
		.npages = s.facts.npages,
		.facts = &s.facts.page,
		.device = nvalue == 0 ? &device_free : &SLOW,
		.kernel = &kernel,
		.observer = &observer,
	};
	if (replay_open(&r, &setup, &outcome, m, &err) != 0)
		die(p->name, seed, err.msg);
	consumer = replay_consumer(r);
	if (stream_run(&s, &err) != 0)
		die(p->name, seed, err.msg);
	if (r->machine.resident != 0 || r->machine.swap.used != 0)
		die(p->name, seed, "a frame or a slot is still in use");
	if (r->partition->nfree != setup.nframes ||
	    r->partition->instance.evictable != 0)
		die(p->name, seed, "the policy still has a frame");
	if (moves.out > moves.in + 16 * (uint64_t)LINES ||
	    moves.out != r->machine.evictions)
		die(p->name, seed, "evictions observed and counted differ");
	replay_close(r);
	refstream_close(w);
	mem_close(m);
}

static void
run_each_swap(const struct policy *p, uint64_t seed)
{
	size_t n = p->swap == NULL ? 1 : sizeof(VALUES) / sizeof(VALUES[0]);

	for (size_t i = 0; i < n; i++)
		run_alone(p, VALUES[i], seed);
}

static uint64_t
from_environment(const char *name, uint64_t otherwise)
{
	const char *text = getenv(name);

	return (text == NULL ? otherwise : strtoull(text, NULL, 10));
}

int
main(void)
{
	uint64_t seeds = from_environment("PAGERACE_SEEDS", SEEDS);
	uint64_t first = from_environment("PAGERACE_SEED", 1);

	snprintf(path, sizeof(path), "contents.%ld.trace", (long)getpid());
	for (uint64_t seed = first; seed < first + seeds; seed++) {
		generate(seed);
		for (int scope = SCOPE_GLOBAL; scope <= SCOPE_LOCAL; scope++) {
			run_plan(seed, CONTENTS_STAMPS, scope);
			run_plan(seed, CONTENTS_BYTES, scope);
		}
		for (size_t i = 0; policy_list[i] != NULL; i++)
			if (policy_list[i]->sight != SEES_FUTURE)
				run_each_swap(policy_list[i], seed);
	}
	unlink(path);
	printf("%ju seeds\n", (uintmax_t)seeds);
	return (EXIT_SUCCESS);
}
