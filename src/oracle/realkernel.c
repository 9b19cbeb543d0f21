/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/realkernel.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/reclaim/watermark.h"
#include "model/level.h"
#include "oracle/askable.h"
#include "oracle/boot.h"
#include "oracle/guestbuild.h"
#include "oracle/here.h"
#include "oracle/kerneloutcome.h"
#include "oracle/place.h"
#include "oracle/touches.h"
#include "oracle/workfolder.h"
#include "sim/frame_quota.h"
#include "study/declared.h"
#include "study/engine.h"
#include "study/refstream.h"

#define NO_LIMIT (UINT64_C(1) << 32) /* pages */

struct oracle {
	const struct oracle_spec *spec;
	struct mem *m;    /* of the work */
	struct mem *keep; /* of the study */
	struct study *study;
	struct workfolder folder;
	const char *path; /* of the touches */
	struct touches touches;
	struct question *question;
	struct oracle_answer *answer; /* repeats for each */
	size_t n, repeats;
};

static int
record(struct oracle *o, struct refstring *t, struct err *err)
{
	const struct oracle_spec *spec = o->spec;
	struct consumer recorder = refstring_recorder(t);
	struct refstream *w;
	struct stream s = { .consumer = &recorder,
		.n = 1,
		.stage = "reading",
		.progress = &spec->progress };
	const struct engine_spec declared = { .area = spec->area,
		.narea = spec->narea,
		.quota = spec->quota,
		.nquota = spec->nquota };
	int failed;

	/* The facts of the study are from the same memory as the stream. */
	if (refstream_open(
		&w, o->keep, &spec->trace, spec->area, spec->narea, err) != 0)
		return (-1);
	s.source = refstream_source(w);
	failed = stream_run(&s, err);
	if (failed == 0) {
		o->study->trace = *t->facts.trace;
		o->study->trace.declared = declared_digest(o->keep, &declared);
	}
	refstream_close(w);
	return (failed);
}

/* The file of touches, in the folder of the work. */
static int
prepare(struct oracle *o, struct err *err)
{
	struct refstring t;
	FILE *to;
	int failed;

	if (workfolder_open(&o->folder, o->m, err) != 0)
		return (-1);
	o->path = place_path(o->m, "%s/touches", o->folder.path);
	to = fopen(o->path, "we");
	if (to == NULL)
		return (err_sys(err, "cannot make %s", o->path));
	refstring_open(&t);
	failed = record(o, &t, err);
	if (failed == 0)
		failed = touches_write(&o->touches, to, &t, err);
	refstring_close(&t);
	if (fclose(to) != 0 && failed == 0)
		failed = err_sys(err, "cannot write %s", o->path);
	return (failed);
}

static const char *
list_numbers(struct mem *m, const uint32_t *number, size_t n)
{
	struct mem_text text;
	const char *copy;

	mem_text_open(&text);
	for (size_t i = 0; i < n; i++)
		fprintf(text.to, "%s%" PRIu32, i > 0 ? "," : "", number[i]);
	(void)mem_text_close(&text);
	copy = mem_strdup(m, text.text);
	free(text.text);
	return (copy);
}

/* The memory groups: one for all processes, or with scope=local one for each,
 * or as the setting says. */
static int
lay_out_groups(struct oracle *o, struct question *q, struct err *err)
{
	const struct oracle_spec *spec = o->spec;
	const struct trace_facts *t = &o->study->trace;
	const struct frame_quotas by = { spec->settings->groups, spec->quota,
		spec->nquota };
	const struct frame_division *d;

	q->limits = place_path(o->m, "%" PRIu64,
	    settings_machine_memory(spec->settings) ? NO_LIMIT : q->limit);
	q->members = "0";
	if (spec->settings->scope != SCOPE_LOCAL || t->nprocess < 2)
		return (0);
	if (q->limit > FRAMES_MAX)
		return (err_set(err, ERR_LIMIT, "a limit of more than %u pages",
		    FRAMES_MAX));
	d = frame_quota_divide(
	    o->m, (frame_t)q->limit, t->process, t->nprocess, &by, err);
	if (d == NULL)
		return (-1);
	q->limits = list_numbers(o->m, d->frames, d->n);
	q->members = list_numbers(o->m, d->part, t->nprocess);
	return (0);
}

/* The watermarks of a machine that has as much memory as the limit. */
static void
set_watermarks(const struct settings *s, struct question *q)
{
	const struct watermarks w = watermarks_of(s, (frame_t)q->limit);

	q->machine = true;
	q->min_kib = w.min * (KERNEL_PAGE_SIZE / 1024);
	q->wmark_step = w.low - w.min;
}

/* The first of the kernels that is the same image as the i-th: its boot answers
 * all questions to it. */
static size_t
first_of(const struct kernelimage *k, size_t i)
{
	size_t j = 0;

	while (strcmp(k[j].image, k[i].image) != 0)
		j++;
	return (j);
}

/* Kernels x lru x memory; the release of the running one is "". */
static int
lay_out(struct oracle *o, const struct kernelimage *image, struct err *err)
{
	const struct oracle_spec *spec = o->spec;
	const struct trace_facts *t = &o->study->trace;
	size_t at = 0;

	o->n = spec->nkernel * spec->nlru * spec->nmemory;
	o->question = mem_array(o->m, o->n, sizeof(*o->question));
	o->answer = mem_array(o->m, o->n * o->repeats, sizeof(*o->answer));
	for (size_t k = 0; k < spec->nkernel; k++)
		for (size_t l = 0; l < spec->nlru; l++)
			for (size_t i = 0; i < spec->nmemory; i++) {
				struct question *q = &o->question[at++];

				q->conditions = spec->kernel[k].conditions;
				q->conditions.here = image == NULL;
				q->conditions.release =
				    image != NULL ? image[k].release : "";
				q->conditions.lru = spec->lru[l];
				q->kernel =
				    image != NULL ? first_of(image, k) : 0;
				if (engine_frames(&spec->memory[i], t->pages,
					KERNEL_PAGE_SIZE, &q->limit, err) != 0)
					return (-1);
				if (lay_out_groups(o, q, err) != 0)
					return (-1);
				if (settings_machine_memory(spec->settings))
					set_watermarks(spec->settings, q);
			}
	return (0);
}

static int
ask_here(struct oracle *o, struct err *err)
{
	const struct here here = { .touches = o->path,
		.folder = o->folder.path,
		.region_pages = o->touches.region_pages,
		.file_pages = o->touches.file_pages,
		.processes = o->touches.processes,
		.repeats = o->repeats,
		.progress = &o->spec->progress };

	if (lay_out(o, NULL, err) != 0)
		return (-1);
	return (here_ask(&here, o->question, o->answer, o->n, err));
}

static int
find_kernel(struct oracle *o, const struct aptcache *a,
    const struct oracle_kernel *from, struct kernelimage *k, struct err *err)
{
	return (from->is_image
		    ? kernelimage_own(k, from->version, o->spec->modules, err)
		    : kernelimage_find(k, a, from->version, err));
}

/* Documents tell kernels apart by what they say they are. */
static int
refuse_namesakes(
    const struct oracle *o, const struct kernelimage *k, struct err *err)
{
	const size_t each = o->spec->nlru * o->spec->nmemory;

	for (size_t i = 0; i < o->spec->nkernel; i++)
		for (size_t j = 0; j < i; j++)
			if (first_of(k, i) != first_of(k, j) &&
			    strcmp(o->answer[i * each].release,
				o->answer[j * each].release) == 0)
				return (err_set(err, ERR_USAGE,
				    "%.150s and %.150s both say that they are "
				    "%.60s (a document for each, and 'diff')",
				    k[j].image, k[i].image,
				    o->answer[i * each].release));
	return (0);
}

static int
ask_emulated(struct oracle *o, struct err *err)
{
	const struct oracle_spec *spec = o->spec;
	const struct aptcache a = { .m = o->m, .folder = spec->cache };
	struct kernelimage *k = mem_array(o->m, spec->nkernel, sizeof(*k));
	struct emulator e;
	struct boot boot = { .m = o->m,
		.emulator = &e,
		.folder = o->folder.path,
		.touches = o->path,
		.ntouch = o->touches.touches,
		.region_pages = o->touches.region_pages,
		.file_pages = o->touches.file_pages,
		.progress = &spec->progress };

	progress_tell(&spec->progress, "fetching", 0, 0);
	for (size_t i = 0; i < spec->nkernel; i++)
		if (find_kernel(o, &a, &spec->kernel[i], &k[i], err) != 0)
			return (-1);
	if (emulator_find(&e, &a, err) != 0)
		return (-1);
	boot.init = guest_build(
	    o->m, place_path(o->m, "%s/guest", o->folder.path), err);
	if (boot.init == NULL || lay_out(o, k, err) != 0)
		return (-1);
	for (size_t i = 0; i < spec->nkernel; i++) {
		boot.kernel = &k[i];
		boot.number = i;
		if (first_of(k, i) == i &&
		    boot_ask(&boot, o->question, o->answer, o->n, err) != 0)
			return (-1);
	}
	return (refuse_namesakes(o, k, err));
}

static int
by_faults(const void *a, const void *b)
{
	const struct oracle_answer *x = a, *y = b;

	return (x->majflt < y->majflt ? -1 : x->majflt > y->majflt);
}

static void
fill_run(struct oracle *o, size_t i)
{
	struct run *r = &o->study->run[i];
	struct oracle_answer *a = &o->answer[i * o->repeats];
	struct oracle_conditions *c = mem_alloc(o->keep, sizeof(*c));

	qsort(a, o->repeats, sizeof(*a), by_faults);
	*c = o->question[i].conditions;
	c->release = mem_strdup(o->keep, a->release);
	r->policy = "kernel";
	r->sight = "bits";
	r->policy_params = oracle_table;
	r->policy_values = c;
	r->device = swapdev_names[c->swap];
	r->figures = "none"; /* the device is a real one */
	r->frames = o->question[i].limit;
	r->memory = o->spec->memory[i % o->spec->nmemory];
	kerneloutcome_fill(&r->outcome, &a[o->repeats / 2], c, &o->study->trace,
	    &o->touches, o->keep);
	if (o->repeats == 1)
		return;
	r->spread.seeds = o->repeats;
	r->spread.min = o->touches.first + a[0].majflt;
	r->spread.max = o->touches.first + a[o->repeats - 1].majflt;
	for (size_t k = 0; k < o->repeats; k++)
		r->spread.sum += o->touches.first + a[k].majflt;
}

int
oracle_run(const struct oracle_spec *spec, struct mem *keep, struct study *out,
    struct err *err)
{
	struct oracle o = { .spec = spec,
		.m = mem_open(),
		.keep = keep,
		.study = out,
		.repeats = askable_here(spec) ? spec->repeats : 1 };
	int failed = askable_check(spec, err);

	*out = (struct study){ .settings_table = spec->settings_table,
		.settings = *spec->settings,
		.comparison = true };
	if (failed == 0)
		failed = prepare(&o, err);
	if (failed == 0)
		failed = askable_here(spec) ? ask_here(&o, err)
					    : ask_emulated(&o, err);
	if (failed == 0) {
		out->nrun = o.n;
		out->run = mem_array(keep, o.n, sizeof(*out->run));
		for (size_t i = 0; i < o.n; i++)
			fill_run(&o, i);
	}
	workfolder_close(&o.folder);
	mem_close(o.m);
	return (failed);
}
