#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The program has what the compiler has against errors that overwrite memory, as
# configure found it: HARDEN_CFLAGS and HARDEN_LDFLAGS.
. "${srcdir:-.}/tests/shell/harness.sh"
case ${HARDEN_CFLAGS-} in
'')
	echo "skipped: configured without hardening"
	exit 77
	;;
esac
command -v readelf >/dev/null || {
	echo "skipped: no readelf"
	exit 77
}
readelf -hW -lW -dW "$pagerace" >head
readelf --dyn-syms -W "$pagerace" >symbols

has() {
	grep -q -- "$2" "$1" || fail "$3"
}
has head 'Type: *DYN' 'not position-independent'
has head 'GNU_RELRO' 'no read-only relocations'
has head 'Flags:.* NOW' 'symbols are bound late'
if grep 'GNU_STACK' head | grep -q 'RWE'; then
	fail 'an executable stack'
fi
case $HARDEN_CFLAGS in
*-fstack-protector*) has symbols '__stack_chk_fail' 'no stack protector' ;;
esac
case $HARDEN_CFLAGS in
*_FORTIFY_SOURCE=*) has symbols '__snprintf_chk' 'no FORTIFY' ;;
esac
# What gcc 12 and the C library of that year have.
case $(${CC:-cc} -dumpversion 2>/dev/null)/$(uname -m) in
1[2-9]*/x86_64)
	for flag in stack-protector-strong stack-clash-protection \
	    cf-protection=full FORTIFY_SOURCE; do
		case " $HARDEN_CFLAGS " in
		*$flag*) ;;
		*) fail "configure did not take $flag" ;;
		esac
	done
	;;
esac
finish
