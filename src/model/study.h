/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A study: one trace, the runs over it and their outcomes.  The engine
 * (study/engine.h) fills it; reports and result documents are made from it.
 */
#ifndef MODEL_STUDY_H
#define MODEL_STUDY_H

#include "model/area.h"
#include "model/curve.h"
#include "model/explanation.h"
#include "model/outcome.h"
#include "model/reduction.h"
#include "model/sampling.h"
#include "model/spec.h"
#include "model/steps.h"

struct param;
struct survey;
struct way;

/* What is in a trace, and where it came from. */
struct trace_facts {
	const char *name;    /* last part of its path; "-": standard input */
	const char *format;  /* with parameters that are not the default */
	char digest[24];     /* "xxh3:" and 16 hex digits, of the plain bytes */
	uint64_t accesses;   /* records that touch memory */
	uint64_t references; /* page references, denied ones included */
	uint64_t reads, writes, fetches; /* page references of each kind */
	uint64_t straddles;   /* accesses that touched more than one page */
	uint64_t denied_area; /* page references outside every area */
	uint64_t denied_permission;
	uint64_t ignored;   /* records that do not concern memory */
	uint64_t malformed; /* records that were skipped as malformed */
	/* Accesses whose time is before that of an earlier one, where times
	 * were looked at. */
	uint64_t backward;
	/* What was assumed where the file could have been meant otherwise, in
	 * the words of the parameter that changes it; NULL: no doubt. */
	const char *assumed_base;
	const char *assumed_unit;
	const char *assumed_third;   /* of format ls */
	const char *assumed_list;    /* of numbers: the format */
	const char *assumed_label;   /* of format din: the first column */
	const char *assumed_size;    /* of format xdin: the base of sizes */
	const char *assumed_process; /* of format refs: whose it is */
	const char *declared;        /* digest of areas and quotas that a file
				      * declares;      NULL: none */
	const char *recorded; /* the shell that was recorded alone; or NULL */
	const char *partial;  /* what there is in place of all accesses: "page
			       * entries", "page faults", "samples",
			       * "regions", "cache misses"; or NULL */
	bool reduced;         /* runs of accesses to one page were left out */
	struct trace_reduction reduction;
	const char *provenance; /* lines of "key: value" in the file; NULL: it
				 * has none */
	uint64_t thread;        /* the file is of this one alone; 0: not said */
	const char *numbers;    /* what the format numbers in each file anew;
				 * NULL: nothing */
	uint64_t pages;         /* the footprint */
	uint64_t page_size;     /* bytes */
	uint64_t changes; /* page-level changes: unmapped, shared, pinned ... */
	const struct area_fact *area;
	size_t narea;
	const struct process_fact *process;
	size_t nprocess;
	/* Of a trace of which a window is replayed; the counts above are those
	 * of the window, warm-up included.  whole 0: there is none. */
	struct trace_window {
		uint64_t whole;   /* references of the trace */
		uint64_t skipped; /* of these before the window */
		uint64_t warmup;  /* of the window, the first: not counted */
		/* What the machine gets of the warm-up, and what was denied. */
		uint64_t warmup_fed, warmup_denied;
	} window;
	/* pages 0: runs and curves are of all pages. */
	struct trace_sampling sampling;
	uint64_t find_calls; /* look-ups of areas; of these, from the cache */
	uint64_t find_cached;
	/* NULL: not made.  That of a study has the map alone: references,
	 * columns, footprint, blocks and their regions. */
	const struct survey *survey;
};

/* Page faults of a policy that uses all its frames, with as many as another run
 * used on average, rounded to a whole number. */
struct equal_memory {
	const char *policy;
	uint64_t frames;
	uint64_t faults;
};

/* Page faults of a run and of the same with the seeds that follow; a policy
 * that draws no random numbers has none. */
struct seed_spread {
	uint64_t seeds; /* that of the run itself included; 0: not asked for */
	uint64_t min, max, sum;
};

/* Page faults of a run of a policy that reclaims as a kernel does, and of the
 * same with up to so many frames fewer and more (--band). */
#define BAND_FRAMES 8
struct band {
	uint64_t runs; /* the run itself included; 0: not asked for */
	uint64_t min, max;
};

/* One run as it was made. */
struct run {
	const char *policy; /* name */
	const char *sight;  /* "faults", "bits", "accesses", "future" */
	const struct param *policy_params; /* NULL: it has none */
	const void *policy_values;
	const char *device;
	const struct param *device_params;
	const void *device_values;
	/* Labels of a run that was read back; NULL: they are made from name and
	 * parameters. */
	const char *policy_label, *device_label;
	const char *figures; /* digest of the device figures that were used */
	const char *plugin;  /* digest of the policy's file; NULL: built in */
	uint64_t frames;
	struct memory_size memory; /* as it was given */
	struct outcome outcome;
	const struct explanation *explanation; /* NULL: not asked for */
	const struct steps *steps;             /* NULL: not asked for */
	bool compressed_pool; /* the device keeps pages in memory of its own */
	bool kernel_reclaim;  /* the policy reclaims as a kernel does, which
			       * brings level 3 of the model */
	bool counts_references; /* the policy does, so a reduced trace gives
				 * other faults */
	bool varies; /* the policy releases frames: 'frames' is its limit, and
		      * it uses fewer */
	struct equal_memory
	    *equal_memory; /* others in as much as it used; NULL: none made */
	size_t nequal_memory;
	struct seed_spread spread;
	struct band band;
	const struct way *way;   /* how it was made (study/unit.h); NULL: not
				  * told.  No report has it */
	uint64_t sampling_error; /* of its page faults, where they are from a
				  * sample (sampling.h) */
};

struct study {
	struct trace_facts trace;
	const struct param *settings_table;
	struct settings settings;
	/* Of a study that was read back, whose table was made from the
	 * document: the values, and as text those that differ from their
	 * defaults.  NULL: 'settings' has them. */
	const void *settings_values;
	const char *settings_label;
	bool unlabelled; /* the document had no labels: they have all values */
	struct run *run; /* in the order in which they were given */
	size_t nrun;
	const struct curve *curve; /* in the order in which they were given */
	size_t ncurve;
	bool comparison; /* reported as a comparison, not run by run */
	/* Page faults of OPT with each memory size, for comparison. */
	struct optimum {
		uint64_t frames;
		uint64_t faults;
	} * optimum;
	size_t noptimum;
	unsigned readings;  /* of the trace; no report has it */
	uint64_t wall_ns;   /* wall-clock time to make it; 0: not asked for */
	const char *build;  /* digest of the program's sources that decide
			     * results; NULL: not known */
	bool other_figures; /* not those built into this program */
};

/* A text that a document may lack is NULL in a study that was made, and "" in
 * one that was read back. */
static inline bool
study_has_text(const char *text)
{
	return (text != NULL && text[0] != '\0');
}

static inline const void *
study_settings(const struct study *s)
{
	return (s->settings_values != NULL ? s->settings_values : &s->settings);
}

/* Frames of the first point of a curve: one, or those that the trace was
 * reduced for. */
static inline uint64_t
trace_least_frames(const struct trace_facts *t)
{
	uint64_t least = t->reduction.frames;

	if (least > t->pages)
		least = t->pages;
	return (least > 0 ? least : 1);
}

/* The seeds that --seeds asked for; 1: none, or no policy draws. */
static inline uint64_t
study_seeds(const struct study *s)
{
	uint64_t n = 1;

	for (size_t i = 0; i < s->nrun; i++)
		n = s->run[i].spread.seeds > n ? s->run[i].spread.seeds : n;
	return (n);
}

/* Was --band asked for, and was there a policy for it? */
static inline bool
study_has_band(const struct study *s)
{
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].band.runs > 0)
			return (true);
	return (false);
}

/* References of all runs, each counted as often as it was replayed. */
static inline uint64_t
study_references(const struct study *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < s->nrun; i++)
		n += s->run[i].outcome.references;
	return (n);
}

#endif
