/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fact sheet of a trace: everything that is known of it before any memory
 * or policy is chosen.
 */
#include "report/factsheet.h"

#include "base/num.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/json.h"
#include "result/label.h"
#include "result/ratio.h"

/* Areas and processes shown; JSON has them all. */
#define SHOWN 40

static void
line(struct sheet *t, const char *label, uint64_t n, const char *note)
{
	char buf[40];

	sheet_row(t);
	sheet_cell(t, SHEET_PLAIN, "%s", label);
	sheet_cell(t, SHEET_PLAIN, "%s", num_print_count(buf, sizeof(buf), n));
	sheet_cell(t, SHEET_PLAIN, "%s", note);
}

/* A part of the references, with its share. */
static void
part(struct sheet *t, const char *label, uint64_t n, uint64_t whole)
{
	char digits[40], note[48] = "";

	if (whole > 0)
		snprintf(note, sizeof(note), "%s %%",
		    ratio_print(digits, sizeof(digits), n, whole, 100, 1));
	line(t, label, n, note);
}

static void
write_counts(const struct trace_facts *t, struct mem *m,
    const struct report_view *view, FILE *to)
{
	struct sheet *s = sheet_open(m, 3);
	char a[40], b[40], note[120];

	sheet_left(s, 2);
	sheet_spare(s);
	snprintf(note, sizeof(note), "%s touch more than one page",
	    num_print_count(a, sizeof(a), t->straddles));
	line(s, "records", t->accesses, t->straddles > 0 ? note : "");
	line(s, "references", t->references, "one for each page touched");
	part(s, "  reads", t->reads, t->references);
	part(s, "  writes", t->writes, t->references);
	part(s, "  fetches", t->fetches, t->references);
	snprintf(note, sizeof(note), "%s outside every area, %s not permitted",
	    num_print_count(a, sizeof(a), t->denied_area),
	    num_print_count(b, sizeof(b), t->denied_permission));
	line(s, "denied", t->denied_area + t->denied_permission,
	    t->denied_area + t->denied_permission > 0 ? note : "");
	snprintf(note, sizeof(note), "%s in pages of %s",
	    num_print_size(a, sizeof(a), view_bytes(t->pages, t->page_size)),
	    num_print_size(b, sizeof(b), t->page_size));
	line(s, "footprint in pages", t->pages, note);
	if (t->pages > 0) {
		sheet_row(s);
		sheet_cell(s, SHEET_PLAIN, "%s", "references to a page");
		sheet_cell(s, SHEET_PLAIN, "%s",
		    ratio_print(a, sizeof(a), t->references, t->pages, 1, 1));
		sheet_cell(s, SHEET_PLAIN, "%s", "on the mean");
	}
	line(s, "page changes", t->changes, "unmapped, shared, pinned");
	line(s, "records left out", t->ignored, "they say nothing of memory");
	line(s, "records malformed", t->malformed,
	    t->malformed > 0 ? "passed over; --strict stops at the first" : "");
	if (t->find_calls > 0) {
		snprintf(note, sizeof(note), "%s %% answered from the cache",
		    ratio_print(
			a, sizeof(a), t->find_cached, t->find_calls, 100, 1));
		line(s, "area look-ups", t->find_calls, note);
	}
	sheet_write(s, view, 2, to);
	fputc('\n', to);
}

static void
write_more(size_t n, FILE *to)
{
	if (n > SHOWN)
		fprintf(to, "  and %zu more; --json has them all\n", n - SHOWN);
	fputc('\n', to);
}

static void
write_areas(const struct trace_facts *t, struct mem *m,
    const struct report_view *view, FILE *to)
{
	static const char *const head[] = { "area", "process", "start", "size",
		"touched", "may", "frames" };
	static const char *const backend[] = { "at first touch", "at once",
		"fixed" };
	struct sheet *s = sheet_open(m, 7);
	char buf[64];

	if (t->narea == 0)
		return;
	sheet_left(s, 5);
	sheet_left(s, 6);
	sheet_row(s);
	for (size_t i = 0; i < 7; i++)
		sheet_cell(s, SHEET_DIM, "%s", head[i]);
	for (size_t i = 0; i < t->narea && i < SHOWN; i++) {
		const struct area_fact *a = &t->area[i];

		sheet_row(s);
		sheet_cell(s, SHEET_PLAIN, "%s",
		    a->name[0] == '\0'
			? "-"
			: label_clean(buf, sizeof(buf), a->name));
		sheet_cell(s, SHEET_PLAIN, "%ju",
		    a->process < t->nprocess
			? (uintmax_t)t->process[a->process].pid
			: (uintmax_t)a->process);
		sheet_cell(s, SHEET_PLAIN, "0x%jx", (uintmax_t)a->start);
		sheet_cell(s, SHEET_PLAIN, "%s",
		    num_print_size(buf, sizeof(buf), a->size));
		sheet_cell(s, SHEET_PLAIN, "%s",
		    num_print_count(buf, sizeof(buf), a->pages));
		sheet_cell(s, SHEET_PLAIN, "%c%c%c%s",
		    a->flags & MAP_READ ? 'r' : '-',
		    a->flags & MAP_WRITE ? 'w' : '-',
		    a->flags & MAP_EXEC ? 'x' : '-',
		    a->flags & MAP_USER ? "" : " kernel");
		sheet_cell(s, SHEET_PLAIN, "%s", backend[a->backend]);
	}
	sheet_write(s, view, 2, to);
	write_more(t->narea, to);
}

/* Page tables by level, the root first, levels that are not there left out. */
static void
print_tables(char *buf, size_t size, const uint64_t tables[5])
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < 5 && tables[i] > 0 && len < size; i++)
		len += (size_t)snprintf(buf + len, size - len, "%s%ju",
		    i == 0 ? "" : " + ", (uintmax_t)tables[i]);
}

static void
write_processes(const struct trace_facts *t, struct mem *m,
    const struct report_view *view, FILE *to)
{
	static const char *const head[] = { "process", "forked by",
		"references", "denied", "pages", "page tables", "in bytes" };
	struct sheet *s = sheet_open(m, 7);
	char buf[128];

	if (t->nprocess == 0)
		return;
	sheet_row(s);
	for (size_t i = 0; i < 7; i++)
		sheet_cell(s, SHEET_DIM, "%s", head[i]);
	for (size_t i = 0; i < t->nprocess && i < SHOWN; i++) {
		const struct process_fact *p = &t->process[i];

		sheet_row(s);
		sheet_cell(s, SHEET_PLAIN, "%ju", (uintmax_t)p->pid);
		if (p->parent != i && p->parent < t->nprocess)
			sheet_cell(s, SHEET_PLAIN, "%ju",
			    (uintmax_t)t->process[p->parent].pid);
		else
			sheet_cell(s, SHEET_PLAIN, "%s", "-");
		sheet_cell(s, SHEET_PLAIN, "%s",
		    num_print_count(buf, sizeof(buf), p->references));
		sheet_cell(s, SHEET_PLAIN, "%s",
		    num_print_count(buf, sizeof(buf), p->denied));
		sheet_cell(s, SHEET_PLAIN, "%s",
		    num_print_count(buf, sizeof(buf), p->pages));
		print_tables(buf, sizeof(buf), p->tables);
		sheet_cell(s, SHEET_PLAIN, "%s", buf);
		sheet_cell(s, SHEET_PLAIN, "%s",
		    num_print_size(buf, sizeof(buf), p->table_bytes));
	}
	sheet_write(s, view, 2, to);
	write_more(t->nprocess, to);
}

void
factsheet_write(
    const struct trace_facts *t, const struct report_view *view, FILE *to)
{
	struct mem *m = mem_open();
	char name[LABEL_SIZE];

	fprintf(to, "%s%s%s\n  format %s, %s\n\n", sheet_on(view, SHEET_BOLD),
	    label_clean(name, sizeof(name), t->name),
	    sheet_off(view, SHEET_BOLD), t->format, t->digest);
	write_counts(t, m, view, to);
	write_processes(t, m, view, to);
	write_areas(t, m, view, to);
	mem_close(m);
}

int
factsheet_json(const struct trace_facts *t, FILE *to, struct err *err)
{
	struct json_text out = { .to = to };

	json_open(&out, NULL, '{');
	json_put(&out, "schema", json_string("pagerace.facts/1"));
	json_put(&out, "tool", json_tool());
	json_put_trace(&out, t);
	json_put(&out, "area_lookups",
	    json_pack("{s:o, s:o}", "calls", json_count(t->find_calls),
		"cached", json_count(t->find_cached)));
	json_close(&out, '}');
	return (json_end(&out, err));
}
