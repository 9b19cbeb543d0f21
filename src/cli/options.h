/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The words of a command line, as a struct.
 *
 * Every option is a row: its names, the commands that take it, a line of help
 * and a function that takes it in.  The same words mean the same everywhere.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/param.h"
#include "config/words.h"
#include "model/spec.h"

/* Which commands take an option. */
enum option_for {
	FOR_REPLAY = 1,
	FOR_COMPARE = 2,
	FOR_BENCH = 4,
	FOR_DIFF = 8,
	FOR_INFO = 16,
	FOR_LIST = 32,
	FOR_CHECK = 64,
	FOR_SPACE = 128,
	FOR_RUNS = FOR_REPLAY | FOR_COMPARE | FOR_BENCH,
	FOR_TRACE = FOR_RUNS | FOR_INFO,
	FOR_READING = FOR_TRACE | FOR_CHECK,
};

enum events_format { EVENTS_TSV, EVENTS_UCORE };
enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };

/* A report to be written to a file. */
struct output {
	const char *format;
	const char *path;
};

#define OUTPUTS_MAX  16
#define SETTINGS_MAX 256
#define WORDS_MAX    4096
#define LAWS_MAX     32

struct options {
	struct mem *m;               /* owns what the lists hold */
	const char *word[WORDS_MAX]; /* what is no option, in order */
	size_t nword;
	struct selections policies;
	struct memories memories;
	struct selections devices;
	const char *format; /* NULL: detected */
	struct setting setting[SETTINGS_MAX];
	size_t nsetting;
	struct setting limit[SETTINGS_MAX];
	size_t nlimit;
	struct output output[OUTPUTS_MAX];
	size_t noutput;
	const char *events;  /* NULL: none */
	int events_format;   /* enum events_format */
	const char *machine; /* YAML: settings, figures, areas */
	const char *figures;
	const char *baseline;
	const char *laws[LAWS_MAX + 1]; /* to check alone; NULL-ended */
	size_t nlaw;
	const char *trace_out; /* where a broken law's trace goes */
	bool runs_given;
	uint64_t runs; /* random traces */
	bool turns_given;
	uint64_t turns; /* of a long one */
	bool bundled_given;
	uint64_t bundled; /* references of each bundled trace */
	bool stack;
	bool update_baseline;
	bool allow_new;
	bool explain;
	bool plain;     /* --plan=plain */
	bool show_plan; /* --plan was given */
	bool timing;
	bool quiet;
	bool help;
	bool version;
	int progress;
	unsigned jobs;
};

struct option {
	char letter; /* 0: none */
	const char *name;
	const char *value; /* NULL: takes none; "[=WORD]": may take one */
	unsigned commands; /* enum option_for */
	const char *text;
	int (*take)(struct options *o, const char *value, struct err *err);
};

extern const struct option option_table[]; /* ended by a NULL name */

/* Fills *o, where only m is set, from the words after the command's name. */
int options_read(struct options *o, unsigned command, const char *command_name,
    int argc, char **argv, struct err *err);

/* Is anything to be written to standard output other than the screen? */
bool options_use_stdout(const struct options *o);

#endif
