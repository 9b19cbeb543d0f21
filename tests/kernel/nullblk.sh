#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# 'linux:swap=async' against what kernels counted with swap on a slow device.  The
# comparison is tried on counts that are wrong, too: it must not accept them.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python
compare=$srcdir/tests/kernel/nullblk.py

for file in "$srcdir"/tests/kernel/nullblk-*.tsv; do
	expect 0 python3 "$compare" "$pagerace" "$file"
	cat out
done

# Without read-ahead in the kernel, and swap-outs as if clean pages were written.
awk 'BEGIN { FS = OFS = "\t" }
	/^#/ || /^limit/ { print; next }
	$2 == 3 { $3 = $4 }
	$2 == 0 { $5 = $9 }
	{ print }
' "$srcdir/tests/kernel/nullblk-6.12.tsv" >nullblk-6.12.tsv
expect 1 python3 "$compare" "$pagerace" nullblk-6.12.tsv
[ "$(grep -c exceeds out)" -eq 2 ] || fail "no excess seen"
finish
