/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast the program itself is.
 *
 *	bench [OPTION...] [GROUP[:LIST]...]
 *	bench --compare OLD.json... -- NEW.json...
 *
 * 'make bench BENCH="loop curve"' runs it in the build directory.  A group is a
 * row here and a file, bench_GROUP.c.
 */
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/isa.h"
#include "base/num.h"
#include "bench/workload.h"

static const struct bench_group *const groups[] = {
	&bench_loop,
	&bench_command,
	&bench_lockstep,
	&bench_curve,
	&bench_packed,
	&bench_lackey,
	&bench_readers,
	&bench_numbering,
	&bench_areas,
};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

#define ROUNDS       5
#define ROUNDS_QUICK 2

static void
usage(FILE *to)
{
	fprintf(to,
	    "usage: bench [OPTION...] [GROUP[:LIST]...]\n"
	    "       bench --compare [-l PERCENT] OLD.json... -- NEW.json...\n\n"
	    "  -r, --rounds N       rounds, 1 to %d (%d)\n"
	    "  -n, --references N   references of a workload (10m)\n"
	    "  -w, --workloads LIST only these\n"
	    "  -e, --engine NAME    loop: also the commands' runs with this\n"
	    "                       --engine\n"
	    "      --quick          little of everything, to see that it runs\n"
	    "      --json FILE      writes the results\n"
	    "      --compare        compares documents; see bench/compare.sh\n"
	    "  -l, --limit PERCENT  --compare: exit status 1 if anything is\n"
	    "                       slower by more (3)\n\n"
	    "groups, by default all, and what a list behind them names:\n",
	    ROUNDS_MAX, ROUNDS);
	for (size_t i = 0; i < GROUPS; i++)
		fprintf(to, "  %-10s %s%s%s%s\n", groups[i]->name,
		    groups[i]->summary, groups[i]->list != NULL ? " (" : "",
		    groups[i]->list != NULL ? groups[i]->list : "",
		    groups[i]->list != NULL ? ")" : "");
	fprintf(to, "\nworkloads: ");
	fflush(to);
	if (to == stdout)
		workloads_list();
}

static _Noreturn void
refuse(const char *what, const char *word)
{
	fprintf(stderr, "bench: %s '%s'; see --help\n", what, word);
	exit(2);
}

static uint64_t
number(const char *what, const char *text, uint64_t most)
{
	const char *why = NULL;
	uint64_t n = 0;

	if (num_count(text, &n, &why) != 0 || n < 1 || n > most) {
		fprintf(stderr,
		    "bench: %s: '%s' is not a number from 1 to %" PRIu64 "\n",
		    what, text, most);
		exit(2);
	}
	return (n);
}

/* What was asked for. */
struct request {
	struct bench_options o;
	bool compare;
	uint64_t limit;
};

static void
read_options(int argc, char **argv, struct request *r)
{
	static const struct option long_options[] = {
		{ "rounds", required_argument, NULL, 'r' },
		{ "references", required_argument, NULL, 'n' },
		{ "workloads", required_argument, NULL, 'w' },
		{ "engine", required_argument, NULL, 'e' },
		{ "limit", required_argument, NULL, 'l' },
		{ "json", required_argument, NULL, 'j' },
		{ "quick", no_argument, NULL, 'q' },
		{ "compare", no_argument, NULL, 'c' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(
		    argc, argv, "+r:n:w:e:l:h", long_options, NULL)) != -1)
		switch (c) {
		case 'r':
			r->o.rounds = number("--rounds", optarg, ROUNDS_MAX);
			break;
		case 'n':
			r->o.references =
			    number("--references", optarg, UINT32_MAX);
			break;
		case 'w':
			r->o.workloads = optarg;
			break;
		case 'e':
			r->o.engine = optarg;
			break;
		case 'l':
			r->limit = number("--limit", optarg, 1000);
			break;
		case 'j':
			r->o.json = optarg;
			break;
		case 'q':
			r->o.quick = true;
			break;
		case 'c':
			r->compare = true;
			break;
		case 'h':
			usage(stdout);
			exit(0);
		default:
			exit(2); /* getopt() has said what is wrong */
		}
}

static const struct bench_group *
find_group(const char *word)
{
	size_t length = strcspn(word, ":");

	for (size_t i = 0; i < GROUPS; i++)
		if (strlen(groups[i]->name) == length &&
		    strncmp(groups[i]->name, word, length) == 0) {
			if (word[length] == ':' && groups[i]->list == NULL)
				refuse("no list can follow", groups[i]->name);
			return (groups[i]);
		}
	refuse("there is no group", word);
}

int
main(int argc, char **argv)
{
	struct request r = { .limit = 3 };
	struct timings t = { .m = mem_open() };
	struct err err;
	bool all;

	read_options(argc, argv, &r);
	if (r.compare)
		return (results_compare(
		    argv + optind, (size_t)(argc - optind), (double)r.limit));
	bench_expect(isa_check(&err), &err);
	if (r.o.rounds == 0)
		r.o.rounds = r.o.quick ? ROUNDS_QUICK : ROUNDS;
	for (int i = optind; i < argc; i++)
		find_group(argv[i]);
	all = optind == argc;
	results_heading(&r.o);
	for (size_t i = 0; i < (all ? GROUPS : (size_t)(argc - optind)); i++) {
		const char *word =
		    all ? groups[i]->name : argv[optind + (int)i];
		const struct bench_group *g = find_group(word);

		r.o.list = strchr(word, ':');
		if (r.o.list != NULL)
			r.o.list++;
		g->run(&r.o, &t);
	}
	if (r.o.json != NULL)
		results_write(&t, &r.o);
	mem_close(t.m);
	return (0);
}
