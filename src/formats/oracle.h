/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Format oraclegeneral, for its reader and its encoder.
 */
#ifndef FORMATS_ORACLE_H
#define FORMATS_ORACLE_H

#include "trace/format.h"

enum oracle_layout { LAYOUT_GENERAL, LAYOUT_OPNS };

struct oracle_params {
	int layout;
};

/* Bytes of a record, and where its next request is. */
#define ORACLE_BYTES      24
#define ORACLE_OPNS_BYTES 27
#define ORACLE_NEXT       16
#define ORACLE_OPNS_NEXT  19

extern const struct trace_encoder oracle_encoder;

#endif
