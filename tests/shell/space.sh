#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# pagerace space: the results that the scripts in tests/cases/space expect, from a
# file, from standard input and at a terminal; policies; and malformed scripts.
. "${srcdir:-.}/tests/shell/harness.sh"

for script in "$srcdir"/tests/cases/space/*.script; do
	expect 0 "$pagerace" space "$script"
	diff "${script%.script}.expected" out || fail "$script"
	expect 0 "$pagerace" space <"$script"
	diff "${script%.script}.expected" out || fail "$script, as input"
	expect 0 "$pagerace" space - <"$script"
done

# A policy that cleans pages ends its search if no slot is free.
printf '%s\n' 'new 0 0x100000' 'map_alloc 0 0x3000 rw 1' 'write 0 1 1' \
	'write 0x1000 1 2' 'write 0x2000 1 3' >script
for policy in extended-clock wsclock; do
	expect 0 timeout 10 "$pagerace" space -p $policy -m 1 \
		--set swap_size=4KiB script
	grep -q 'write 0x2000 1 3 => ERR NoMemory' out || fail "$policy, no slot"
done

online=$("$pagerace" list policies | awk '$1 != "opt" { print $1 }')
[ "$(echo "$online" | wc -l)" -gt 20 ] || fail "few policies: $online"

# With a policy, an evicted page is read back, also in areas that allow no faults.
cat >script <<'EOT'
new 0 0x100000
map_alloc 0 0x6000 rw 1
write 0 4096 1
write 0x5000 4096 2
populate 0 0x6000
read 0 4096
pin 0x1000 0x1000
limit 9
try_clone
use 1
read 0x5000 4096
write 0x5000 1 7
use 0
read 0x5000 4096
tick
drop 1
unpin 0x1000 0x1000
drop 0
swap
frames
EOT
cat >answers <<'EOT'
new 0 0x100000 => OK space 0
map_alloc 0 0x6000 rw 1 => OK
write 0 4096 1 => OK
write 0x5000 4096 2 => OK
populate 0 0x6000 => OK
read 0 4096 => OK fnv=c7d2c1cc6d03c325
pin 0x1000 0x1000 => OK
limit 9 => ERR BadState
try_clone => OK space 1
use 1 => OK
read 0x5000 4096 => OK fnv=READ
write 0x5000 1 7 => OK
use 0 => OK
read 0x5000 4096 => OK fnv=READ
tick => OK
drop 1 => OK
unpin 0x1000 0x1000 => OK
drop 0 => OK
EOT
for policy in $online; do
	expect 0 "$pagerace" space script -p "$policy" -m 3
	sed -n '1,18p' out | sed 's/fnv=[0-9a-f]*/fnv/' >said
	sed 's/fnv=.*/fnv/' answers | diff - said || fail "$policy"
	[ "$(grep -c '^read .*fnv=' out)" -eq 3 ] &&
	    [ "$(sed -n 's/^read 0x5000 .*fnv=//p' out | sort -u | wc -l)" -eq 1 ] ||
		fail "$policy loses a page"
	grep -q 'resident=0 slots=0$' out || fail "$policy: not all is given back"
	grep -q '^frames => used=0 ' out || fail "$policy: frames are lost"
done

# refused STATUS PATTERN ARGUMENT...: one message, and nothing of later operations
# on standard output.
refused() {
	want=$1 pattern=$2
	shift 2
	expect "$want" "$pagerace" space "$@"
	grep -q -- "$pattern" err || fail "$*: $(cat err)"
	[ "$(grep -c '^pagerace: ' err)" -eq 1 ] || fail "$*: not one message"
}
refused 2 'needs the future' script -p opt -m 3
refused 2 'unknown policy' script -p nosuch
refused 2 'one policy' script -p fifo,lru
refused 2 'footprint' script -m 25%
refused 2 'memory for space' script -m 4194304
refused 2 'needs --policy' script --events x
refused 2 'standard output' script -p fifo --events -
refused 2 'page_size' script --page-size 8
refused 2 'one script' script script
refused 3 'cannot be opened' nosuch
refused 2 "no option '--device'" script -d nvme
[ ! -e x ] || fail "a file is left of events that were refused"

# bad PLACE PATTERN TEXT: a malformed script.
bad() {
	printf "$3" >bad
	refused 3 "^pagerace: bad:$1: .*$2" bad
}
bad 1:1 "unknown operation 'hello'" 'hello\n'
bad 2:11 'is not a number' 'new 0 4096\nmap_alloc 0xg 1 r 0\n'
bad 1:1 'no space is selected' 'areas\n'
bad 1:1 'too few' 'new 0\n'
bad 2:5 'was dropped' 'new 0 4096\nuse 1\n'
bad 1:1 'byte of zero' 'new\0000\n'
bad 1:1 'unknown operation' '\377\376\001\n'
bad 1:1 '4095 bytes or more' "$(awk 'BEGIN { for (i = 0; i < 5000; i++) printf "a" }')"

# An operation that an address space refuses is not an error of the script.
cat >edges <<'EOT'
new 0x10000 0x10000
map_alloc 0x10000 0 rw 0
map_alloc 0x10001 0x1000 rw 0
map_alloc 0x10000 0x1001 rw 0
map_alloc 0x10000 0xfffffffffffff000 rw 0
map_alloc 0x1f000 0x2000 rw 0
map_alloc 0x10000 0x2000 rw 0
map_alloc 0x11000 0x2000 rw 0
unmap 0x15000 0x1000
unmap 0x15000 0
pin 0x18000 0x1000
new 0xffffffffffff0000 0x20000
EOT
cat >edges.want <<'EOT'
OK space 0
ERR InvalidInput
ERR InvalidInput
ERR InvalidInput
ERR InvalidInput
ERR InvalidInput
OK
ERR AlreadyExists
OK
OK
ERR NoMemory
ERR InvalidInput
EOT
expect 0 "$pagerace" space edges
sed 's/.* => //' out | diff edges.want - || fail "edges"

# Other page sizes, and slots by address.
printf 'new 0 0x800000\nmap_alloc 0 0x800000 rw 0\naccess 0x200000 w\nquery 0x200000\n' |
	expect 0 "$pagerace" space --page-size 2MiB --set paging=sv48
grep -q 'pa=0x80200000' out || fail "2 MiB pages: $(cat out)"
# The smallest and the largest pages; with one level there is no table to share.
printf '%s\n' 'new 0 0x100' 'map_alloc 0x10 0x30 rw 0' 'access 0x1f w' \
    'access 0x20 r' 'write 0x10 32 3' 'read 0x18 4' 'protect 0x18 16 r' ptv frames |
	expect 0 "$pagerace" space --page-size 16 -p lru -m 2
sed 's/.* => //' out | tr '\n' '|' >got
printf '%s|' 'OK space 0' OK fault-ok fault-ok OK 'OK fnv=5a424f08cb94827d' \
    'ERR InvalidInput' 'n=2 0x10/rw 0x20/rw' 'used=2 allocs=2 frees=0 tables=4' >want
cmp -s got want || fail "16-byte pages: $(cat out)"
printf '%s\n' 'new 0 0x100000000' 'map_alloc 0x40000000 0x80000000 rw 0' \
    'access 0x7fffffff w' 'access 0x80000000 w' 'query 0x80000010' \
    'new 0x8000000000 0x40000000' 'copy_from 0' 'clear_mappings 0 0x40000000' |
	expect 0 "$pagerace" space --page-size 1GiB
grep -q 'query.*pa=0x100000010' out || fail "1 GiB pages: $(cat out)"
grep -q 'copy_from.*InvalidInput' out || fail "a root of pages: $(cat out)"
cat >two <<'EOT'
new 0 0x10000
map_alloc 0 0x1000 rw 0
access 0 w
new 0 0x10000
map_alloc 0 0x1000 rw 0
access 0 w
use 0
access 0 w
EOT
refused 3 'slot_mode=vaddr is for one space' two -p fifo -m 1 --set slot_mode=vaddr
printf 'new 0 0x4000\nmap_alloc 0 0x4000 rw 0\naccess 0 w\naccess 0x1000 w\naccess 0x2000 w\nareas\n' |
	expect 0 "$pagerace" space -p lru -m 1 --set swap_size=4KiB
grep -q 'access 0x2000 w => segv' out || fail "swap is full: $(cat out)"

# Pages that leave because they are told to: counted by hand, the bytes come back,
# or are gone.
cat >leave <<'EOT'
new 0x10000 0x100000
map_alloc 0x10000 0x4000 rw 0
map_alloc 0x20000 0x2000 rw 1
map_linear 0x30000 0x80000000 0x1000 rw
access 0x10000 w
write 0x10000 4096 1
access 0x11000 r
pin 0x12000 0x1000
pageout 0x10000 0x30000
pageout 0x10000 0x30000
swap
read 0x10000 4096
discard 0x10000 0x4000
unpin 0x12000 0x1000
discard 0x10000 0x30000
swap
areas
access 0x10000 r
read 0x10000 4096
access 0x21000 w
access 0x30000 w
suspend
access 0x21000 r
fault 0x21000 r
read 0x21000 1
write 0x21000 1 1
suspend
frames
resume
resume
access 0x21000 r
fork
pageout 0x10000 0x30000
swap
pageout 0x10001 0x1000
discard 0x10000 1
EOT
cat >leave.want <<'EOT'
OK space 0
OK
OK
OK
fault-ok
OK
fault-ok
OK
OK
OK
references=3 zero_fill=2 swap_in=0 evictions=4 reads=0 writes=1 resident=1 slots=1
OK fnv=4bbfb512e62e6325
ERR InvalidInput
OK
OK
references=4 zero_fill=2 swap_in=1 evictions=4 reads=1 writes=1 resident=0 slots=0
n=3 [0x10000,0x14000)rw:Z [0x20000,0x22000)rw:Z [0x30000,0x31000)rw:L0xffffffff80030000
fault-ok
OK fnv=ZERO
fault-ok
hit
OK
ERR BadState
ERR BadState
ERR BadState
ERR BadState
ERR BadState
used=0 allocs=8 frees=8 tables=3
OK
ERR BadState
fault-ok
OK space 1
OK
references=9 zero_fill=4 swap_in=2 evictions=6 reads=2 writes=2 resident=1 slots=1
ERR InvalidInput
ERR InvalidInput
EOT
printf '%s\n' 'new 0 4096' 'map_alloc 0 4096 rw 1' 'read 0 4096' |
	"$pagerace" space | sed -n 's/.*fnv=//p' >zero
sed -i "s/ZERO/$(cat zero)/" leave.want
for policy in fifo lru clock arc ws s3fifo; do
	expect 0 "$pagerace" space leave -p $policy -m 16
	sed 's/.* => //; s/ cow=0//' out | diff leave.want - || fail "$policy: leave"
done
expect 0 "$pagerace" space leave
[ "$(grep -c -E '^(pageout|suspend|resume) .*ERR|^(suspend|resume) =' out)" -eq 8 ] ||
	fail "without a policy: $(cat out)"
grep -q '^discard 0x10000 0x30000 => OK' out || fail "discard needs no policy"
printf '%s\n' 'new 0 0x4001' 'map_alloc 0 0x3000 rw 0' 'access 0 w' \
    'access 0x1000 w' suspend 'access 0x1000 w' |
	expect 0 "$pagerace" space -p lru -m 4 --set swap_size=4KiB
[ "$(sed 's/.* => //' out | tail -n 2 | tr '\n' '|')" = 'ERR NoMemory|hit|' ] ||
	fail "swap is full: $(cat out)"

# The same operations give what the events of a trace give.
awk 'BEGIN {
	print "pagerace-trace 1\nmap 10000 64K rw" >"leave.trace"
	print "new 0x10000 0x10000\nmap_alloc 0x10000 0x10000 rw 0" >"leave.script"
	x = 12345
	for (i = 0; i < 1500; i++) {
		x = (x * 1103 + 12347) % 1048576
		a = sprintf("%x", 65536 + int(x / 64) % 16 * 4096)
		if (x % 61 == 0) {
			print "suspend\nresume" >"leave.trace"
			print "suspend\nresume" >"leave.script"
		} else if (x % 23 < 2) {
			op = x % 23 ? "discard" : "pageout"
			print op, a, "4K" >"leave.trace"
			print op, "0x" a, 4096 >"leave.script"
		} else {
			w = x % 3 == 0
			print (w ? "W" : "R"), a >"leave.trace"
			print "access 0x" a, (w ? "w" : "r") >"leave.script"
		}
	}
	print "swap" >"leave.script"
}'
for policy in $online; do
	expect 0 "$pagerace" space leave.script -p "$policy" -m 6
	tail -n 1 out | sed 's/.*zero_fill=/zero_fill=/; s/ cow=0//; s/ resident=.*//' >spaced
	expect 0 "$pagerace" replay leave.trace -p "$policy" -m 6 -q --csv -
	awk -F, '{ gsub(/"[^"]*"/, "") } NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
	    NR == 2 { printf "zero_fill=%d swap_in=%d evictions=%d reads=%d writes=%d\n",
		$at["faults_zero_fill"], $at["faults_swap_in"], $at["evictions"],
		$at["swap_reads"], $at["swap_writes"] }' out >replayed
	cmp -s spaced replayed ||
		fail "$policy: $(cat spaced) in a space, $(cat replayed) in a replay"
done

# A session at a terminal, if script(1) and pseudo-terminals are available; a
# container may not have them.
if script -qec true /dev/null >/dev/null 2>&1; then
	# session WORDS: what is printed where the lines of 'typed' are typed.
	session() {
		TERM=dumb script -qec "'$pagerace' space $*" /dev/null \
			<typed >session || fail "a session ends with an error"
	}
	printf 'help\nquit\n' >typed
	session
	grep -q 'new BASE SIZE' session || fail "no 'new' in help"
	grep -q 'map_alloc\|^ *swap\|^ *tick' session &&
		fail "help offers what would be refused"
	printf 'new 0 0x1000\nhelp\nnonsense\ninfo\nfork\nquit\n' >typed
	session
	for text in 'map_alloc VA SIZE FLAGS POPULATE' \
	    "unknown operation 'nonsense'" 'base=0x0 end=0x1000' 'OK space 1'; do
		grep -q -- "$text" session || fail "session: no '$text'"
	done
	session -p lru -m 4
	grep -q '^ *tick' session || fail "no 'tick' in help with a policy"
	! grep -q '^ *limit' session || fail "'limit' in help with a policy"
else
	echo "skipped: no pseudo-terminal, or no script(1) to make one"
fi
finish
