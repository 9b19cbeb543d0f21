/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Findings in the form that a CI service shows beside the code: GitHub's
 * workflow commands, and the code quality report of GitLab.  A verdict has one
 * for each metric that failed and each run that one side lacks; results
 * without a verdict have their warnings.  All of them belong to the first line
 * of view->file, or of the file that an error names.
 */
#include "report/findings.h"

#include <stdio.h>
#include <string.h>

#include "report/ci_name.h"
#include "report/gate_report.h"
#include "report/report.h"
#include "result/json_text.h"
#include "result/label.h"
#include "result/warnings.h"

#define TEXT_SIZE 2048

/* A workflow command ends with the line; in a property ':' and ',' separate. */
static void
escape(const char *text, bool property, FILE *to)
{
	for (; *text != '\0'; text++)
		if (*text == '%' || *text == '\r' || *text == '\n' ||
		    (property && (*text == ':' || *text == ',')))
			fprintf(to, "%%%02X", (unsigned char)*text);
		else
			fputc(*text, to);
}

static void
annotate(const char *level, const char *file, uint64_t line, const char *title,
    const char *text, FILE *to)
{
	fprintf(to, "::%s ", level);
	if (file != NULL && strcmp(file, "-") != 0) {
		fputs("file=", to);
		escape(file, true, to);
		fprintf(to, ",line=%ju,", (uintmax_t)(line > 0 ? line : 1));
	}
	fputs("title=", to);
	escape(title, true, to);
	fputs("::", to);
	escape(text, false, to);
	fputc('\n', to);
}

/* The line of an error; of a position in a binary file there is none. */
static uint64_t
line_of(const struct err *why)
{
	return ((why->where.line & WHERE_RECORD) != 0 ? 0 : why->where.line);
}

void
findings_annotate(const struct report_subject *subject,
    const struct report_view *view, FILE *to)
{
	struct ci_finding f = { .row = NULL };
	char text[TEXT_SIZE], clean[TEXT_SIZE];
	struct warnings w;

	while (subject->gate != NULL && ci_next_finding(subject->gate, &f))
		annotate("error", view->file, 0,
		    f.whole ? "pagerace: run" : "pagerace: regression",
		    ci_describe(text, sizeof(text), subject->gate, &f), to);
	if (subject->refusal != NULL)
		annotate("error",
		    subject->refusal->where.file != NULL
			? subject->refusal->where.file
			: view->file,
		    line_of(subject->refusal), "pagerace: nothing compared",
		    label_clean(clean, sizeof(clean), subject->refusal->msg),
		    to);
	for (size_t i = 0; i < subject->nstudy; i++) {
		warnings_find(&w, subject->study[i]);
		for (size_t k = 0; k < w.n; k++) {
			snprintf(text, sizeof(text), "%s: %s",
			    subject->study[i]->trace.name, w.item[k].text);
			annotate(strcmp(w.item[k].kind, "note") == 0
				     ? "notice"
				     : "warning",
			    view->file, 0, "pagerace",
			    label_clean(clean, sizeof(clean), text), to);
		}
	}
}

/* One issue.  about: what makes it another one than the rest. */
static void
put_issue(struct json_text *t, const char *check, const char *severity,
    const char *file, uint64_t line, const char *text, const char *const *about)
{
	char print[CI_PRINT_SIZE];

	json_open(t, NULL, '{');
	json_put_text(t, "description", text);
	json_put_text(t, "check_name", check);
	json_put_text(t, "fingerprint", ci_fingerprint(print, about));
	json_put_text(t, "severity", severity);
	json_open(t, "location", '{');
	json_put_text(t, "path", file != NULL ? file : "-");
	json_open(t, "lines", '{');
	json_put_count(t, "begin", line > 0 ? line : 1);
	json_close(t, '}');
	json_close(t, '}');
	json_close(t, '}');
}

static int
write_gate(const struct gate *g, const struct report_view *view, FILE *to,
    struct err *err)
{
	struct json_text t = { .to = to };
	struct ci_finding f = { .row = NULL };
	char text[TEXT_SIZE], label[LABEL_SIZE];

	json_open(&t, NULL, '[');
	while (ci_next_finding(g, &f)) {
		const struct trace_facts *trace =
		    &gate_row_run(f.row)->study->trace;
		const char *check = f.whole ? gate_verdict_name(f.row->verdict)
					    : gate_metric(f.metric)->name;

		/* Without the values: it is the same issue while it lasts. */
		gate_label(label, sizeof(label), f.row);
		put_issue(&t, check, "major", view->file, 0,
		    ci_describe(text, sizeof(text), g, &f),
		    (const char *const[]){
			check, trace->name, trace->digest, label, NULL });
	}
	json_close(&t, ']');
	return (json_end(&t, err));
}

static int
write_refusal(const struct err *why, const struct report_view *view, FILE *to,
    struct err *err)
{
	struct json_text t = { .to = to };
	char text[TEXT_SIZE];

	json_open(&t, NULL, '[');
	label_clean(text, sizeof(text), why->msg);
	put_issue(&t, "refused", "critical",
	    why->where.file != NULL ? why->where.file : view->file,
	    line_of(why), text, (const char *const[]){ "refused", text, NULL });
	json_close(&t, ']');
	return (json_end(&t, err));
}

static int
write_report(const struct study *const *s, size_t n,
    const struct report_view *view, FILE *to, struct err *err)
{
	struct json_text t = { .to = to };
	char text[TEXT_SIZE], clean[TEXT_SIZE];
	struct warnings w;

	json_open(&t, NULL, '[');
	for (size_t i = 0; i < n; i++) {
		warnings_find(&w, s[i]);
		for (size_t k = 0; k < w.n; k++) {
			const char *code = w.item[k].code;
			const char *settings =
			    label_settings(text, sizeof(text), s[i]);
			char whole[TEXT_SIZE], number[24];

			snprintf(whole, sizeof(whole), "%s: %s",
			    s[i]->trace.name, w.item[k].text);
			snprintf(number, sizeof(number), "%zu", k);
			put_issue(&t, code, "info", view->file, 0,
			    label_clean(clean, sizeof(clean), whole),
			    (const char *const[]){ code, s[i]->trace.name,
				s[i]->trace.digest, settings, number, NULL });
		}
	}
	json_close(&t, ']');
	return (json_end(&t, err));
}

const struct report_format codequality_format = {
	.name = "codequality",
	.summary = "GitLab's code quality report: what failed, or the warnings",
	.write = write_report,
	.write_gate = write_gate,
	.write_refusal = write_refusal,
};
