/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formats by name, one per file; doc/TRACE.md says what each looks like.
 */
#ifndef TRACE_FORMATS_H
#define TRACE_FORMATS_H

#include "trace/format.h"
#include "trace/trace.h"

extern const struct trace_format trace_format_text;   /* read_text.c */
extern const struct trace_format trace_format_lackey; /* read_lackey.c */
extern const struct trace_format trace_format_hexrw;  /* read_hexrw.c */
extern const struct trace_format trace_format_ls;     /* read_ls.c */
extern const struct trace_format trace_format_iref;   /* read_iref.c */
extern const struct trace_format trace_format_lirs;   /* read_lirs.c */
extern const struct trace_format trace_format_arc;    /* read_arc.c */

#endif
