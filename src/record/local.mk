## SPDX-License-Identifier: BSD-2-Clause
libcore_a_SOURCES += \
	%D%/areamap.c \
	%D%/areamap.h \
	%D%/attach.c \
	%D%/call_memory.c \
	%D%/call_memory.h \
	%D%/call_table.c \
	%D%/call_table.h \
	%D%/capture.c \
	%D%/capture.h \
	%D%/children.c \
	%D%/exec_rewrite.c \
	%D%/exec_rewrite.h \
	%D%/follow.c \
	%D%/follow.h \
	%D%/follow_task.h \
	%D%/guard.c \
	%D%/guard.h \
	%D%/guard_attach.c \
	%D%/guard_calls.c \
	%D%/guard_fault.c \
	%D%/guard_maps.c \
	%D%/guard_ranges.c \
	%D%/guard_remap.c \
	%D%/guard_signals.c \
	%D%/guard_turns.c \
	%D%/guarded.h \
	%D%/inject.c \
	%D%/inject.h \
	%D%/lackey_stream.c \
	%D%/lackey_stream.h \
	%D%/launch.c \
	%D%/launch.h \
	%D%/lone_thread.c \
	%D%/lone_thread.h \
	%D%/method.c \
	%D%/method.h \
	%D%/method_lackey.c \
	%D%/method_qemu.c \
	%D%/method_window.c \
	%D%/page_set.c \
	%D%/page_set.h \
	%D%/page_window.c \
	%D%/page_window.h \
	%D%/recording.h \
	%D%/recorder.c \
	%D%/registers.c \
	%D%/registers.h \
	%D%/ring_socket.c \
	%D%/ring_socket.h \
	%D%/ring_words.c \
	%D%/ring_words.h \
	%D%/start.c \
	%D%/start.h \
	%D%/thread_status.c \
	%D%/thread_status.h \
	%D%/tracee.c \
	%D%/tracee.h

## Loaded by QEMU.  It needs nothing of QEMU to be built.
pluginlibdir = $(pkglibdir)
pluginlib_PROGRAMS = qemu_record.so
qemu_record_so_SOURCES = \
	%D%/plugin/qemu_api.h \
	%D%/plugin/qemu_record.c \
	%D%/plugin/ring.h \
	%D%/plugin/slots.c \
	%D%/plugin/slots.h
qemu_record_so_CPPFLAGS = -I$(srcdir)/src
qemu_record_so_CFLAGS = -std=gnu17 $(WARN_CFLAGS) -fPIC \
	-fvisibility=hidden
qemu_record_so_LDFLAGS = -shared
