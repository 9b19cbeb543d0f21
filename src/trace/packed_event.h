/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The events and the times of a block as columns, and back.
 */
#ifndef TRACE_PACKED_EVENT_H
#define TRACE_PACKED_EVENT_H

#include "trace/packed_column.h"

/* Bytes of an event at most. */
#define EVENT_BYTES_MAX 128

/* Appends the columns; returns their end.  buffer: EVENT_BYTES_MAX bytes for
 * each of PACKED_EVENTS_MAX events, and VARINT_MAX for each time. */
unsigned char *events_put(struct column_writer *w, unsigned char *to,
    const struct packed_block *b, unsigned char *buffer);
unsigned char *times_put(struct column_writer *w, unsigned char *to,
    const struct packed_block *b, unsigned char *buffer);

/* NULL, or what is wrong. */
const char *events_get(const struct column *column, struct packed_block *b);
const char *times_get(const struct column *column, struct packed_block *b);

#endif
