/* SPDX-License-Identifier: BSD-2-Clause */
#include "laws/drawn_text.h"

#include <stdio.h>
#include <string.h>

#include "config/settings.h"

/* Of each kind, with times that are seldom the same. */
static const struct device_figures flash = {
	.name = "flash",
	.kind = "flash",
	.servers = 2,
	.bandwidth = 100 << 20,
	.overhead_ns = 13,
	.read = { { { 0, 1000 }, { 500000, 5000 }, { 1000000, 99000 } }, 3 },
	.write = { { { 0, 2000 }, { 1000000, 300000 } }, 2 },
	.buffer_pages = 2,
	.program_ns = 100000,
	.program_ways = 3,
	.erase_every = 7,
	.erase_ns = 1000000,
};
static const struct device_figures pool = {
	.name = "pool",
	.kind = "memory",
	.servers = 1,
	.program_ways = 1,
	.overhead_ns = 17,
	.read = { { { 0, 1000 }, { 1000000, 9000 } }, 2 },
	.write = { { { 0, 500 }, { 1000000, 7000 } }, 2 },
	.compressed = { { { 0, 100 }, { 1000000, 4096 } }, 2 },
	.reject_above = 3000,
};
static const struct device_figures disk = {
	.name = "disk",
	.kind = "disk",
	.servers = 1,
	.program_ways = 1,
	.bandwidth = 100 << 20,
	.seek_ns = 100,
	.seek_root_ns = 1000,
	.rotation_ns = 100000,
};
/* Simulated time would be too long for its type after a few reads. */
static const struct device_figures slow = {
	.name = "slow",
	.kind = "flash",
	.servers = 1,
	.program_ways = 1,
	.overhead_ns = UINT64_C(1) << 59,
};
const struct device_figures *const drawn_devices[DRAWN_DEVICES] = {
	&device_free, &flash, &pool, &disk, &slow
};

/* A page, mostly of a few that are used for some time. */
static unsigned
draw_page(struct rng *rng, unsigned pages, unsigned phase)
{
	if (rng_below(rng, 4) == 0)
		return ((unsigned)rng_below(rng, pages));
	return ((phase + (unsigned)rng_below(rng, 1 + pages / 3)) % pages);
}

static void
draw_event(struct rng *rng, enum drawn_shape shape, unsigned pages,
    uint32_t pid, FILE *to)
{
	static const char *const form[] = { "unmap", "discard", "pageout" };
	unsigned page = 1 + (unsigned)rng_below(rng, pages);
	unsigned n = 1 + (unsigned)rng_below(rng, 2);
	unsigned forms = shape == DRAWN_UNMAPS ? 2 : 3;

	switch (rng_below(rng, 6)) {
	case 0:
		fprintf(to, "protect %x000 4K %s pid=%u\n", page,
		    rng_below(rng, 2) ? "rwx" : "rx", pid);
		break;
	case 1:
		fprintf(to, "tick\n");
		break;
	case 2:
		fprintf(to, "suspend pid=%u\nresume pid=%u\n", pid, pid);
		break;
	default:
		fprintf(to, "%s %x000 %u pid=%u\n", form[rng_below(rng, forms)],
		    page, 4096 * n, pid);
		break;
	}
}

/* What only some shapes have. */
static void
draw_rare(struct rng *rng, enum drawn_shape shape, unsigned pages,
    unsigned *children, FILE *to)
{
	unsigned page = 1 + (unsigned)rng_below(rng, pages);

	if (shape == DRAWN_POPULATED)
		fprintf(to, "unmap %x000 4096\nmap %x000 4096 rwx populated\n",
		    page, page);
	else if (shape == DRAWN_PINS)
		fprintf(to, "%s %x000 4096\n",
		    rng_below(rng, 3) == 0 ? "pin" : "unpin", page);
	else if (shape == DRAWN_UNMAPS && rng_below(rng, 2) == 0)
		fprintf(to, "discard %x000 %u\n", page,
		    4096 * (1 + (unsigned)rng_below(rng, 4)));
	else if (shape == DRAWN_UNMAPS)
		fprintf(
		    to, "unmap %x000 4096\nmap %x000 4096 rwx\n", page, page);
	else if (shape == DRAWN_FORKS && *children < 2)
		fprintf(to, "fork %u\n", ++*children);
}

char *
drawn_text(struct rng *rng, enum drawn_shape shape, unsigned pages)
{
	unsigned n = 20 + (unsigned)rng_below(rng, 120), phase = 0;
	unsigned children = 0;
	struct mem_text out;

	mem_text_open(&out);
	fprintf(out.to, "pagerace-trace 1\n");
	if (shape >= DRAWN_EVENTS)
		fprintf(out.to, "map 1000 %u rwx\n", 4096 * pages);
	for (unsigned i = 0; i < n; i++) {
		uint32_t pid = shape == DRAWN_PROCESSES
				   ? (uint32_t)rng_below(rng, 3)
			       : shape == DRAWN_FORKS
				   ? (uint32_t)rng_below(rng, children + 1)
				   : 0;
		char op = "RRRWWMXX"[rng_below(rng, 8)];

		if (rng_below(rng, 12) == 0)
			phase = (unsigned)rng_below(rng, pages);
		if (shape >= DRAWN_EVENTS && rng_below(rng, 15) == 0)
			draw_event(rng, shape, pages, pid, out.to);
		if (shape > DRAWN_EVENTS && rng_below(rng, 10) == 0)
			draw_rare(rng, shape, pages, &children, out.to);
		fprintf(out.to, "%c %x%03x pid=%u\n", op,
		    1 + draw_page(rng, pages, phase),
		    (unsigned)rng_below(rng, 4000), pid);
	}
	return (mem_text_close(&out));
}

void
drawn_write_nothing(char *text)
{
	for (char *line = text; line != NULL; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, "W ", 2) == 0 || strncmp(line, "M ", 2) == 0)
			*line = 'R';
	}
}

struct engine_spec
drawn_spec(const char *text, const struct settings *settings)
{
	static const struct figures figures = { .digest = "none" };

	return ((struct engine_spec){
	    .trace = { .path = "drawn", .text = text, .settings = settings },
	    .settings_table = settings_table,
	    .settings = settings,
	    .figures = &figures,
	    .policies = policy_list,
	    .jobs = 1,
	});
}

void
drawn_run(struct mem *m, const char *text, uint64_t k, size_t sizes,
    const struct settings *settings, struct study *study)
{
	static const char *const policy[] = { "lru", "opt" };
	struct engine_spec spec = drawn_spec(text, settings);
	struct run_spec run[2 * DRAWN_SIZES_MAX];
	struct err err;

	ck_assert_uint_le(sizes, DRAWN_SIZES_MAX);
	for (size_t i = 0; i < 2 * sizes; i++)
		run[i] = (struct run_spec){
			.policy = { .name = policy[i / sizes] },
			.device = &device_free,
			.memory = { MEMORY_FRAMES, k + i % sizes,
			    { NULL, 0, 0 } },
		};
	spec.run = run;
	spec.nrun = 2 * sizes;
	ck_assert_msg(
	    engine_run(&spec, m, study, &err) == 0, "%s\n%s", err.msg, text);
}
