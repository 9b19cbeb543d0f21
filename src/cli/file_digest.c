/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Digests of files.
 */
#include "cli/file_digest.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/file.h"

#define CHUNK 65536

int
file_digest(const char *path, char out[FILE_DIGEST_SIZE], struct err *err)
{
	int fd = file_open(path, O_RDONLY | O_NOCTTY, 0), sys;
	XXH3_state_t *state = XXH3_createState();
	/* Not on the stack, which a plug-in may have kept from growing. */
	char *chunk = malloc(CHUNK);
	ssize_t n = -1;

	if (state == NULL || chunk == NULL)
		mem_die("out of memory");
	XXH3_64bits_reset(state);
	while (fd >= 0 && (n = file_read(fd, chunk, CHUNK)) > 0)
		XXH3_64bits_update(state, chunk, (size_t)n);
	sys = errno;
	snprintf(out, FILE_DIGEST_SIZE, "xxh3:%016" PRIx64,
	    (uint64_t)XXH3_64bits_digest(state));
	XXH3_freeState(state);
	free(chunk);
	if (fd >= 0)
		close(fd);
	errno = sys;
	return (n == 0 ? 0 : err_sys(err, "cannot read %.200s", path));
}
