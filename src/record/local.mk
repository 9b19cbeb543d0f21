## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/areamap.c \
	%D%/areamap.h \
	%D%/capture.c \
	%D%/capture.h \
	%D%/exec_rewrite.c \
	%D%/exec_rewrite.h \
	%D%/follow.c \
	%D%/follow.h \
	%D%/lackey_stream.c \
	%D%/lackey_stream.h \
	%D%/launch.c \
	%D%/launch.h \
	%D%/method.c \
	%D%/method.h \
	%D%/method_lackey.c \
	%D%/method_qemu.c \
	%D%/page_set.c \
	%D%/page_set.h \
	%D%/recording.h \
	%D%/recorder.c \
	%D%/registers.c \
	%D%/registers.h \
	%D%/ring_words.c \
	%D%/ring_words.h \
	%D%/start.c \
	%D%/start.h \
	%D%/tracee.c \
	%D%/tracee.h

## Loaded by QEMU.  It needs nothing of QEMU to be built.
pluginlibdir = $(pkglibdir)
pluginlib_PROGRAMS = qemu_record.so
qemu_record_so_SOURCES = \
	%D%/plugin/qemu_api.h \
	%D%/plugin/qemu_record.c \
	%D%/plugin/ring.h
qemu_record_so_CPPFLAGS = -I$(srcdir)/src
qemu_record_so_CFLAGS = -std=gnu17 $(WARN_CFLAGS) -fPIC
qemu_record_so_LDFLAGS = -shared
