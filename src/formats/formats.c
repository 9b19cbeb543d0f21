/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formats there are, in the order in which detection tries them.
 */
#include <stddef.h>

#include "trace/format.h"
#include "trace/trace.h"

const struct trace_format *const trace_formats[] = {
	&trace_format_text,
	&trace_format_lackey,
	&trace_format_hexrw,
	&trace_format_ls,
	&trace_format_iref,
	&trace_format_lirs,
	&trace_format_arc,
	NULL,
};
