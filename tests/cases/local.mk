## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += \
	%D%/bounds.txt \
	%D%/teaching.txt \
	%D%/textbook.txt
