/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs reference strings through the product and compares faults and victims
 * with the literature.  The lines of a case file:
 *
 *	string [R|W]PAGE...
 *	POLICY[:PARAMETER=VALUE,...] FRAMES FAULTS [VICTIM[+],VICTIM[+]...]
 *
 * With a + anywhere, the victims that were written back are marked with one.
 * Prints each line that fails; exit status 1 if any did.
 */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "policy/choose.h"
#include "study/job.h"

#define STRING_MAX  100000
#define PAGES_NAMED 1000

struct string {
	struct reference ref[STRING_MAX + REPLAY_AHEAD];
	uint32_t n;
	char name[PAGES_NAMED][16]; /* of each page */
	uint64_t vpn[PAGES_NAMED];  /* its name, where that is a number, or
				     * its own number */
	page_id_t npages;
};

static struct string string;

/* The victims of a run, as a case file writes them. */
static char victims[1 << 16];

static const struct settings settings = { .page_size = 4096, .seed = 1 };
static const struct kernel_figures kernel = { 0 };

static void
fail(const struct err *err)
{
	fprintf(stderr, "%s\n", err->msg);
	exit(1);
}

/* Page numbers become dense in order of first touch, as a space gives them. */
static void
read_string(char *text)
{
	string.n = 0;
	string.npages = 0;
	for (char *w = strtok(text, " \t\n"); w != NULL;
	     w = strtok(NULL, " \t\n")) {
		bool write = *w == 'W';
		page_id_t page = 0;

		if (*w == 'W' || *w == 'R')
			w++;
		while (
		    page < string.npages && strcmp(string.name[page], w) != 0)
			page++;
		if (page == string.npages) {
			char *end;

			string.vpn[page] = strtoull(w, &end, 10);
			if (*end != '\0')
				string.vpn[page] = page;
			snprintf(string.name[string.npages++],
			    sizeof(string.name[0]), "%s", w);
		}
		string.ref[string.n++] = reference_make(page, write);
	}
	memset(&string.ref[string.n], 0, REPLAY_AHEAD * sizeof(string.ref[0]));
}

static void
note_victim(void *self, const struct fault *fault)
{
	const bool *mark = self; /* those written back */
	size_t len = strlen(victims);

	if (fault->victim != NO_PAGE)
		snprintf(victims + len, sizeof(victims) - len, "%s%s%s",
		    len == 0 ? "" : ",", string.name[fault->victim],
		    *mark && fault->written ? "+" : "");
}

static const void *
read_policy(char *words, const struct policy **policy, struct mem *m)
{
	struct err err;
	char *params = strchr(words, ':'), *save = NULL;
	void *values;

	if (params != NULL)
		*params++ = '\0';
	*policy = choice_find((const void *const *)policy_list, "policy", words,
	    ERR_USAGE, NULL, &err);
	if (*policy == NULL)
		fail(&err);
	values = mem_alloc(m, (*policy)->params_size + 1);
	param_defaults((*policy)->params, values);
	for (char *w = params == NULL ? NULL : strtok_r(params, ",", &save);
	     w != NULL; w = strtok_r(NULL, ",", &save)) {
		struct setting s = { .name = w };
		char *value = strchr(w, '=');

		*value++ = '\0';
		s.value = value;
		if (param_set((*policy)->params, "policy", values, &s,
			ERR_USAGE, &err) != 0)
			fail(&err);
	}
	return (values);
}

static bool
run(char *words, unsigned long frames, unsigned long faults,
    const char *expected)
{
	char name[200];
	struct mem *m = mem_open();
	struct outcome o = { 0 };
	struct refstring t;
	struct future_memory future;
	const struct page_facts facts = { .number = string.vpn };
	bool mark = strchr(expected, '+') != NULL;
	const struct observer observer = { .fault = note_victim,
		.self = &mark };
	struct replay_setup setup = {
		.settings = &settings,
		.nframes = (frame_t)frames,
		.npages = string.npages,
		.facts = &facts,
		.device = &device_free,
		.kernel = &kernel,
		.observer = expected[0] == '\0' ? NULL : &observer,
	};
	struct consumer consumer;
	struct replay *r;
	struct err err;
	bool ok;

	snprintf(name, sizeof(name), "%s", words);
	victims[0] = '\0';
	refstring_open(&t);
	if (refstring_add(&t, string.ref, string.n, &err) != 0 ||
	    refstring_seal(&t, &err) != 0 ||
	    future_open(&future, &t, string.npages, &err) != 0)
		fail(&err);
	setup.params = read_policy(words, &setup.policy, m);
	setup.future = &future.future;
	if (replay_open(&r, &setup, &o, m, &err) != 0)
		fail(&err);
	consumer = replay_consumer(r);
	if (refstring_feed(&t, 0, t.n, &consumer, &err) != 0)
		fail(&err);
	replay_finish(r, 0, 0);
	ok =
	    outcome_page_faults(&o) == faults && strcmp(victims, expected) == 0;
	if (!ok)
		printf("%s %lu: %ju faults, victims %s\n", name, frames,
		    (uintmax_t)outcome_page_faults(&o), victims);
	replay_close(r);
	future_close(&future);
	refstring_close(&t);
	mem_close(m);
	return (ok);
}

static int
run_file(const char *path)
{
	static char line[1 << 20];
	FILE *in = fopen(path, "r");
	int cases = 0, failed = 0;

	if (in == NULL) {
		perror(path);
		return (1);
	}
	for (int number = 1; fgets(line, sizeof(line), in) != NULL; number++) {
		char words[200];
		static char expected[sizeof(victims)];
		unsigned long frames, faults;

		if (line[0] == '#' || line[0] == '\n')
			continue;
		if (strncmp(line, "string", 6) == 0) {
			read_string(line + 6);
			continue;
		}
		expected[0] = '\0';
		if (sscanf(line, "%199s %lu %lu %65535s", words, &frames,
			&faults, expected) < 3) {
			printf("%s:%d: no case\n", path, number);
			failed++;
			continue;
		}
		cases++;
		if (!run(words, frames, faults, expected)) {
			printf("%s:%d: expected %s", path, number, line);
			failed++;
		}
	}
	fclose(in);
	printf("%s: %d passed, %d failed\n", path, cases - failed, failed);
	return (failed != 0 || cases == 0);
}

int
main(int argc, char **argv)
{
	glob_t found = { 0 };
	int failed = 0;

	for (int i = 1; i < argc; i++)
		failed |= run_file(argv[i]);
	if (argc > 1)
		return (failed);
	if (glob(CASES_DIR "/*.txt", 0, NULL, &found) != 0) {
		fprintf(stderr, "no cases in " CASES_DIR "\n");
		return (1);
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		failed |= run_file(found.gl_pathv[i]);
	globfree(&found);
	return (failed);
}
