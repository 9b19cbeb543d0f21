/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts that several documents have.
 */
#include "result/json_parts.h"

#include "base/hist.h"
#include "base/param.h"

static void
put_value(struct json_text *t, const struct param *p, const void *values)
{
	const void *at = (const char *)values + p->offset;
	char text[512];

	switch (p->type) {
	case PARAM_BOOL:
		json_put_bool(t, p->name, *(const bool *)at);
		return;
	case PARAM_COUNT:
	case PARAM_SIZE:
	case PARAM_TIME:
		if (param_word(p, values) != NULL)
			break;
		json_put_count(t, p->name, *(const uint64_t *)at);
		return;
	case PARAM_REAL:
		json_put_real(t, p->name, *(const double *)at);
		return;
	case PARAM_AMOUNT:
		if (((const struct amount *)at)->ppm == 0) {
			json_put_count(
			    t, p->name, ((const struct amount *)at)->count);
			return;
		}
		break;
	case PARAM_SHARE:
	case PARAM_CHOICE:
	case PARAM_TEXT:
		break;
	}
	json_put_text(t, p->name, param_print(p, values, text, sizeof(text)));
}

void
json_put_values(struct json_text *t, const char *key, const struct param *table,
    const void *values, bool unused)
{
	json_open(t, key, '{');
	for (const struct param *p = table;
	     p != NULL && values != NULL && p->name != NULL; p++)
		if (unused || !param_is_unused(p, values))
			put_value(t, p, values);
	json_close(t, '}');
}

void
json_put_buckets(struct json_text *t, const char *key, const struct hist *h)
{
	json_open(t, key, '[');
	for (unsigned i = 0; hist_next(h, &i); i++)
		json_put_counts(t, NULL,
		    (uint64_t[]){ hist_low(i), hist_high(i), h->bucket[i] }, 3);
	json_close(t, ']');
}
