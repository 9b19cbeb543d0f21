/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults that are served many together (device_serve_faults()) take the times
 * that they take one after another, on random devices with each PAGERACE_ISA.
 */
#include <stdlib.h>

#include "base/isa.h"
#include "base/rng.h"
#include "device/device.h"
#include "device/kind.h"
#include "unit/fixture.h"

#define CASES  300
#define FAULTS 2000

static void
draw_table(struct rng *r, struct percentile_table *t)
{
	uint64_t ns = 0, ppm = rng_below(r, 2) * rng_below(r, 400000);
	uint64_t rise = rng_below(r, 8) == 0 ? UINT64_C(1) << 34 : 30000;

	t->n = rng_below(r, 4) == 0 ? rng_below(r, PERCENTILES_MAX + 1)
				    : rng_below(r, 9);
	for (size_t i = 0; i < t->n; i++) {
		t->point[i].ppm = ppm;
		t->point[i].ns = ns += rng_below(r, rise);
		ppm += 1 + rng_below(r, (1000000 - ppm) / (t->n - i) + 1);
		ppm = ppm < 1000000 ? ppm : 1000000;
	}
	while (t->n > 1 && t->point[t->n - 2].ppm >= t->point[t->n - 1].ppm)
		t->n--;
}

static struct device_figures
draw_figures(struct rng *r)
{
	struct device_figures f = {
		.name = "f",
		.kind = "flash",
		.servers = 1 + rng_below(r, 4),
		.overhead_ns = rng_below(r, 3000),
		.bandwidth = rng_below(r, 3) * 500000000,
		.buffer_pages = rng_below(r, 30),
		.program_ns = rng_below(r, 200000),
		.program_ways = 1 + rng_below(r, 5),
		.erase_every = rng_below(r, 40),
		.erase_ns = rng_below(r, 400000),
	};

	draw_table(r, &f.read);
	draw_table(r, &f.write);
	return (f);
}

/* One fault after another. */
static sim_ns
serve_one(struct device *one, sim_ns at, sim_ns work, unsigned move, bool sync,
    sim_ns *wait)
{
	struct transfer t = { .at = at, .pages = 1, .write = true };
	struct served s;
	sim_ns latency = work;

	*wait = 0;
	if ((move & DEVICE_WRITE) != 0) {
		device_serve(one, &t, &s);
		latency += sync ? s.done - t.at : s.cpu;
	}
	if ((move & DEVICE_READ) == 0)
		return (latency);
	t.at = at + latency;
	t.write = false;
	device_serve(one, &t, &s);
	*wait = s.wait;
	return (latency + s.done - t.at);
}

static void
compare(struct rng *r, const struct device_figures *figures)
{
	static sim_ns at[DEVICE_FAULTS_MOST], latency[DEVICE_FAULTS_MOST],
	    wait[DEVICE_FAULTS_MOST], work[DEVICE_FAULTS_MOST];
	static uint8_t move[DEVICE_FAULTS_MOST];
	struct device_faults f = { .sync = rng_below(r, 4) == 0,
		.at = at,
		.latency = latency,
		.wait = wait,
		.move = move };
	struct device *together, *one;
	sim_ns own = 0, stall = 0, waited;
	struct err err;

	ck_assert_int_eq(
	    device_open(&together, mem, figures, 4096, 1, &err), 0);
	ck_assert_int_eq(device_open(&one, mem, figures, 4096, 1, &err), 0);
	for (size_t n = 0; n < FAULTS; n += f.n) {
		f.n = 1 + rng_below(r, DEVICE_FAULTS_MOST);
		for (size_t i = 0; i < f.n; i++) {
			at[i] = own += rng_below(r, 20000);
			latency[i] = work[i] = rng_below(r, 5000);
			move[i] = (uint8_t)rng_below(r, 4);
		}
		device_serve_faults(together, &f);
		for (size_t i = 0; i < f.n; i++) {
			sim_ns is = serve_one(one, at[i] + stall, work[i],
			    move[i], f.sync, &waited);

			ck_assert_uint_eq(latency[i], is);
			ck_assert_uint_eq(wait[i], waited);
			stall += is;
		}
		ck_assert_uint_eq(f.stall, stall);
	}
}

START_TEST(test_flash)
{
	struct rng r = { (uint64_t)_i };

	if (!isa_has((enum isa)_i))
		return;
	setenv("PAGERACE_ISA", isa_name((enum isa)_i), 1);
	for (int i = 0; i < CASES; i++) {
		struct device_figures f = draw_figures(&r);

		compare(&r, &f);
	}
}
END_TEST

/* A kind without a way of its own. */
START_TEST(test_none)
{
	const struct device_figures none = {
		.name = "n", .kind = "none", .servers = 1, .program_ways = 1
	};
	struct rng r = { 1 };

	compare(&r, &none);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fault_transfers");

	fixture_mem(t);
	tcase_add_loop_test(t, test_flash, 0, ISAS);
	tcase_add_test(t, test_none);
	return (fixture_run("fault_transfers", t));
}
