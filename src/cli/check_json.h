/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdicts of 'check' as a document, "pagerace.check/1", written law by
 * law.  doc/check.schema.json is the schema.
 */
#ifndef CLI_CHECK_JSON_H
#define CLI_CHECK_JSON_H

#include "check/laws.h"
#include "result/json_text.h"

void check_json_begin(struct json_text *t, const char *policy, uint64_t seed);
void check_json_law(struct json_text *t, const struct laws_result *r);
int check_json_end(struct json_text *t, bool passed, struct err *err);

#endif
