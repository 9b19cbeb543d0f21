/* SPDX-License-Identifier: BSD-2-Clause */
#include "space/access_ops.h"

#include "model/access.h"
#include "space/pagetable.h"

#define READS    (1 << ACCESS_READ)
#define WRITES   (1 << ACCESS_WRITE)
#define MODIFIES (1 << ACCESS_MODIFY)
#define FETCHES  (1 << ACCESS_FETCH)

const struct access_ops access_ops = {
	.count = {
		[ACCESS_READ] = 1,
		[ACCESS_WRITE] = UINT64_C(1) << 16,
		[ACCESS_MODIFY] = UINT64_C(1) << 32,
		[ACCESS_FETCH] = UINT64_C(1) << 48,
	},
	.write = { [ACCESS_WRITE] = 1, [ACCESS_MODIFY] = 1 },
	.need = {
		[ACCESS_READ] = MAP_READ | PTE_RESIDENT,
		[ACCESS_WRITE] = MAP_WRITE | PTE_RESIDENT,
		[ACCESS_MODIFY] = MAP_READ | MAP_WRITE | PTE_RESIDENT,
		[ACCESS_FETCH] = MAP_EXEC | PTE_RESIDENT,
	},
	.denied = {
		[0] = READS | WRITES | MODIFIES | FETCHES,
		[MAP_READ] = WRITES | MODIFIES | FETCHES,
		[MAP_WRITE] = READS | MODIFIES | FETCHES,
		[MAP_EXEC] = READS | WRITES | MODIFIES,
		[MAP_READ | MAP_WRITE] = FETCHES,
		[MAP_READ | MAP_EXEC] = WRITES | MODIFIES,
		[MAP_WRITE | MAP_EXEC] = READS | MODIFIES,
	},
};
