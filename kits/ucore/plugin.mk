# SPDX-License-Identifier: BSD-2-Clause
#
# A swap manager written for uCore's lab 3 as a plug-in of pagerace:
#
#	make -f kits/ucore/plugin.mk SRC=swap_fifo.c MANAGER=swap_manager_fifo
#
# gives swap_fifo.so.  SIGHT=faults declares that it reads no bits; OUT names
# the plug-in; CONTRACT is where policy/policy.h is.
KIT := $(dir $(lastword $(MAKEFILE_LIST)))
SRC ?=
MANAGER ?= swap_manager_fifo
SIGHT ?= bits
OUT ?= $(notdir $(SRC:.c=.so))
CONTRACT ?= $(if $(wildcard $(KIT)../../src/policy/policy.h),$(KIT)../../src,\
	$(shell pkg-config --variable=includedir pagerace)/pagerace)
CC ?= cc
OBJCOPY ?= objcopy
CFLAGS ?= -O2 -g

sight_faults = SEES_FAULTS
sight_bits = SEES_BITS
stem = $(OUT:.so=)

ifeq ($(SRC),)
$(error SRC is wanted: the source of a swap manager)
endif
ifeq ($(sight_$(SIGHT)),)
$(error SIGHT is faults or bits)
endif

$(OUT): $(stem)-manager.o $(stem)-kit.o $(stem)-kernel.o
	$(CC) $(CFLAGS) -shared -Wl,-z,defs -o $@ $^ -pthread

# All variables in one section, so that each run can have its own.  The source
# is for a 32-bit kernel, so its warnings are turned off.
$(stem)-manager.o: $(SRC)
	$(CC) -std=gnu17 -I$(KIT)include $(CFLAGS) -w -fPIC -fno-common -c -o $@ $(SRC)
	$(OBJCOPY) --rename-section .data=ucore_state \
	    --rename-section .bss=ucore_state,alloc,load,data,contents \
	    --rename-section .data.rel=ucore_state \
	    --rename-section .data.rel.local=ucore_state $@

$(stem)-kit.o $(stem)-kernel.o: $(stem)-%.o: $(KIT)%.c $(KIT)kit.h
	$(CC) -std=gnu17 -I$(CONTRACT) -idirafter $(KIT)include $(CFLAGS) \
	    -Wall -Wextra -fPIC -DUCORE_MANAGER=$(MANAGER) \
	    -DUCORE_NAME='"$(notdir $(stem))"' \
	    -DUCORE_SIGHT=$(sight_$(SIGHT)) -c -o $@ $<

.PHONY: clean
clean:
	rm -f $(OUT) $(stem)-manager.o $(stem)-kit.o $(stem)-kernel.o
