/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The digest of declared areas and quotas: of their values as text, so that it
 * does not depend on the layout of a struct.
 */
#include "study/declared.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#define DIGEST_SIZE 24

const char *
declared_digest(struct mem *m, const struct engine_spec *spec)
{
	char line[256], *digest;
	XXH64_hash_t sum = 0;

	if (spec->narea == 0 && spec->nquota == 0)
		return (NULL);
	for (size_t i = 0; i < spec->narea; i++) {
		const struct area_spec *a = &spec->area[i];

		snprintf(line, sizeof(line),
		    "area %" PRIx64 " %" PRIu64 " %u %d %" PRIx64
		    " %s pid %" PRIu32 " %d %d",
		    a->map.start, a->map.size, a->map.flags,
		    (int)a->map.backend, a->map.physical, a->map.name,
		    a->map.pid, a->any_process, a->anywhere);
		sum = XXH3_64bits_withSeed(line, strlen(line), sum);
	}
	for (size_t i = 0; i < spec->nquota; i++) {
		const struct quota *q = &spec->quota[i];

		snprintf(line, sizeof(line),
		    "quota %" PRIu32 " %" PRIu64 " %" PRIu64, q->pid, q->frames,
		    q->ppm);
		sum = XXH3_64bits_withSeed(line, strlen(line), sum);
	}
	digest = mem_alloc(m, DIGEST_SIZE);
	snprintf(digest, DIGEST_SIZE, "xxh3:%016" PRIx64, sum);
	return (digest);
}
