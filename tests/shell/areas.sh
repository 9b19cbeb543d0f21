#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Areas declared in YAML: the example in doc/elf.yaml with a trace that touches
# each, counters by area on the terminal and in JSON; areas that cannot be mapped,
# and events that are malformed.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >trace <<'EOT'
pagerace-trace 1
X 400010 4
R 440000 8
W 450008 8
W 454000 8
W 1000000 8
W 1001000 8
X 7f0000000000 4
W 7f0000200000 8
W 7f0000a00000 4
R 7f0000dfffff 1
W 7fffffffe000 8
W 400010 4
R 500000 8
R 7f0000e00000 8
EOT
expect 0 "$pagerace" replay trace --machine "$srcdir/doc/elf.yaml" -p clock \
    -m 4 --json result
expect 0 "$pagerace" replay trace --machine "$srcdir/doc/elf.yaml" -p clock -m 4
# name, pages, page faults; the gaps are found in the order of the file.
cat >want <<'EOT'
bss 1 1
buffer 1 1
data 4 1
heap 2 2
libc 1 1
rodata 1 1
screen 0 0
stack 1 1
text 1 1
EOT
awk '/^  area /,/^$/ { if (NF > 6 && $1 != "area") print $1, $3, $4 }' out |
	sort | diff want - || fail "areas on the terminal"
grep -q 'denied  *3 ' out || fail "three references lie outside"
for text in '"name": "screen"' '"start": "0x7f0000a00000"' \
    '"start": "0x7f0000200000"' '"backend": "linear"' '"by_area"'; do
	grep -q "$text" result || fail "result: no $text"
done
# A comparison has them on request.
counted() {
	"$pagerace" compare trace --machine "$srcdir/doc/elf.yaml" -p clock,fifo \
	    -m 4 -q --json - "$@" | grep -c '"by_\(area\|process\)"' || :
}
[ "$(counted)" -eq 0 ] || fail "by_area in a comparison without --parts"
[ "$(counted --parts)" -eq 4 ] || fail "no by_area with --parts"
expect 3 "$pagerace" replay trace --machine "$srcdir/doc/elf.yaml" -p clock \
    -m 4 --strict
grep -q 'trace:13:.*is not allowed' err || fail "strict: $(cat err)"

# bad PLACE PATTERN AREA...: areas that are refused.
bad() {
	place=$1 pattern=$2
	shift 2
	{
		echo 'areas:'
		for area; do
			echo "- { $area }"
		done
	} >bad.yaml
	expect 3 "$pagerace" replay trace --machine bad.yaml -p lru -m 4
	grep -q "^pagerace: bad.yaml:$place.*$pattern" err ||
		fail "$*: $(cat err)"
}
bad 3: 'overlaps \[0x1000, 0x3000) of line 2' 'base: 0x1000, size: 8K' \
    'base: 0x2000, size: 4K'
bad 2: 'no size' 'base: 0x1000, size: 0'
bad 2: 'page boundary' 'base: 0x1001, size: 4K'
bad 2: 'page boundary' 'base: 0x1000, size: 5'
bad 2: 'wraps around' 'base: 0xfffffffffffff000, size: 8K'
bad 2: "needs a 'base'" 'size: 8K'
bad 2: 'bad flags' 'base: 0x1000, size: 4K, flags: rq'
bad 3: 'no free range' 'base: 0xffffffffff000000, size: 8M' \
    'base: anywhere, hint: 0xffffffffff000000, size: 12M'
bad 2: 'physical' 'base: 0x1000, size: 4K, backend: linear'

# event LINE PATTERN TEXT: counted; with --strict an error with its position.
event() {
	{
		echo 'pagerace-trace 1'
		echo 'W 1000 4'
		printf "$3"
	} >odd
	expect 0 "$pagerace" replay odd -p lru -m 4
	expect 3 "$pagerace" replay odd -p lru -m 4 --strict
	grep -q "^pagerace: odd:$1:.*$2" err || fail "$3: $(cat err)"
}
event 3 'no access or event of it before' 'fork 5 pid=4\nW 2000 4\n'
event 4 'since its last exit' 'exit\nexit\nW 2000 4\n'
event 3 'already exists' 'fork 0\nW 2000 4\n'
event 4 'overlaps the area' 'map 4000 8K rw\nmap 5000 4K rw\nW 2000 4\n'
event 3 'beyond the last address\|wrap' 'map fffffffffffff000 8K rw\nW 2000 4\n'
event 3 'map of 0x4000, 0 bytes' 'map 4000 0 rw\nW 2000 4\n'
event 3 'map of 0x4001' 'map 4001 4K rw\nW 2000 4\n'
# Unmapping a range without areas is not an error.
printf 'pagerace-trace 1\nW 1000 4\nunmap 8000 64K\nW 1000 4\n' >odd
expect 0 "$pagerace" replay odd -p lru -m 4 --strict
# Areas of one name are told apart by their addresses.
printf 'pagerace-trace 1\nmap 10000 4K rw name=lib\nmap 20000 4K rw name=lib\nmap 30000 4K rw name=one\nR 10000 4\nR 20000 4\nR 30000 4\n' >odd
expect 0 "$pagerace" replay odd -p lru -m 4
awk '/^  area /,/^$/ { if ($1 == "lib" || $1 == "one") print $1, $2 }' out >got
printf 'lib 0x10000\nlib 0x20000\none 0\n' | diff - got || fail "areas of one name"
finish
