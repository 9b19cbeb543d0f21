/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Packages of Debian, fetched by apt into a folder of their own and unpacked
 * there; nothing is installed, and no privilege is needed.
 *
 *	FOLDER/apt	lists and archives of this folder's apt
 *	FOLDER/...	what its users unpack
 *
 * The packages come from where the system's own come from, of the suites that
 * have kernels of several versions.
 */
#ifndef ORACLE_APTCACHE_H
#define ORACLE_APTCACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/mem.h"

struct aptcache {
	struct mem *m;
	const char *folder;
	void (*wait)(void *self); /* called while apt works; NULL: none */
	void *self;
};

/* Makes the folder and its lists, if there are none.  An error where there is
 * no apt, or the lists cannot be fetched. */
int aptcache_open(const struct aptcache *a, struct err *err);

/* The names of packages that begin with the prefix, one a line, in memory of
 * the cache's. */
int aptcache_names(const struct aptcache *a, const char *prefix, char **names,
    struct err *err);

/* Fetches a package and unpacks it into a folder. */
int aptcache_unpack(const struct aptcache *a, const char *package,
    const char *to, struct err *err);
/* The same with packages of the backports for this system's release, and with
 * all that they depend on and the system lacks. */
int aptcache_unpack_all(const struct aptcache *a, const char *const *package,
    const char *to, struct err *err);

#endif
