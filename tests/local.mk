## SPDX-License-Identifier: BSD-2-Clause
## Each folder of tests lists its own, in unit/ each module.
LDADD_UNIT = libfixture.a libcore.a $(CHECK_LIBS) $(CORE_LIBS)
CFLAGS_UNIT = $(AM_CFLAGS) $(CHECK_CFLAGS) -I$(top_srcdir)/tests

if HAVE_CHECK
check_LIBRARIES += libfixture.a
libfixture_a_SOURCES = %D%/unit/fixture.c %D%/unit/fixture.h \
	%D%/unit/fixture_mem.c
libfixture_a_CFLAGS = $(CFLAGS_UNIT)
endif

include tests/unit/base.mk
include tests/unit/trace.mk
include tests/unit/space.mk
include tests/unit/machine.mk
include tests/unit/policy.mk
include tests/unit/device.mk
include tests/unit/report.mk
include tests/unit/config.mk
include tests/unit/vm.mk
include tests/unit/check.mk
include tests/unit/oracle.mk
include tests/unit/record.mk
include tests/laws/local.mk
include tests/cases/local.mk
include tests/golden/local.mk
include tests/kernel/local.mk
include tests/shell/local.mk
include tests/fuzz/local.mk
