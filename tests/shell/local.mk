## SPDX-License-Identifier: BSD-2-Clause
## The front door is tested as it is used: by what it prints, leaves behind and
## returns.  door.sh is what these begin with.
AM_TESTS_ENVIRONMENT += CC='$(CC)'; export CC;
check_SCRIPTS += \
	%D%/areas.sh \
	%D%/bad.sh \
	%D%/events.sh \
	%D%/front.sh \
	%D%/gate.sh \
	%D%/manual.sh \
	%D%/plugin.sh \
	%D%/policies.sh \
	%D%/readme.sh \
	%D%/reduce.sh \
	%D%/repeat.sh \
	%D%/rooms.sh \
	%D%/schema.sh \
	%D%/space.sh \
	%D%/ucorelog.sh \
	%D%/vast.sh \
	%D%/vectors.sh
EXTRA_DIST += \
	%D%/areas.sh \
	%D%/bad.sh \
	%D%/door.sh \
	%D%/events.sh \
	%D%/front.sh \
	%D%/gate.sh \
	%D%/manual.sh \
	%D%/plugin.sh \
	%D%/policies.sh \
	%D%/readme.sh \
	%D%/reduce.sh \
	%D%/repeat.sh \
	%D%/rooms.sh \
	%D%/schema.sh \
	%D%/space.sh \
	%D%/ucorelog.sh \
	%D%/vast.sh \
	%D%/vectors.sh
