/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The map of a trace, references by column of time and block of addresses, as
 * a part of documents.
 */
#ifndef RESULT_MAP_JSON_H
#define RESULT_MAP_JSON_H

#include "model/survey.h"
#include "result/document_parts.h"
#include "result/json_text.h"

/* Of the listed regions with an address of the block the one with the most
 * references; NULL: there is none. */
const struct survey_region *map_region(
    const struct survey *s, uint64_t page_size, const struct survey_block *b);

/* The grid, as the member "map" of a survey. */
void json_put_grid(struct json_text *t, const struct survey *s);
/* The same as the member "map" of a study, with all that a report of it needs;
 * nothing where it was not made. */
void json_put_map(struct json_text *t, const struct trace_facts *facts);

/* Reads the member "map" of a study whose trace has been read. */
int document_map(const struct json_cursor *c, struct trace_facts *out);

/* "process" and "start" of a block of addresses. */
void json_put_address(struct json_text *t, uint32_t process, vaddr_t start);

#endif
