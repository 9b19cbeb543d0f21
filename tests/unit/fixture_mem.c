/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/mem.h"
#include "unit/fixture.h"

struct mem *mem;

static void
open_region(void)
{
	mem = mem_open();
}

static void
close_region(void)
{
	mem_close(mem);
	mem = NULL;
}

void
fixture_mem(TCase *t)
{
	tcase_add_checked_fixture(t, open_region, close_region);
}
