/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options of a command line, and their values as a struct.
 *
 * Every option is a row: a parameter (base/param.h) whose member is in struct
 * options, and what only the command line needs.  From the rows come the
 * parser, the help of each command and the completions; tests/shell/manual.sh
 * compares the manual page with them.  The reports' options (--json FILE) are
 * made from the list of report formats.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/param.h"
#include "config/selection.h"
#include "model/sampling.h"
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
	FOR_COMPLETIONS = 256,
	FOR_REPORT = 512,
	FOR_MERGE = 1024,
	FOR_CONVERT = 2048,
	FOR_GEN = 4096,
	FOR_RECORD = 8192,
	FOR_CURVE = 16384,
	FOR_REPEAT = 32768,
	FOR_ORACLE = 65536,
	FOR_PLOT = 131072,
	FOR_RUNS = FOR_REPLAY | FOR_COMPARE | FOR_BENCH,
	FOR_TRACE = FOR_RUNS | FOR_INFO | FOR_CURVE,
	FOR_READING = FOR_TRACE | FOR_CHECK | FOR_CONVERT | FOR_ORACLE,
};

enum events_format { EVENTS_TSV, EVENTS_UCORE };
enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };
enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER };
enum update_mode { UPDATE_NONE, UPDATE_SLIM, UPDATE_FULL };
enum engine_mode { ENGINE_AUTO, ENGINE_PLAIN };
enum merge_mode { MERGE_NO, MERGE_KEEP, MERGE_PIDS };

/* A report to be written to a file. */
struct output {
	const char *format;
	const char *path;
};

#define OUTPUTS_MAX  16
#define SETTINGS_MAX 256
#define WORDS_MAX    4096
#define LAWS_MAX     32
/* A year of working days. */
#define BASELINES_MAX 260

/* A number that was not given; and 'all' in its place. */
#define OPTION_UNSET UINT64_MAX
#define OPTION_ALL   (UINT64_MAX - 1)

/* Values of the form KEY=VALUE, in the order in which they were given. */
struct option_settings {
	struct setting item[SETTINGS_MAX];
	size_t n;
};

struct read_watch;

struct options {
	struct mem *m;       /* owns what the lists hold */
	const char *command; /* its name, and the words behind it */
	int argc;
	char **argv;
	const char *word[WORDS_MAX]; /* the words that are not options */
	size_t nword;
	struct selections policies;
	struct memories memories;
	struct memories shown; /* whose numbers a terminal shows */
	struct selections devices;
	struct selection *format; /* NULL: detected */
	const char *refs;         /* in place of a trace; NULL: none */
	struct option_settings settings, limits;
	struct option_settings gate; /* metrics, as values */
	struct output output[OUTPUTS_MAX];
	size_t noutput;
	const char *merged; /* where a document or a trace is written; NULL:
			     * nowhere */
	const char *table;  /* the values of a figure; as merged */
	const char *figure; /* NULL: the first that there is */
	bool no_caption;    /* of a figure */
	struct option_settings filter; /* of accesses, as values */
	uint64_t reduce; /* frames that a trace is reduced for; 0: it is not */
	int merge;       /* enum merge_mode */
	bool page_refs;
	struct selection *to; /* the format of a trace that is written; NULL:
			       * not said */
	const char *method;   /* of recording; NULL: the best one there */
	uint64_t pid;         /* a process that is recorded; 0: none */
	uint64_t window;      /* pages, of the method window */
	const char *after;    /* a time or an event; NULL: the beginning */
	uint64_t for_ns;      /* 0: to the end */
	bool data_only;       /* no instruction fetches */
	bool kill;            /* the program is ended with the recording */
	struct selections kernels, kernel_images;  /* to ask */
	const char *lru;                           /* of these, a list */
	bool here;                                 /* the kernel that runs */
	uint64_t repeats;                          /* of a question to it */
	const char *kernel_modules, *kernel_cache; /* folders */
	const char *events;                        /* NULL: none */
	int events_format;                         /* enum events_format */
	const char *machine; /* YAML: settings, figures, areas */
	const char *figures;
	const char *baselines[BASELINES_MAX]; /* oldest first */
	size_t nbaseline;
	const char *baseline;           /* the last of them; NULL: none */
	const char *cache;              /* a directory of results; NULL: none */
	uint64_t max_memory;            /* bytes; 0: a share of what there is */
	uint64_t max_document;          /* bytes of text of a result document */
	const char *laws[LAWS_MAX + 1]; /* to check alone; NULL-ended */
	size_t nlaw;
	const char *trace_out; /* where a trace that breaks a law is written */
	uint64_t runs;         /* random traces */
	uint64_t turns;        /* of a long one; or OPTION_UNSET */
	uint64_t bundled;      /* references of each bundled trace; or
				* OPTION_ALL, OPTION_UNSET */
	bool stack;
	int update_baseline; /* enum update_mode */
	bool allow_new;
	bool parts; /* by_area and by_process in a comparison's runs */
	bool explain;
	bool band;
	bool optimum;
	bool curve;           /* curves in a comparison */
	bool steps;           /* the table of frames reference by reference */
	bool final;           /* the frames at the end */
	bool map;             /* of a trace, in its document */
	uint64_t points;      /* sizes of a curve that is made from runs */
	uint64_t exact_pages; /* with which reuse distances are exact */
	bool dry_run;         /* the plan alone */
	bool show_engine;     /* --engine was given */
	int engine;           /* enum engine_mode */
	bool annotations;     /* findings as workflow commands of GitHub */
	bool step_summary;    /* Markdown to the summary of a job */
	bool timing;
	const struct read_watch *reading; /* no option sets it; NULL: none */
	bool quiet;
	bool help;
	bool version;
	int color;    /* enum color_mode */
	int progress; /* enum progress_mode */
	uint64_t plugin_timeout_ns;
	uint64_t jobs;             /* 0: as many as there are processors */
	struct sample_spec sample; /* --sample */
	uint64_t seeds; /* runs of a policy that draws random numbers */
};

struct option {
	/*
	 * Its member is in struct options; where take is not NULL the type is
	 * that function's to use.  The unit is what the value is called; NULL:
	 * the option takes no value; "[=WORD]": it may take one.
	 */
	struct param param;
	char letter;       /* 0: none */
	unsigned commands; /* enum option_for */
	/* NULL: the value is stored as its type says. */
	int (*take)(struct options *o, const struct option *p,
	    const char *value, struct err *err);
	/* What the value is one of, for completions: a kind of 'pagerace list';
	 * NULL: the choices of the parameter, or nothing that is known. */
	const char *list;
	const char *alias; /* a second name; NULL: none */
};

/* Copies the i-th row to *out; false: there is none. */
bool option_row(size_t i, struct option *out);

/* Stores the value (NULL: none was given) of one option. */
int option_take(struct options *o, const struct option *p, const char *value,
    struct err *err);

/* Fills *o, where only m is set, from the words after the command's name. */
int options_read(struct options *o, unsigned command, const char *command_name,
    int argc, char **argv, struct err *err);

/* The number of workers that --jobs gives. */
unsigned options_workers(const struct options *o);

/* The memory that --max-memory gives, in bytes; 0: no bound is known. */
uint64_t options_memory(const struct options *o);

#endif
