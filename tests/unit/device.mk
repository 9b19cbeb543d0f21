## SPDX-License-Identifier: BSD-2-Clause
if HAVE_CHECK
check_PROGRAMS += \
	%D%/test_device \
	%D%/test_disk \
	%D%/test_fault_transfers \
	%D%/test_flash \
	%D%/test_memory \
	%D%/test_queue
%C%_test_device_SOURCES = %D%/test_device.c %D%/device_walk.h
%C%_test_device_CFLAGS = $(CFLAGS_UNIT)
%C%_test_device_LDADD = $(LDADD_UNIT)
%C%_test_disk_SOURCES = %D%/test_disk.c %D%/device_walk.h
%C%_test_disk_CFLAGS = $(CFLAGS_UNIT)
%C%_test_disk_LDADD = $(LDADD_UNIT)
%C%_test_fault_transfers_SOURCES = %D%/test_fault_transfers.c
%C%_test_fault_transfers_CFLAGS = $(CFLAGS_UNIT)
%C%_test_fault_transfers_LDADD = $(LDADD_UNIT)
%C%_test_flash_SOURCES = %D%/test_flash.c %D%/device_walk.h
%C%_test_flash_CFLAGS = $(CFLAGS_UNIT)
%C%_test_flash_LDADD = $(LDADD_UNIT)
%C%_test_memory_SOURCES = %D%/test_memory.c %D%/device_walk.h
%C%_test_memory_CFLAGS = $(CFLAGS_UNIT)
%C%_test_memory_LDADD = $(LDADD_UNIT)
%C%_test_queue_SOURCES = %D%/test_queue.c %D%/device_walk.h
%C%_test_queue_CFLAGS = $(CFLAGS_UNIT)
%C%_test_queue_LDADD = $(LDADD_UNIT)
endif
