/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Flash: the buffer, the rate of programming, erasures.
 */
#include "device_walk.h"
#include "unit/fixture.h"

/* A buffer of two pages that empties a page each 1000 / 4 ns. */
static const struct device_figures BUFFERED = { .name = "f",
	.kind = "flash",
	.servers = 1,
	.write = ALWAYS(10),
	.read = ALWAYS(20),
	.buffer_pages = 2,
	.program_ns = 1000,
	.program_ways = 4 };

START_TEST(test_buffer)
{
	static const struct step steps[] = {
		{ 0, 0, 1, true, 0, 10, 0 },      /* empty at 260 */
		{ 10, 1, 1, true, 0, 20, 0 },     /* empty at 510 */
		{ 20, 2, 1, true, 0, 260, 0 },    /* empty at 760: full */
		{ 20, 3, 1, true, 240, 510, 0 },  /* at the program's rate */
		{ 20, 4, 1, false, 490, 530, 0 }, /* a read behind it */
		{ 2000, 5, 1, true, 0, 2010, 0 }, /* it has emptied */
		/* Four pages: 2 more than there is room for, 1500 - 500. */
		{ 4000, 6, 4, true, 0, 4510, 0 },
	};

	open_device(&BUFFERED, 4096);
	WALK(steps);
}
END_TEST

START_TEST(test_no_buffer)
{
	static const struct step steps[] = {
		{ 0, 0, 1, true, 0, 260, 0 },
		{ 0, 1, 1, true, 260, 520, 0 },
	};
	struct device_figures f = BUFFERED;

	f.buffer_pages = 0;
	open_device(&f, 4096);
	WALK(steps);
}
END_TEST

/* Thirds of a nanosecond are not lost: three pages take 100 ns, not 102. */
START_TEST(test_program_rate)
{
	static const struct step steps[] = {
		{ 0, 0, 1, true, 0, 44, 0 },  /* 10 + 33.3 */
		{ 0, 1, 1, true, 44, 88, 0 }, /* 54 + 33.3 */
		{ 0, 2, 3, true, 88, 198, 0 },
	};
	struct device_figures f = BUFFERED;

	f.buffer_pages = 0;
	f.program_ns = 100;
	f.program_ways = 3;
	open_device(&f, 4096);
	WALK(steps);
}
END_TEST

START_TEST(test_erase)
{
	static const struct step steps[] = {
		{ 0, 0, 1, true, 0, 10, 0 },
		{ 10, 1, 1, true, 0, 20, 0 }, /* second page: erases */
		{ 20, 2, 1, false, 1000, 1040, 0 },
		{ 1040, 3, 5, true, 0, 1050, 0 },    /* two blocks, one left */
		{ 1050, 4, 1, true, 2000, 3060, 0 }, /* and another */
		{ 3060, 5, 1, false, 1000, 4080, 0 },
	};
	struct device_figures f = BUFFERED;

	f.program_ns = 0;
	f.erase_every = 2;
	f.erase_ns = 1000;
	open_device(&f, 4096);
	WALK(steps);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("flash");

	fixture_mem(t);
	tcase_add_test(t, test_buffer);
	tcase_add_test(t, test_no_buffer);
	tcase_add_test(t, test_program_rate);
	tcase_add_test(t, test_erase);
	return (fixture_run("flash", t));
}
