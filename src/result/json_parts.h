/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of documents: values of parameters, and histograms.
 */
#ifndef RESULT_JSON_PARTS_H
#define RESULT_JSON_PARTS_H

#include "result/json_text.h"

/* The values of a table, as an object; without "unused" those rows are left out
 * that say of something that it is not used. */
struct param;
void json_put_values(struct json_text *t, const char *key,
    const struct param *table, const void *values, bool unused);

/* A histogram, as a list of [low, high, count]. */
struct hist;
void json_put_buckets(
    struct json_text *t, const char *key, const struct hist *h);

#endif
