/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/kernelknob.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "oracle/guest/group.h"

enum knob { KNOB_SWAPPINESS, KNOB_PAGE_CLUSTER, KNOB_LRU_GEN, KNOB_HUGE };

static const char *const paths[KERNELKNOBS] = {
	[KNOB_SWAPPINESS] = "/proc/sys/vm/swappiness",
	[KNOB_PAGE_CLUSTER] = "/proc/sys/vm/page-cluster",
	[KNOB_LRU_GEN] = "/sys/kernel/mm/lru_gen/enabled",
	[KNOB_HUGE] = "/sys/kernel/mm/transparent_hugepage/enabled",
};

/* Of a file that shows all words, the one in brackets is the value. */
static void
take_value(char *text)
{
	char *open = strchr(text, '['), *close = strchr(text, ']');

	text[strcspn(text, "\n")] = '\0';
	if (open != NULL && close > open) {
		*close = '\0';
		memmove(text, open + 1, strlen(open + 1) + 1);
	}
}

void
kernelknob_save(struct kernelknob *k)
{
	for (int i = 0; i < KERNELKNOBS; i++) {
		k->text[i][0] = '\0';
		if (counters_text(paths[i], k->text[i], sizeof(k->text[i])) ==
		    0)
			take_value(k->text[i]);
	}
}

void
kernelknob_restore(const struct kernelknob *k)
{
	for (int i = 0; i < KERNELKNOBS; i++)
		if (k->text[i][0] != '\0')
			(void)group_write(paths[i], k->text[i]);
}

static int
set_number(enum knob knob, uint64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, n);
	return (group_write(paths[knob], text));
}

const char *
kernelknob_set(const struct oracle_conditions *c)
{
	char text[32];
	bool mglru = c->lru == ORACLE_MGLRU, on = false;

	if (set_number(KNOB_SWAPPINESS, c->swappiness) != 0 ||
	    set_number(KNOB_PAGE_CLUSTER, c->page_cluster) != 0)
		return ("vm.swappiness or vm.page-cluster cannot be set");
	(void)group_write(paths[KNOB_HUGE], "never");
	if (counters_text(paths[KNOB_LRU_GEN], text, sizeof(text)) == 0) {
		if (group_write(paths[KNOB_LRU_GEN], mglru ? "y" : "n") != 0)
			return ("lru_gen cannot be switched");
		on = mglru;
	}
	return (
	    on == mglru ? NULL : "the kernel has no multi-generational LRU");
}
