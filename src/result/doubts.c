/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was assumed of a trace that can be read in another way.
 */
#include "result/doubts.h"

#include <string.h>

/* Of a study that was read back a text that is not there is empty. */
static bool
is_given(const char *text)
{
	return (text != NULL && text[0] != '\0');
}

/* What was assumed of a file that can be read in another way, and the parameter
 * of the format that says so. */
static void
check_reading(struct warnings *w, const struct trace_facts *t)
{
	const char *format = t->format != NULL ? t->format : "";
	char more = strchr(format, ':') == NULL ? ':' : ',';
	bool hex =
	    is_given(t->assumed_base) && strcmp(t->assumed_base, "16") == 0;
	bool byte =
	    is_given(t->assumed_unit) && strcmp(t->assumed_unit, "byte") == 0;

	if (is_given(t->assumed_base))
		warnings_add(w, "warning", "base",
		    "addresses were read as %s, but no digit a to f and no 0x "
		    "shows it. If they are %s, use -f %.100s%cbase=%s.",
		    hex ? "hexadecimal" : "decimal",
		    hex ? "decimal" : "hexadecimal", format, more,
		    hex ? "10" : "16");
	if (is_given(t->assumed_unit))
		warnings_add(w, "warning", "unit",
		    "numbers were read as %s, but they may be %s. If they are, "
		    "use -f %.100s%cunit=%s.",
		    byte ? "addresses of bytes" : "page numbers",
		    byte ? "page numbers" : "addresses of bytes", format, more,
		    byte ? "page" : "byte");
	if (is_given(t->assumed_third))
		warnings_add(w, "warning", "third_column",
		    "the third column was taken for instructions since the "
		    "last access, but it may be the process. If it is, use -f "
		    "%.100s%cthird=pid.",
		    format, more);
	if (is_given(t->assumed_list))
		warnings_add(w, "warning", "list",
		    "lines of several numbers were read as %s. If they are "
		    "%s, use -f %s; if they are columns of a table, -f "
		    "columns:addr=N,op=N; if instructions and addresses for "
		    "Ramulator, -f simpleo3; if requests to disks, -f mqsim. "
		    "Commas between thousands, and counts before a string, "
		    "have to be taken out.",
		    strcmp(t->assumed_list, "arc") == 0
			? "requests for pages (arc)"
			: "reference strings (refs)",
		    strcmp(t->assumed_list, "arc") == 0 ? "reference strings"
							: "requests for pages",
		    strcmp(t->assumed_list, "arc") == 0 ? "refs" : "arc");
}

/* The same of reference strings. */
static void
check_string(struct warnings *w, const struct trace_facts *t)
{
	if (is_given(t->assumed_process))
		warnings_add(w, "warning", "process",
		    "a process stands before the first number of a line alone, "
		    "and was taken for that of this one; the others are of "
		    "process 0. If they are of the same, write 1:7 1:0; if "
		    "not, "
		    "1:7 0:0.");
}

/* The same of the formats of Dinero. */
static void
check_dinero(struct warnings *w, const struct trace_facts *t)
{
	if (is_given(t->assumed_label))
		warnings_add(w, "warning", "label",
		    "the first column was taken for Dinero's labels (read, "
		    "write, fetch), but it may be the process. If it is, use "
		    "-f columns:pid=1,addr=2,base=16; if not, -f din.");
	if (is_given(t->assumed_size))
		warnings_add(w, "warning", "size_base",
		    "sizes were read as hexadecimal, as Dinero does; if they "
		    "are decimal, other pages are touched: use -f "
		    "columns:op=1,addr=2,size=3,base=16.");
}

void
doubts_find(struct warnings *w, const struct trace_facts *t)
{
	check_reading(w, t);
	check_string(w, t);
	check_dinero(w, t);
}
