/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policies that have another name than before.  Documents with the former names
 * are still understood (run_key.c); on the command line and in suites the name
 * is refused with the new one, because one algorithm has one name.
 */
#include "model/former_name.h"

#include <stddef.h>
#include <string.h>

static const struct former_name former_names[] = {
	{ "clock2", "extended-clock", "",
	    "the enhanced second chance of the books is enhanced-clock" },
	{ "nfua", "aging", "bits=32", "the same algorithm had two names" },
	{ NULL, NULL, NULL, NULL },
};

const struct former_name *
former_name(const char *name)
{
	for (const struct former_name *f = former_names; f->was != NULL; f++)
		if (strcmp(f->was, name) == 0)
			return (f);
	return (NULL);
}
