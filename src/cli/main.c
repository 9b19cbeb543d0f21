/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The front door: the one voice, the one exit.
 */
#include <stdio.h>

int
main(void)
{
	puts("pagerace " VERSION_TEXT);
	return (0);
}
