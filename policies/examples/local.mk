## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += \
	%D%/Makefile \
	%D%/README.md \
	%D%/second_chance.c
