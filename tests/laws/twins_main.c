/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plain twins by themselves.
 *
 *	twins
 *		holds every twin to the cases from the literature, and to what
 *		must hold for any policy on any string
 *	twins [-v] POLICY[:KEY=VALUE,...] FRAMES... <STRING
 *		prints for each number of frames: policy, frames, references,
 *		faults, evictions, evictions of dirty pages; with -v first a
 *		line for each reference, with the faults so far and the victims
 */
#include <assert.h>
#include <glob.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain.h"
#include "twins_law.h"
#include "twins_string.h"

#ifndef CASES_DIR
#define CASES_DIR "tests/cases"
#endif

#define SEED 1

/* "clock:hand=stay" is cut at the colon; *params gets what follows it. */
static const struct plain *
find_twin(char *policy, const char **params)
{
	char *colon = strchr(policy, ':');
	const struct plain *twin;

	*params = colon != NULL ? colon + 1 : NULL;
	if (colon != NULL)
		*colon = '\0';
	twin = plain_find(policy);
	if (colon != NULL)
		*colon = ':';
	return (twin);
}

static struct plain_run *
open_string(const struct plain *twin, const char *params, uint32_t nframes,
    const struct string *s)
{
	struct plain_setup setup = {
		.nframes = nframes,
		.npages = s->npages,
		.params = params,
		.seed = SEED,
		.refs = s->ref,
		.n = s->n,
		.vpn = s->vpn,
	};

	return (plain_open(twin, &setup));
}

static void
step_string(struct plain_run *r, const struct string *s, uint32_t k,
    struct plain_step *step)
{
	if (s->clear[k]) {
		for (uint32_t p = 0; p < s->npages; p++)
			r->accessed[p] = r->dirty[p] = false;
	}
	plain_step(
	    r, reference_page(s->ref[k]), reference_write(s->ref[k]), step);
}

static void
print_run(char *policy, const char *frames, const struct string *s, bool steps)
{
	const char *params;
	const struct plain *twin = find_twin(policy, &params);
	struct plain_step step;
	struct plain_run *r;

	if (twin == NULL) {
		fprintf(stderr, "twins: no twin of '%s'\n", policy);
		exit(2);
	}
	r = open_string(twin, params, (uint32_t)atoi(frames), s);
	for (uint32_t k = 0; k < s->n; k++) {
		step_string(r, s, k, &step);
		if (!steps)
			continue;
		printf("%c%s %" PRIu64, reference_write(s->ref[k]) ? 'W' : 'R',
		    s->name[reference_page(s->ref[k])], r->nfaults);
		for (uint32_t i = 0; i < step.nvictims; i++)
			printf(" -%s%s", s->name[step.victim[i]],
			    step.victim_dirty[i] ? "*" : "");
		for (uint32_t i = 0; i < step.ncleaned; i++)
			printf(" =%s", s->name[step.cleaned[i]]);
		putchar('\n');
	}
	printf("%s\t%s\t%" PRIu32 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\n",
	    policy, frames, s->n, r->nfaults, r->nevicted, r->nevicted_dirty);
	plain_close(r);
}

/* One line of a case: POLICY FRAMES FAULTS [VICTIM[+],VICTIM[+]...] */
static int
check_case(char *line, const struct string *s, const char *file, int lineno)
{
	char policy[128], victims[512] = "", got[4096] = "";
	const struct plain *twin;
	const char *params;
	struct plain_run *r;
	struct plain_step step;
	uint32_t nframes;
	uint64_t faults, seen;
	size_t len = 0;
	bool mark;

	if (sscanf(line, "%127s %" SCNu32 " %" SCNu64 " %511s", policy,
		&nframes, &faults, victims) < 3) {
		fprintf(stderr, "%s:%d: not 'POLICY FRAMES FAULTS'\n", file,
		    lineno);
		return (1);
	}
	mark = strchr(victims, '+') != NULL;
	twin = find_twin(policy, &params);
	if (twin == NULL) {
		fprintf(
		    stderr, "%s:%d: no twin of '%s'\n", file, lineno, policy);
		return (1);
	}
	r = open_string(twin, params, nframes, s);
	for (uint32_t k = 0; k < s->n; k++) {
		step_string(r, s, k, &step);
		for (uint32_t i = 0; i < step.nvictims; i++)
			len += (size_t)snprintf(got + len, sizeof(got) - len,
			    "%s%s%s", len > 0 ? "," : "",
			    s->name[step.victim[i]],
			    mark && step.victim_dirty[i] ? "+" : "");
		assert(len < sizeof(got));
	}
	seen = r->nfaults;
	plain_close(r);
	if (seen == faults && (*victims == '\0' || strcmp(victims, got) == 0))
		return (0);
	fprintf(stderr,
	    "%s:%d: %s in %" PRIu32 " frames: %" PRIu64
	    " faults, victims %s; not %" PRIu64 ", %s\n",
	    file, lineno, policy, nframes, seen, got, faults, victims);
	return (1);
}

static int
check_file(const char *file, int *ncases)
{
	FILE *in = fopen(file, "r");
	struct string s = { 0 };
	char line[4096];
	int lineno = 0, failed = 0;

	if (in == NULL) {
		perror(file);
		return (1);
	}
	while (fgets(line, sizeof(line), in) != NULL) {
		lineno++;
		if (line[0] == '#' || strspn(line, " \t\n") == strlen(line))
			continue;
		if (strncmp(line, "string", 6) == 0) {
			string_free(&s);
			string_add(&s, line + 6);
		} else {
			failed += check_case(line, &s, file, lineno);
			++*ncases;
		}
	}
	string_free(&s);
	fclose(in);
	return (failed);
}

static int
check_cases(void)
{
	glob_t found;
	int failed = 0, ncases = 0;

	if (glob(CASES_DIR "/*.txt", 0, NULL, &found) != 0) {
		fputs("twins: no cases in " CASES_DIR "\n", stderr);
		return (1);
	}
	for (size_t i = 0; i < found.gl_pathc; i++)
		failed += check_file(found.gl_pathv[i], &ncases);
	globfree(&found);
	printf("%d cases, %d failed\n", ncases, failed);
	return (failed);
}

int
main(int argc, char **argv)
{
	struct string s = { 0 };
	char line[4096];
	bool steps = argc > 1 && strcmp(argv[1], "-v") == 0;
	int at = steps ? 2 : 1;

	if (argc == 1)
		return (check_cases() + twins_law() != 0);
	if (argc < at + 2) {
		fputs("usage: twins [-v] POLICY[:PARAMS] FRAMES... <STRING\n",
		    stderr);
		return (2);
	}
	while (fgets(line, sizeof(line), stdin) != NULL)
		string_add(&s, line);
	for (int i = at + 1; i < argc; i++)
		print_run(argv[at], argv[i], &s, steps);
	string_free(&s);
	return (0);
}
