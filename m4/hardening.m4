# SPDX-License-Identifier: BSD-2-Clause

# PR_FLAG(FLAGS, VARIABLE): appends the flags to the variable where the compiler
# and the linker take them without a warning.
AC_DEFUN([PR_FLAG], [
	AC_MSG_CHECKING([whether $CC takes $1])
	pr_cflags=$CFLAGS pr_ldflags=$LDFLAGS
	CFLAGS="$CFLAGS -Werror $$2 $1"
	LDFLAGS="$LDFLAGS $$2 $1"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]],
		[[char text[16]; return fgets(text, sizeof(text), stdin) == NULL;]])],
		[pr_takes=yes], [pr_takes=no])
	CFLAGS=$pr_cflags LDFLAGS=$pr_ldflags
	AC_MSG_RESULT([$pr_takes])
	AS_IF([test $pr_takes = yes], [$2="$$2 $1"])
])

# PR_HARDENING: HARDEN_CFLAGS and HARDEN_LDFLAGS, what the compiler has against
# errors that overwrite memory.  _FORTIFY_SOURCE works with optimisation only,
# and without it the C library warns, so the flag is not taken.
AC_DEFUN([PR_HARDENING], [
	AC_ARG_ENABLE([hardening],
		[AS_HELP_STRING([--disable-hardening],
			[build without stack protector, FORTIFY, RELRO and PIE])],
		[], [enable_hardening=yes])
	HARDEN_CFLAGS=
	HARDEN_LDFLAGS=
	AS_IF([test "$enable_hardening" != no], [
		PR_FLAG([-fstack-protector-strong], [HARDEN_CFLAGS])
		PR_FLAG([-fstack-clash-protection], [HARDEN_CFLAGS])
		PR_FLAG([-fcf-protection=full], [HARDEN_CFLAGS])
		PR_FLAG([-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3], [HARDEN_CFLAGS])
		AS_IF([test $pr_takes = no],
			[PR_FLAG([-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2],
				[HARDEN_CFLAGS])])
		PR_FLAG([-fPIE -pie], [HARDEN_LDFLAGS])
		AS_IF([test $pr_takes = yes], [HARDEN_CFLAGS="$HARDEN_CFLAGS -fPIE"])
		PR_FLAG([-Wl,-z,relro,-z,now], [HARDEN_LDFLAGS])
	])
	AC_SUBST([HARDEN_CFLAGS])
	AC_SUBST([HARDEN_LDFLAGS])
])
