/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports, byte for byte: every format of studies with given figures is
 * compared with a file in this directory.  UPDATE=1 in the environment rewrites
 * the files. Read the difference before you commit it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"
#include "result/gate.h"
#include "studies.h"

typedef void make_f(struct study *s, struct mem *m);

typedef int write_f(const struct study *s, const struct report_format *format,
    const struct report_view *view, FILE *to, struct err *err);

static int
write_study(const struct study *s, const struct report_format *format,
    const struct report_view *view, FILE *to, struct err *err)
{
	const struct report_subject subject = { .study = &s, .nstudy = 1 };

	return (report_write(format, &subject, view, to, err));
}

static int
write_facts(const struct study *s, const struct report_format *format,
    const struct report_view *view, FILE *to, struct err *err)
{
	const struct report_subject subject = { .facts = s };

	return (report_write(format, &subject, view, to, err));
}

/* Writes the study as a document and opens it. */
static int
reread(const struct study *s, struct document *d, struct err *err)
{
	/* A document keeps the name of its file. */
	static char path[2][32];
	static int n;
	char *at = strcpy(path[n++ % 2], "golden-document.XXXXXX");
	const struct report_view view = { 0 };
	const struct report_subject subject = { .study = &s, .nstudy = 1 };
	int fd = mkstemp(at), result;

	if (fd < 0)
		return (-1);
	close(fd);
	result = report_save(&json_format, &subject, &view, at, err);
	if (result == 0)
		result = document_open(d, at, err);
	unlink(at);
	return (result);
}

/* Compares the study with one in which a run is worse, one is better, one is
 * worse within its limit, one is missing, and one has another parameter. */
static int
write_gate(const struct study *s, const struct report_format *format,
    const struct report_view *view, FILE *to, struct err *err)
{
	const struct setting one_percent = { "time_ns.stall", "1%", { 0 } };
	struct gate_spec spec = { .allow_new = false };
	struct mem *m = mem_open();
	struct document old, new;
	struct study other;
	struct gate g;
	const struct report_subject subject = { .gate = &g };
	int result = -1;

	sample_comparison(&other, m);
	other.run[0].outcome.swap_writes--;
	other.run[1].outcome.stall_ns += 1000;
	other.run[4].outcome.faults[FAULT_SWAP_IN]++;
	other.run[4].outcome.swap_reads++;
	other.run[5].policy = "fifo2";
	other.nrun--;
	if (gate_limit(&spec, &one_percent, &one_percent.at, ERR_USAGE, err) ==
		0 &&
	    reread(s, &old, err) == 0 && reread(&other, &new, err) == 0 &&
	    gate_compare(&g, &old, &new, &spec, err) == 0) {
		result = report_write(format, &subject, view, to, err);
		gate_close(&g);
		document_close(&old);
		document_close(&new);
	}
	mem_close(m);
	return (result);
}

/* A gate that could not read its baseline. */
static int
write_refusal(const struct study *s, const struct report_format *format,
    const struct report_view *view, FILE *to, struct err *err)
{
	struct err_where at = { .file = "base_line.json", .line = 3 };
	struct err why;
	const struct report_subject subject = { .refusal = &why };

	(void)s;
	(void)err_at(&why, ERR_RESULT, &at, "is no result document");
	return (report_write(format, &subject, view, to, err));
}

static void
empty_comparison(struct study *s, struct mem *m)
{
	sample_empty(s, m);
	s->comparison = true;
}

/* The page faults of a run by cause.  Those of the policy are the difference to
 * OPT's, and 7,748 at references where OPT hits and faults elsewhere. */
static void
explained_replay(struct study *s, struct mem *m)
{
	static uint64_t area[][CAUSES] = { { 52, 0, 0 },
		{ 2700, 109000, 86000 }, { 0, 1000, 234 } };
	struct explanation *x = mem_alloc(m, sizeof(*x));

	sample_replay(s, m);
	*x = (struct explanation){
		.cause = { 2752, 110000, 86234 },
		.optimum = 120500,
		.area = area,
		.worst = { { 0x10000, 1, 70, 69, 123456, 0x10001, 17 },
		    { 0xffffffff80000, 2, 9, 9, 500000, 0x10002, 2000 } },
		.nworst = 2,
	};
	for (int i = 0; i < PHASES; i++) {
		x->phase[i][CAUSE_COLD] = i == 0 ? 2752 : 0;
		x->phase[i][CAUSE_CAPACITY] = 11000;
		x->phase[i][CAUSE_POLICY] = i == 9 ? 86234 : 0;
	}
	s->run[0].explanation = x;
}

/* FIFO releases frames, and its page faults are explained. */
static void
varying_comparison(struct study *s, struct mem *m)
{
	static struct equal_memory equal[][2] = { { { "lru", 3, 10 },
						      { "opt", 3, 7 } },
		{ { "lru", 4, 8 }, { "opt", 4, 6 } },
		{ { "lru", 5, 5 }, { "opt", 5, 5 } } };
	struct explanation *x = mem_alloc(m, sizeof(*x));

	sample_comparison(s, m);
	*x = (struct explanation){ .cause = { 5, 2, 3 }, .optimum = 6 };
	for (size_t i = 0; i < s->nrun; i++) {
		struct run *r = &s->run[i];

		if (strcmp(r->policy, "fifo") != 0)
			continue;
		r->varies = true;
		r->equal_memory = equal[r->frames - 3];
		r->nequal_memory = 2;
		r->explanation = r->frames == 4 ? x : NULL;
	}
}

static const struct row {
	const char *file;
	write_f *write;
	make_f *make;
	const char *format;
	struct report_view view;
} ROWS[] = {
	{ "replay.txt", write_study, sample_replay, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "replay-narrow.txt", write_study, sample_replay, "terminal",
	    { .width = 50 } },
	{ "comparison.txt", write_study, sample_comparison, "terminal",
	    { .utf8 = true, .width = 100 } },
	{ "comparison-color.txt", write_study, sample_comparison, "terminal",
	    { .color = true, .utf8 = true, .width = 80 } },
	{ "comparison-narrow.txt", write_study, sample_comparison, "terminal",
	    { .utf8 = true, .width = 44 } },
	{ "explained.txt", write_study, explained_replay, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "explained.md", write_study, explained_replay, "markdown", { 0 } },
	{ "varying.txt", write_study, varying_comparison, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "varying.md", write_study, varying_comparison, "markdown", { 0 } },
	{ "empty.txt", write_study, sample_empty, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "empty-comparison.txt", write_study, empty_comparison, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "replay.json", write_study, sample_replay, "json", { 0 } },
	{ "comparison.json", write_study, sample_comparison, "json", { 0 } },
	{ "empty.json", write_study, sample_empty, "json", { 0 } },
	{ "replay.csv", write_study, sample_replay, "csv", { 0 } },
	{ "comparison.csv", write_study, sample_comparison, "csv", { 0 } },
	{ "empty.csv", write_study, sample_empty, "csv", { 0 } },
	{ "replay.md", write_study, sample_replay, "markdown", { 0 } },
	{ "comparison.md", write_study, sample_comparison, "markdown", { 0 } },
	{ "empty.md", write_study, empty_comparison, "markdown", { 0 } },
	{ "replay.hgrm", write_study, sample_replay, "hgrm", { 0 } },
	{ "comparison.hgrm", write_study, sample_comparison, "hgrm", { 0 } },
	{ "empty.hgrm", write_study, sample_empty, "hgrm", { 0 } },
	{ "replay.xml", write_study, sample_replay, "junit", { 0 } },
	{ "comparison.xml", write_study, sample_comparison, "junit", { 0 } },
	{ "comparison.gha", write_study, sample_comparison, "gha", { 0 } },
	{ "comparison.bmf", write_study, sample_comparison, "bmf", { 0 } },
	{ "comparison.gbench", write_study, sample_comparison, "gbench",
	    { 0 } },
	{ "comparison.openmetrics", write_study, sample_comparison,
	    "openmetrics", { 0 } },
	{ "gate.codequality", write_gate, sample_comparison, "codequality",
	    { .file = "suite.yaml" } },
	{ "facts.txt", write_facts, sample_replay, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "facts-empty.txt", write_facts, sample_empty, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "facts.md", write_facts, sample_replay, "markdown", { 0 } },
	{ "facts.json", write_facts, sample_replay, "json", { 0 } },
	{ "survey.txt", write_facts, sample_survey, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "survey-ascii.txt", write_facts, sample_estimate, "terminal",
	    { .width = 60 } },
	{ "survey.md", write_facts, sample_survey, "markdown", { 0 } },
	{ "survey.json", write_facts, sample_survey, "json", { 0 } },
	{ "survey.svg", write_facts, sample_survey, "svg", { 0 } },
	{ "gate.txt", write_gate, sample_comparison, "terminal",
	    { .utf8 = true, .width = 80 } },
	{ "gate.md", write_gate, sample_comparison, "markdown", { 0 } },
	{ "gate.json", write_gate, sample_comparison, "json", { 0 } },
	{ "gate.xml", write_gate, sample_comparison, "junit", { 0 } },
	{ "refusal.md", write_refusal, sample_empty, "markdown", { 0 } },
};

static const struct report_format *
format_of(const struct row *row)
{
	size_t i = 0;

	while (strcmp(report_formats[i]->name, row->format) != 0)
		i++;
	return (report_formats[i]);
}

static char *
slurp(const char *path, size_t *size)
{
	FILE *from = fopen(path, "r");
	char *text = NULL;
	size_t cap = 0;

	*size = 0;
	if (from == NULL)
		return (NULL);
	if (getdelim(&text, &cap, EOF, from) > 0)
		*size = (size_t)ftell(from);
	fclose(from);
	return (text);
}

/* The first line in which two texts differ, from 1. */
static size_t
parting(const char *a, size_t na, const char *b, size_t nb)
{
	size_t line = 1;

	for (size_t i = 0; i < na && i < nb && a[i] == b[i]; i++)
		line += a[i] == '\n';
	return (line);
}

/* The report of a row, made directly or from its study written as a document
 * and read back; NULL: it cannot be made. */
static char *
make_report(const struct row *row, bool again, size_t *size)
{
	struct mem *m = mem_open();
	struct document d = { .m = NULL };
	struct study s;
	const struct study *of = &s;
	struct err err = { .msg = "no memory" };
	char *text = NULL;
	FILE *to = open_memstream(&text, size);
	int bad = to == NULL;

	row->make(&s, m);
	if (bad == 0 && again) {
		bad = reread(&s, &d, &err);
		of = bad == 0 ? d.study[0] : NULL;
	}
	if (bad == 0)
		bad = row->write(of, format_of(row), &row->view, to, &err);
	if (to != NULL)
		fclose(to);
	document_close(&d);
	mem_close(m);
	if (bad == 0)
		return (text);
	fprintf(stderr, "%s: cannot be made: %s\n", row->file, err.msg);
	free(text);
	return (NULL);
}

/* Compares a report with its file, or writes the file. */
static int
compare(const char *path, const char *text, size_t size, bool update)
{
	size_t nwant;
	char *want;
	FILE *to;
	int bad;

	if (update) {
		to = fopen(path, "w");
		bad = to == NULL || fwrite(text, 1, size, to) != size;
		return (bad | (to != NULL && fclose(to) != 0));
	}
	want = slurp(path, &nwant);
	bad = want == NULL || size != nwant || memcmp(text, want, size) != 0;
	if (bad)
		fprintf(stderr, "%s:%zu: differs from what is made\n", path,
		    want == NULL ? 0 : parting(text, size, want, nwant));
	free(want);
	return (bad);
}

/* A report made from a document must be equal to the one made directly.  The
 * exception is the report of a trace, of which a document lacks some facts. */
static int
check(const struct row *row, const char *folder, bool update)
{
	char path[4096], *text;
	int ways = row->write == write_facts ? 1 : 2, bad = 0;

	snprintf(path, sizeof(path), "%s/%s", folder, row->file);
	for (int i = 0; i < ways; i++) {
		size_t size = 0;

		text = make_report(row, i == 1, &size);
		if (text == NULL ||
		    compare(path, text, size, update && i == 0) != 0) {
			fprintf(stderr, "%s: %s\n", row->file,
			    i == 1 ? "from a document" : "directly");
			bad = 1;
		}
		free(text);
	}
	return (bad);
}

int
main(void)
{
	const char *source = getenv("srcdir"), *update = getenv("UPDATE");
	char folder[2048];
	int bad = 0;

	snprintf(folder, sizeof(folder), "%s/tests/golden",
	    source != NULL ? source : ".");
	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
		bad |= check(&ROWS[i], folder,
		    update != NULL && strcmp(update, "1") == 0);
	return (bad);
}
