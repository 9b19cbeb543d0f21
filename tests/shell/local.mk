## SPDX-License-Identifier: BSD-2-Clause
## The front door is tested as it is used: by what it prints, leaves behind and
## returns.  door.sh is what these begin with.
AM_TESTS_ENVIRONMENT = CC='$(CC)'; export CC;
check_SCRIPTS += \
	%D%/bad.sh \
	%D%/reduce.sh \
	%D%/rooms.sh
EXTRA_DIST += \
	%D%/bad.sh \
	%D%/door.sh \
	%D%/reduce.sh \
	%D%/rooms.sh
