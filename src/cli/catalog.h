/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Everything that has a name on the command line, by kind: what 'list' prints
 * and what completions offer.
 */
#ifndef CLI_CATALOG_H
#define CLI_CATALOG_H

#include "base/err.h"
#include "base/mem.h"
#include "model/figures.h"

enum catalog_id {
	CATALOG_POLICIES,
	CATALOG_FORMATS,
	CATALOG_DEVICES,
	CATALOG_PATTERNS,
	CATALOG_COLUMNS,
	CATALOG_SETTINGS,
	CATALOG_REPORTS,
	CATALOG_METRICS,
	CATALOG_LAWS,
	CATALOG_KINDS, /* how many there are */
};

/* Begins as struct choice does. */
struct catalog_kind {
	const char *name;
	const char *summary;
	const char *noun; /* one of the kind, for messages */
	/* NULL-ended; each member points to a row that begins with its name. */
	const void *const *list;
};

/* A column of tables and of CSV. */
struct metric;
struct catalog_column {
	const char *name;
	const struct metric *metric;
};

struct catalog {
	struct figures figures;
	struct catalog_kind kind[CATALOG_KINDS];
	const void *list[CATALOG_KINDS + 1]; /* the kinds, NULL-ended */
};

/* figures: a file that changes or adds devices; NULL: those built in.
 * Everything is owned by m. */
int catalog_open(
    struct catalog *c, struct mem *m, const char *figures, struct err *err);

/* The name of a member of any of these lists. */
static inline const char *
catalog_name(const void *row)
{
	return (*(const char *const *)row);
}

#endif
