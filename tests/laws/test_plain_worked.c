/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins against strings worked by hand, and the extended clock against
 * published programs, step by step.
 *
 * A string is written as in the literature: R or W, then the page.  A victim
 * list has each evicted page, with + if it was written back then; pages written
 * back early are in parentheses.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "plain_policies.h"
#include "unit/fixture.h"

struct worked {
	const struct plain *twin;
	const char *params;
	uint32_t frames;
	const char *string;
	uint64_t faults;
	const char *gone;
};

static const struct worked worked[] = {
	/* The hand takes 1's bit, 2's bit, 1's dirt; 2 is clean. */
	{ &plain_extended_clock, "", 2, "W1 R2 R3", 3, "(1)2" },
	{ &plain_extended_clock, "", 1, "W1 R2 R2 W1", 3, "(1)12" },
	/* 1 has three to lose, 2 and 3 one each. */
	{ &plain_gclock, "", 3, "R1 R1 R1 R1 R2 R3 R4 R5", 5, "23" },
	{ &plain_gclock, "max=1", 3, "R1 R1 R2 R3 R4 R1", 5, "12" },
	/* 1 and 2 are dirty: 3 goes, then 1, there being no clean page left in
	 * the window but the newest. */
	{ &plain_cflru, "window=100%", 3, "W1 W2 R3 W4 R5 R6", 6, "31+5" },
	{ &plain_cflru, "window=2", 3, "W1 W2 R3 W4 R5", 5, "1+3" },
	{ &plain_cflru, "window=1", 3, "W1 R2 R3 R4", 4, "1+" },
	/* 1 is sent round once; used in between, once more. */
	{ &plain_lruwsr, "", 2, "W1 R2 R3 R4", 4, "21+" },
	{ &plain_lruwsr, "", 2, "W1 W2 R3", 3, "1+" },
	{ &plain_lruwsr, "", 2, "W1 R2 R3 R1 R4 R4 R5", 5, "234" },
	{ &plain_scfifo, "", 3, "R1 R2 R3 R4 R2 R5", 5, "13" },
	/* A tick after each two: 1 and 2 hold a bit, 3 none. */
	{ &plain_aging, "tick=2", 3, "R1 R2 R3 R4 R1 R1 R5", 5, "32" },
	{ &plain_aging, "tick=100", 2, "R1 R2 R3 R4", 4, "12" },
	/* 1 was used in two ticks, 2 in a later one: aging keeps 2, NFU 1. */
	{ &plain_aging, "tick=1", 2, "R1 R1 R2 R2 R3", 3, "1" },
	{ &plain_nfu, "tick=1", 2, "R1 R1 R1 R2 R2 R3", 3, "2" },
	/* 1 comes back, with its counter or with none. */
	{ &plain_nfu, "tick=1,memory=perfect", 1, "R1 R1 R2 R1 R3", 4, "121" },
	/* Both accessed and dirty: the bits go, 1 is first.  Then 2 is (0,1)
	 * and 1's place (1,1): the scan for (0,1) starts at 2.  2 and 3 again;
	 * 0 is clean and goes though the hand is at 3. */
	{ &plain_enhanced_clock, "", 2, "W0 W1 W2 W3 R0 R3 R1", 6, "0+1+2+0" },
	{ &plain_enhanced_clock, "clear=every", 2, "W0 W1 W2 W3 R0 R3 R1", 6,
	    "0+1+2+0" },
	{ &plain_extended_clock, "", 2, "W0 W1 W2 W3", 4, "(01)01" },
	/* All ones at first: one shift with the bit set leaves 32 ones, one
	 * without 31. */
	{ &plain_lapa, "tick=2", 2, "R1 R2 R2 R2 R3", 3, "1" },
	{ &plain_lapa, "tick=100", 2, "R1 R2 R3 R4", 4, "12" },
	/* One small frame, two of main: 1 was used thrice and moves. */
	{ &plain_s3fifo, "small=1", 3, "R1 R1 R1 R2 R3 R4", 4, "2" },
	/* 1 comes back as a ghost, into main; then 4 goes, in small.  In the
	 * authors' program 2 and 3 are in main, as small was full. */
	{ &plain_s3fifo, "small=1,variant=paper", 3, "R1 R2 R3 R4 R1 R5", 6,
	    "123" },
	{ &plain_s3fifo, "small=1", 3, "R1 R2 R3 R4 R1 R5", 6, "142" },
	{ &plain_s3fifo, "small=1", 1, "R1 R1 R1 R2 R1", 3, "12" },
	/* At 4 all were used lately and 1 is first.  At 5 neither 2 nor 3 was:
	 * 2 is dirty and written back, 3 goes. */
	{ &plain_wsclock, "tau=2", 3, "R1 W2 R3 R4 R4 R4 R4 R5", 5, "1(2)3" },
	/* Everything used lately: the oldest. */
	{ &plain_wsclock, "tau=50", 3, "R1 R2 R3 R4 R2 R5", 5, "13" },
	/* 1 leaves as 3 comes; used exactly tau ago it still hits. */
	{ &plain_ws, "tau=2", 4, "R1 R2 R3 R2 R2 R3", 4, "13" },
	{ &plain_ws, "tau=2", 4, "R1 R2 R1", 2, "" },
	{ &plain_ws, "tau=1", 4, "R1 R1 R2 R1", 3, "12" },
	{ &plain_ws, "tau=9", 2, "R1 R2 R3", 3, "1" },
	/* Faults three apart shrink: at 3 all bits go, at 4 pages 1 and 2. */
	{ &plain_pff, "threshold=3", 5, "R1 R2 R2 R1 R3 R3 R3 R4", 4, "12" },
	/* 1 was used before 2 came and not since: only the last fault tells. */
	{ &plain_pff, "threshold=3", 5, "R1 R1 R2 R2 R2 R3", 3, "1" },
	{ &plain_pff, "threshold=3,clear=shrink", 5, "R1 R1 R2 R2 R2 R3", 3,
	    "" },
	{ &plain_pff, "threshold=9", 2, "R1 R2 R3 R2 R4", 4, "12" },
	/* 1 twice, 2 and 3 once: of those, the older. */
	{ &plain_lruk, "", 3, "R1 R1 R2 R3 R4 R5", 5, "23" },
	/* 2 is remembered and comes back with two uses; 1 and 3 have one. */
	{ &plain_lruk, "", 2, "R2 R1 R3 R2 R4", 5, "213" },
	{ &plain_lruk, "history=0", 2, "R2 R1 R3 R2 R4", 5, "213" },
	{ &plain_lruk, "", 2, "R2 R1 R3 R2 R4 R5", 6, "2134" },
	{ &plain_lruk, "history=0", 2, "R2 R1 R3 R2 R4 R5", 6, "2132" },
	/* Within three references uses count as one. */
	{ &plain_lruk, "crp=3", 2, "R1 R1 R2 R2 R2 R2 R3", 3, "1" },
	/* 1 and 2 come back from B1 long-term, pass to T2, and 1 goes there. */
	{ &plain_cart, "", 2, "R1 R2 R3 R1 R2 R3", 6, "1231" },
	/* One frame of window; 1 is known, 2 and 3 are not let in. */
	{ &plain_wtinylfu, "", 2, "R1 R1 R2 R3 R4", 4, "23" },
	/* Two hot, one cold: 3 goes, comes back in test, and is hot. */
	{ &plain_clockpro, "variant=paper,cold=1", 3, "R1 R2 R3 R4 R3 R5", 6,
	    "341" },
};

static void
note(char *text, const struct plain_step *s)
{
	char *to = text + strlen(text);

	if (s->ncleaned != 0) {
		*to++ = '(';
		for (uint32_t i = 0; i < s->ncleaned; i++)
			*to++ = (char)('0' + s->cleaned[i]);
		*to++ = ')';
	}
	for (uint32_t i = 0; i < s->nvictims; i++) {
		*to++ = (char)('0' + s->victim[i]);
		if (s->victim_dirty[i])
			*to++ = '+';
	}
	*to = '\0';
}

START_TEST(worked_by_hand)
{
	const struct worked *w = &worked[_i];
	struct plain_setup setup = {
		.nframes = w->frames, .npages = 10, .params = w->params
	};
	struct plain_run *r = plain_open(w->twin, &setup);
	char gone[256] = "";

	for (const char *s = w->string; *s != '\0'; s += s[2] == ' ' ? 3 : 2) {
		struct plain_step step;

		plain_step(r, (uint32_t)(s[1] - '0'), *s == 'W', &step);
		note(gone, &step);
	}
	ck_assert_msg(strcmp(gone, w->gone) == 0 && r->nfaults == w->faults,
	    "%s:%s %s: %ju faults, gone %s", w->twin->name, w->params,
	    w->string, (uintmax_t)r->nfaults, gone);
	plain_close(r);
}
END_TEST

/* A word of the form R1 or We: pages are letters or digits. */
static uint32_t
page_of(char c)
{
	return (c >= 'a' ? (uint32_t)(c - 'a') + 10 : (uint32_t)(c - '0'));
}

static void
check_totals(const struct plain_run *r, char *const col[])
{
	ck_assert_uint_eq(r->nfaults, strtoul(col[3], NULL, 10));
	ck_assert_uint_eq(r->nevicted, strtoul(col[5], NULL, 10));
	ck_assert_msg(
	    r->nevicted_dirty + r->ncleaned == strtoul(col[6], NULL, 10),
	    "%s: write-backs", col[0]);
}

static void
play_row(char *const col[])
{
	struct plain_setup setup = { .nframes = (uint32_t)atoi(col[1]),
		.npages = 40 };
	struct plain_run *r = plain_open(&plain_extended_clock, &setup);
	char *faults = col[8];
	char *victims = col[9];
	uint32_t i = 0;

	for (const char *s = strtok(col[7], " "); s != NULL;
	     s = strtok(NULL, " ")) {
		struct plain_step step;

		plain_step(r, page_of(s[1]), *s == 'W', &step);
		ck_assert_msg(r->nfaults == strtoul(faults, &faults, 10),
		    "%s: faults at reference %u", col[0], i);
		faults += *faults == ',';
		if (step.nvictims != 0) {
			ck_assert_msg(step.victim[0] == page_of(*victims),
			    "%s: victim at reference %u", col[0], i);
			victims += victims[1] == ',' ? 2 : 1;
		}
		if (++i == 8 && strncmp(col[10], "clear A and D", 13) == 0)
			for (uint32_t f = 0; f < r->nframes; f++)
				r->accessed[r->page[f]] = r->dirty[r->page[f]] =
				    false;
	}
	check_totals(r, col);
	plain_close(r);
}

/* Knuth's MMIX generator: the page from bit 33 up, a write one time in four. */
static void
play_generated(char *const col[], uint32_t npages)
{
	struct plain_setup setup = { .nframes = (uint32_t)atoi(col[1]),
		.npages = npages };
	struct plain_run *r = plain_open(&plain_extended_clock, &setup);
	uint64_t x = 1;

	for (int i = 0; i < 20000; i++) {
		struct plain_step step;

		x = x * UINT64_C(6364136223846793005) +
		    UINT64_C(1442695040888963407);
		plain_step(
		    r, (uint32_t)(x >> 33) % npages, (x >> 29) % 4 == 0, &step);
	}
	check_totals(r, col);
	plain_close(r);
}

/* NULL: they are not there. */
static FILE *
open_vectors(void)
{
	const char *dir = getenv("PAGERACE_SHARED");
	char path[512];

	snprintf(path, sizeof(path), "%s/addrspace/policy_vectors.tsv",
	    dir != NULL ? dir : SHARED_DIR);
	return (fopen(path, "r"));
}

/* What published programs do, step by step or on a generated string.  How the
 * strings that are not uniform were made is not on record. */
START_TEST(extended_clock)
{
	char line[4096];
	unsigned played = 0;
	FILE *f = open_vectors();

	if (f == NULL)
		return;
	while (fgets(line, sizeof(line), f) != NULL) {
		char *col[11], *rest = line;
		unsigned n = 0;

		for (; n < 11 && rest != NULL; n++)
			col[n] = strsep(&rest, "\t\n");
		if (n < 11 || strcmp(col[2], "exclock") != 0)
			continue;
		if (strncmp(col[7], "lcg", 3) != 0) {
			play_row(col);
			played++;
		} else if (strstr(col[7], "mode=uniform") != NULL) {
			play_generated(
			    col, (uint32_t)strtoul(
				     strstr(col[7], "pages=") + 6, NULL, 10));
			played++;
		}
	}
	fclose(f);
	ck_assert_uint_ge(played, 19);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("plain_worked");
	FILE *vectors = open_vectors();

	tcase_set_timeout(t, 600);
	tcase_add_loop_test(t, worked_by_hand, 0, ROWS(worked));
	tcase_add_test(t, extended_clock);
	if (fixture_run("plain_worked", t) != EXIT_SUCCESS)
		return (EXIT_FAILURE);
	if (vectors == NULL) {
		printf("skipped: what published programs do is not there\n");
		return (77);
	}
	fclose(vectors);
	return (0);
}
