## SPDX-License-Identifier: BSD-2-Clause
## What runs in a guest; --here runs all but init.c in this program.
oracle_guest = \
	%D%/guest/answer.h \
	%D%/guest/counters.c \
	%D%/guest/counters.h \
	%D%/guest/group.c \
	%D%/guest/group.h \
	%D%/guest/loopdev.c \
	%D%/guest/loopdev.h \
	%D%/guest/nullblk.c \
	%D%/guest/nullblk.h \
	%D%/guest/replayer.c \
	%D%/guest/replayer.h \
	%D%/guest/swapdev.c \
	%D%/guest/swapdev.h \
	%D%/guest/touchfile.h \
	%D%/guest/toucher.c \
	%D%/guest/toucher.h \
	%D%/guest/wholememory.c \
	%D%/guest/wholememory.h
oracle_init = %D%/guest/init.c
libcore_a_SOURCES += $(oracle_guest) \
	%D%/aptcache.c \
	%D%/aptcache.h \
	%D%/askable.c \
	%D%/askable.h \
	%D%/boot.c \
	%D%/boot.h \
	%D%/subprocess.c \
	%D%/subprocess.h \
	%D%/emulator.c \
	%D%/emulator.h \
	%D%/guestanswer.c \
	%D%/guestanswer.h \
	%D%/guestbuild.c \
	%D%/guestbuild.h \
	%D%/here.c \
	%D%/here.h \
	%D%/herefile.c \
	%D%/herefile.h \
	%D%/initrd.c \
	%D%/initrd.h \
	%D%/kernelimage.c \
	%D%/kernelimage.h \
	%D%/kerneloutcome.c \
	%D%/kerneloutcome.h \
	%D%/kernelknob.c \
	%D%/kernelknob.h \
	%D%/realkernel.c \
	%D%/realkernel.h \
	%D%/place.c \
	%D%/place.h \
	%D%/question.c \
	%D%/question.h \
	%D%/touches.c \
	%D%/touches.h \
	%D%/workfolder.c \
	%D%/workfolder.h

## The sources of the guest's program as C strings: it is compiled when a kernel
## is asked.
nodist_libcore_a_SOURCES += %D%/guest_text.c
EXTRA_DIST += $(oracle_init) %D%/guest_text.awk
CLEANFILES += %D%/guest_text.c
%D%/guest_text.c: $(oracle_guest) $(oracle_init) %D%/guest_text.awk
	$(AM_V_GEN)$(MKDIR_P) %D% && \
	$(AWK) -f $(srcdir)/%D%/guest_text.awk \
		$$(for f in $(oracle_guest) $(oracle_init); do \
			echo $(srcdir)/$$f; done) >$@-t && mv $@-t $@
