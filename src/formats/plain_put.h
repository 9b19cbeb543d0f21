/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Putting the accesses of rows into the batch.
 */
#ifndef FORMATS_PLAIN_PUT_H
#define FORMATS_PLAIN_PUT_H

#include "formats/plain_lines.h"
#include "formats/plain_tables.h"

/* Until one is not valid or the batch is full; returns how many rows have been
 * taken.  r->last becomes the last of them that made an access. */
unsigned plain_put_rows(struct plain_run *r, enum isa isa,
    const struct plain_accesses *a, unsigned rows);

#endif
