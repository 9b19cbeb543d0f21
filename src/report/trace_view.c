/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The facts of a trace, without a run: the heading of every report, and the
 * report of 'info'.
 */
#include "base/num.h"
#include "report/view.h"
#include "result/label.h"
#include "result/provenance.h"
#include "result/ratio.h"
#include "result/study_command.h"

/* Areas and processes shown; JSON has them all. */
#define SHOWN 40

/* Which references these are, and which of them count. */
static void
put_window(struct sheet *out, const struct trace_facts *t)
{
	const struct trace_window *w = &t->window;
	char a[40], b[40], c[40], d[40];

	if (w->whole == 0)
		return;
	sheet_item(out, STYLE_PLAIN, "references %s to %s of %s%s%s%s",
	    num_print_count(a, sizeof(a), w->skipped + 1),
	    num_print_count(b, sizeof(b), w->skipped + t->references),
	    num_print_count(c, sizeof(c), w->whole),
	    w->warmup > 0 ? "; the first " : "",
	    w->warmup > 0 ? num_print_count(d, sizeof(d), w->warmup) : "",
	    w->warmup > 0 ? " are a warm-up" : "");
}

/* That results are estimates, and the largest error of a run. */
static void
put_sampling(struct sheet *out, const struct study *s)
{
	const struct trace_facts *t = &s->trace;
	char a[40], b[40], error[120] = "";
	uint64_t most = 0, references = 0;

	if (t->sampling.pages == 0)
		return;
	for (size_t i = 0; i < s->nrun; i++)
		if (s->run[i].sampling_error >= most) {
			most = s->run[i].sampling_error;
			references = s->run[i].outcome.references;
		}
	if (s->nrun > 0)
		snprintf(error, sizeof(error),
		    "; page faults are within %s (%s %% of references) with "
		    "95 %% confidence",
		    num_print_count(a, sizeof(a), most),
		    ratio_print(b, sizeof(b), most, references, 100, 2));
	sheet_item(out, STYLE_PLAIN,
	    "estimates, from a sample of %s with %s (--sample), seed %ju%s",
	    num_print_things(a, sizeof(a), t->sampling.pages, "page"),
	    num_print_things(b, sizeof(b), t->sampling.references, "reference"),
	    (uintmax_t)t->sampling.seed, error);
}

void
trace_view_heading(struct sheet *out, const struct study *s)
{
	const struct trace_facts *t = &s->trace;
	char name[LABEL_SIZE], a[40], b[40], c[40], d[40];

	sheet_heading(
	    out, 1, label_clean(name, sizeof(name), t->name), t->format);
	sheet_item(out, STYLE_PLAIN, "%s: %s, %s, %s fetch%s",
	    num_print_things(a, sizeof(a), t->references, "reference"),
	    num_print_things(b, sizeof(b), t->reads, "read"),
	    num_print_things(c, sizeof(c), t->writes, "write"),
	    num_print_count(d, sizeof(d), t->fetches),
	    t->fetches == 1 ? "" : "es");
	sheet_item(out, STYLE_PLAIN, "%s of %s: a footprint of %s",
	    num_print_things(a, sizeof(a), t->pages, "page"),
	    num_print_size(b, sizeof(b), t->page_size),
	    num_print_size(c, sizeof(c), view_bytes(t->pages, t->page_size)));
	put_window(out, t);
	put_sampling(out, s);
	label_settings(name, sizeof(name), s);
	if (name[0] != '\0')
		sheet_item(out, STYLE_PLAIN, "model: %s", name);
}

/* A part of the references, with its share. */
static void
put_part(struct table *t, const char *name, uint64_t n, uint64_t whole)
{
	char digits[40], remark[48] = "";

	if (whole > 0)
		snprintf(remark, sizeof(remark), "%s %%",
		    ratio_print(digits, sizeof(digits), n, whole, 100, 1));
	table_fact(t, STYLE_PLAIN, name, n, remark);
}

static void
put_references(struct table *s, const struct trace_facts *t)
{
	char a[40], b[40], remark[120];

	snprintf(remark, sizeof(remark), "%s touch more than one page",
	    num_print_count(a, sizeof(a), t->straddles));
	table_fact(s, STYLE_PLAIN, "records", t->accesses,
	    t->straddles > 0 ? remark : "");
	table_fact(s, STYLE_PLAIN, "references", t->references,
	    "one for each page touched");
	put_part(s, "  reads", t->reads, t->references);
	put_part(s, "  writes", t->writes, t->references);
	put_part(s, "  fetches", t->fetches, t->references);
	snprintf(remark, sizeof(remark),
	    "%s outside every area, %s not permitted",
	    num_print_count(a, sizeof(a), t->denied_area),
	    num_print_count(b, sizeof(b), t->denied_permission));
	table_fact(s, STYLE_PLAIN, "denied",
	    t->denied_area + t->denied_permission,
	    t->denied_area + t->denied_permission > 0 ? remark : "");
}

static void
write_counts(struct sheet *out, const struct trace_facts *t)
{
	struct table *s = table_facts(out->m);
	char a[40], b[40], remark[120];

	put_references(s, t);
	snprintf(remark, sizeof(remark), "%s in pages of %s",
	    num_print_size(a, sizeof(a), view_bytes(t->pages, t->page_size)),
	    num_print_size(b, sizeof(b), t->page_size));
	table_fact(s, STYLE_PLAIN, "footprint in pages", t->pages, remark);
	if (t->pages > 0) {
		table_row(s);
		table_cell(s, STYLE_PLAIN, "%s", "references to a page");
		table_cell(s, STYLE_PLAIN, "%s",
		    ratio_print(a, sizeof(a), t->references, t->pages, 1, 1));
		table_cell(s, STYLE_PLAIN, "%s", "on average");
	}
	table_fact(s, STYLE_PLAIN, "page changes", t->changes,
	    "unmapped, shared, pinned");
	table_fact(s, STYLE_PLAIN, "records skipped", t->ignored,
	    "not memory accesses");
	table_fact(s, STYLE_PLAIN, "records malformed", t->malformed,
	    t->malformed > 0 ? "skipped; --strict stops at the first" : "");
	if (t->backward > 0)
		table_fact(s, STYLE_PLAIN, "accesses back in time", t->backward,
		    "before an earlier one; count as made with it");
	if (t->find_calls > 0) {
		snprintf(remark, sizeof(remark), "%s %% found in the cache",
		    ratio_print(
			a, sizeof(a), t->find_cached, t->find_calls, 100, 1));
		table_fact(
		    s, STYLE_PLAIN, "area look-ups", t->find_calls, remark);
	}
	sheet_table(out, s);
}

/* Appends a row with the number of rows that are not shown, if any. */
static void
put_more(struct table *t, size_t n)
{
	if (n > SHOWN)
		table_span(t, "and %zu more; --json has them all", n - SHOWN);
}

static void
write_areas(struct sheet *out, const struct trace_facts *t)
{
	static const char *const head[] = { "area", "process", "start", "size",
		"touched", "permissions", "frames" };
	static const char *const backend[] = { "at first touch", "at once",
		"fixed" };
	struct table *s = table_headed(out->m, head, 7);
	char buf[64];

	if (t->narea == 0)
		return;
	s->left[5] = true;
	s->left[6] = true;
	for (size_t i = 0; i < t->narea && i < SHOWN; i++) {
		const struct area_fact *a = &t->area[i];

		table_row(s);
		table_cell(s, STYLE_PLAIN, "%s",
		    a->name[0] == '\0'
			? "-"
			: label_clean(buf, sizeof(buf), a->name));
		table_cell(s, STYLE_PLAIN, "%ju",
		    a->process < t->nprocess
			? (uintmax_t)t->process[a->process].pid
			: (uintmax_t)a->process);
		table_cell(s, STYLE_PLAIN, "0x%jx", (uintmax_t)a->start);
		table_cell(s, STYLE_PLAIN, "%s",
		    num_print_size(buf, sizeof(buf), a->size));
		table_count(s, STYLE_PLAIN, a->pages);
		table_cell(s, STYLE_PLAIN, "%c%c%c%s%s",
		    a->flags & MAP_READ ? 'r' : '-',
		    a->flags & MAP_WRITE ? 'w' : '-',
		    a->flags & MAP_EXEC ? 'x' : '-',
		    a->flags & MAP_USER ? "" : " kernel",
		    a->flags & MAP_OF_FILE ? " file" : "");
		table_cell(s, STYLE_PLAIN, "%s", backend[a->backend]);
	}
	put_more(s, t->narea);
	sheet_table(out, s);
}

/* The number of page tables of each level, the root first. */
static void
print_tables(char *buf, size_t size, const uint64_t tables[PAGING_LEVELS_MAX])
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < PAGING_LEVELS_MAX && tables[i] > 0 && len < size;
	     i++)
		len += (size_t)snprintf(buf + len, size - len, "%s%ju",
		    i == 0 ? "" : " + ", (uintmax_t)tables[i]);
}

static void
write_processes(struct sheet *out, const struct trace_facts *t)
{
	static const char *const head[] = { "process", "forked by",
		"references", "denied", "pages", "page tables", "in bytes" };
	struct table *s = table_headed(out->m, head, 7);
	char buf[128];

	if (t->nprocess == 0)
		return;
	for (size_t i = 0; i < t->nprocess && i < SHOWN; i++) {
		const struct process_fact *x = &t->process[i];

		table_row(s);
		table_cell(s, STYLE_PLAIN, "%ju", (uintmax_t)x->pid);
		if (x->parent != i && x->parent < t->nprocess)
			table_cell(s, STYLE_PLAIN, "%ju",
			    (uintmax_t)t->process[x->parent].pid);
		else
			table_cell(s, STYLE_PLAIN, "%s", "-");
		table_count(s, STYLE_PLAIN, x->references);
		table_count(s, STYLE_PLAIN, x->denied);
		table_count(s, STYLE_PLAIN, x->pages);
		print_tables(buf, sizeof(buf), x->tables);
		table_cell(s, STYLE_PLAIN, "%s", buf);
		table_cell(s, STYLE_PLAIN, "%s",
		    num_print_size(buf, sizeof(buf), x->table_bytes));
	}
	put_more(s, t->nprocess);
	sheet_table(out, s);
}

/* What the file says of where it comes from. */
static void
put_provenance(struct sheet *out, const struct trace_facts *t)
{
	char value[LABEL_SIZE], text[LABEL_SIZE];
	size_t size;

	for (const struct provenance_key *k = provenance_keys; k->name != NULL;
	     k++) {
		const char *at = provenance_find(t->provenance, k->name, &size);

		if (at == NULL)
			continue;
		if (size > sizeof(value) - 1)
			size = sizeof(value) - 1;
		snprintf(value, sizeof(value), "%.*s", (int)size, at);
		sheet_item(out, STYLE_PLAIN, "%s: %s", k->label,
		    label_clean(text, sizeof(text), value));
	}
}

void
trace_view_write(struct sheet *out, const struct study *s)
{
	const struct trace_facts *t = &s->trace;
	char name[LABEL_SIZE];

	sheet_heading(out, 1, label_clean(name, sizeof(name), t->name), NULL);
	sheet_item(out, STYLE_PLAIN, "format %s, %s", t->format, t->digest);
	put_provenance(out, t);
	put_window(out, t);
	write_counts(out, t);
	write_processes(out, t);
	write_areas(out, t);
	survey_view_write(out, t);
	sheet_note(out, "to repeat", command_digests(out->m, s));
	sheet_command(out, command_info(out->m, s));
}
