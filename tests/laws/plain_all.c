/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of twins, which twins_pairs.c compares with that of the policies.
 */
#include <string.h>

#include "plain.h"
#include "plain_policies.h"

extern const struct plain plain_fifo;
extern const struct plain plain_clock;
extern const struct plain plain_lru;
extern const struct plain plain_opt;
extern const struct plain plain_random;
extern const struct plain plain_mru;
extern const struct plain plain_nru;
extern const struct plain plain_lfu;
extern const struct plain plain_slru;
extern const struct plain plain_2q;
extern const struct plain plain_sieve;
extern const struct plain plain_arc;
extern const struct plain plain_car;
extern const struct plain plain_lirs;

const struct plain *const plain_twins[] = {
	&plain_fifo,
	&plain_clock,
	&plain_lru,
	&plain_opt,
	&plain_random,
	&plain_mru,
	&plain_nru,
	&plain_lfu,
	&plain_aging,
	&plain_nfu,
	&plain_slru,
	&plain_2q,
	&plain_sieve,
	&plain_arc,
	&plain_car,
	&plain_lirs,
	&plain_extended_clock,
	&plain_enhanced_clock,
	&plain_gclock,
	&plain_wsclock,
	&plain_ws,
	&plain_pff,
	&plain_lhd,
	&plain_wsarb,
	&plain_rrip,
	&plain_vsws,
	&plain_lruk,
	&plain_cart,
	&plain_clockpro,
	&plain_s3fifo,
	&plain_lecar,
	&plain_cacheus,
	&plain_wtinylfu,
	&plain_scfifo,
	&plain_lapa,
	&plain_cflru,
	&plain_lruwsr,
	&plain_linux,
	&plain_mglru,
	NULL,
};

const struct plain *
plain_find(const char *name)
{
	for (size_t i = 0; plain_twins[i] != NULL; i++)
		if (strcmp(plain_twins[i]->name, name) == 0)
			return (plain_twins[i]);
	return (NULL);
}
