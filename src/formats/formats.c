/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of formats, one file of this folder each.  Its order is used only by
 * 'pagerace list formats'.
 */
#include "trace/format.h"

extern const struct trace_format trace_format_text, trace_format_lackey,
    trace_format_hexrw, trace_format_ls, trace_format_iref, trace_format_lirs,
    trace_format_refs, trace_format_arc, trace_format_columns,
    trace_format_champsim, trace_format_dinero_binary, trace_format_vscsi,
    trace_format_oraclegeneral, trace_format_twitter, trace_format_lcs,
    trace_format_cloudphysics, trace_format_u64addr, trace_format_u64page,
    trace_format_struct, trace_format_pinatrace, trace_format_din,
    trace_format_xdin, trace_format_ramulator, trace_format_drmemview,
    trace_format_spc, trace_format_msr, trace_format_systor, trace_format_fiu,
    trace_format_fio, trace_format_gem5, trace_format_drmemtrace;

const struct trace_format *const trace_formats[] = {
	&trace_format_text,
	&trace_format_lackey,
	&trace_format_hexrw,
	&trace_format_ls,
	&trace_format_iref,
	&trace_format_lirs,
	&trace_format_refs,
	&trace_format_arc,
	&trace_format_columns,
	&trace_format_pinatrace,
	&trace_format_din,
	&trace_format_xdin,
	&trace_format_ramulator,
	&trace_format_drmemview,
	&trace_format_spc,
	&trace_format_msr,
	&trace_format_systor,
	&trace_format_fiu,
	&trace_format_fio,
	&trace_format_champsim,
	&trace_format_dinero_binary,
	&trace_format_gem5,
	&trace_format_drmemtrace,
	&trace_format_vscsi,
	&trace_format_oraclegeneral,
	&trace_format_twitter,
	&trace_format_lcs,
	&trace_format_cloudphysics,
	&trace_format_u64addr,
	&trace_format_u64page,
	&trace_format_struct,
	NULL,
};
