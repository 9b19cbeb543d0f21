#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --events-format=ucore: the lines that uCore's lab 3 prints on its check of the
# swap manager, from a trace and from a script.  A copy of them is below; the log of
# a run of the kernel is compared too, if there is one.
. "${srcdir:-.}/tests/shell/harness.sh"
log=${PAGERACE_SHARED:-$srcdir/../shared/data}/addrspace/ucore_x86_fifo.log

cat >lines <<'EOT'
page fault at 0x00001000: K/W [no page found].
page fault at 0x00002000: K/W [no page found].
page fault at 0x00003000: K/W [no page found].
page fault at 0x00004000: K/W [no page found].
page fault at 0x00005000: K/W [no page found].
swap_out: i 0, store page in vaddr 0x1000 to disk swap entry 2
page fault at 0x00001000: K/W [no page found].
swap_out: i 0, store page in vaddr 0x2000 to disk swap entry 3
swap_in: load disk swap entry 2 with swap_page in vadr 0x1000
page fault at 0x00002000: K/W [no page found].
swap_out: i 0, store page in vaddr 0x3000 to disk swap entry 4
swap_in: load disk swap entry 3 with swap_page in vadr 0x2000
page fault at 0x00003000: K/W [no page found].
swap_out: i 0, store page in vaddr 0x4000 to disk swap entry 5
swap_in: load disk swap entry 4 with swap_page in vadr 0x3000
page fault at 0x00004000: K/W [no page found].
swap_out: i 0, store page in vaddr 0x5000 to disk swap entry 6
swap_in: load disk swap entry 5 with swap_page in vadr 0x4000
page fault at 0x00005000: K/W [no page found].
swap_out: i 0, store page in vaddr 0x1000 to disk swap entry 2
swap_in: load disk swap entry 6 with swap_page in vadr 0x5000
page fault at 0x00001000: K/R [no page found].
swap_out: i 0, store page in vaddr 0x2000 to disk swap entry 3
swap_in: load disk swap entry 2 with swap_page in vadr 0x1000
EOT

sequence='Wa Wa Wb Wb Wc Wc Wd Wd Wc Wa Wd Wb We Wb Wa Wb Wc Wd We Ra Wa'
{
	echo 'pagerace-trace 1'
	for access in $sequence; do
		echo "$access" | sed 's/^\(.\)\(.\)$/\1 \2000/' |
			tr abcde 12345
	done
} >trace
{
	echo 'new 0x1000 0x5000'
	echo 'map_alloc 0x1000 0x5000 rw 0'
	sed -n 's/^\([RW]\) \(.*\)/access 0x\2 \1/p' trace | sed 's/R$/r/; s/W$/w/'
} >script
set -- --set slot_mode=vaddr --set always_write=yes --events-format=ucore

expect 0 "$pagerace" replay trace -p fifo -m 4 -q --events replayed "$@"
diff lines replayed || fail "a trace is told in other lines"
expect 0 "$pagerace" space script -p fifo -m 4 --events by-hand "$@"
diff lines by-hand || fail "a script is told in other lines"
if [ -r "$log" ]; then
	grep -E '^(page fault|swap_out|swap_in)' "$log" >real
	diff real replayed || fail "the kernel's own log is another"
else
	echo "skipped: no $log"
fi

# TSV is the default, and is the same from a script and from a trace.
expect 0 "$pagerace" replay trace -p fifo -m 4 -q --events one
expect 0 "$pagerace" space script -p fifo -m 4 --events other \
    --events-format=tsv
diff one other || fail "by hand it goes another way"
expect 2 "$pagerace" replay trace -p fifo -m 4 --events x --events-format=xml
grep -q 'tsv or ucore' err || fail "bad format: $(cat err)"
finish
