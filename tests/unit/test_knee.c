/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The knees of long curves.  A knee is the point that is furthest below a line
 * between two others, so without any points but the ends and the knees a curve
 * has the same ones.
 */
#include "base/mem.h"
#include "base/rng.h"
#include "result/knee.h"
#include "unit/fixture.h"

#define POINTS 1500
#define CURVES 40

/* More memory may also have more page faults (Belady). */
static void
turn(struct curve *c, struct curve_point *point)
{
	for (size_t i = 0, k = c->npoint - 1; i < k; i++, k--) {
		uint64_t faults = point[i].faults;

		point[i].faults = point[k].faults;
		point[k].faults = faults;
	}
}

/* A curve that falls more or less steeply, from one bend to the next; or rises.
 */
static void
bend(struct rng *rng, struct curve *c, struct curve_point *point, bool rises)
{
	struct curve_point now = { 1, UINT64_C(1) << 40, 0 };
	uint64_t steep = rng_below(rng, 4096);

	for (size_t i = 0; i < c->npoint; i++) {
		point[i] = now;
		if (rng_below(rng, 200) == 0)
			steep = rng_below(rng, 4096) >> rng_below(rng, 10);
		now.frames += 1 + rng_below(rng, 3);
		now.faults -= (now.faults >> 16) * rng_below(rng, steep + 1);
	}
	c->point = point;
	if (rises)
		turn(c, point);
}

/* Leaves out most of the points, but not the first and the last two, nor these
 * knees. */
static void
thin_out(struct rng *rng, const struct curve *c, const size_t *knee, size_t n,
    struct curve *out, struct curve_point *point)
{
	for (size_t i = 0; i < c->npoint; i++) {
		bool kept = i == 0 || i + 2 >= c->npoint;

		for (size_t k = 0; k < n; k++)
			kept |= knee[k] == i;
		if (kept || rng_below(rng, 8) == 0)
			point[out->npoint++] = c->point[i];
	}
	out->point = point;
}

START_TEST(of_any_points)
{
	struct rng rng = { 1 + (uint64_t)_i };
	struct curve whole = { .exact = true,
		.npoint = 1 + rng_below(&rng, POINTS) };
	struct curve_point point[POINTS], thin_point[POINTS];
	struct curve thin = { .exact = true };
	size_t knee[KNEES_MAX], same[KNEES_MAX], n;

	bend(&rng, &whole, point, _i % 2 == 1);
	n = knees_find(&whole, knee);
	thin_out(&rng, &whole, knee, n, &thin, thin_point);
	ck_assert_uint_eq(n, knees_find(&thin, same));
	for (size_t i = 0; i < n; i++)
		ck_assert_uint_eq(
		    point[knee[i]].frames, thin_point[same[i]].frames);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("knee");

	tcase_add_loop_test(t, of_any_points, 0, CURVES);
	return (fixture_run("knee", t));
}
