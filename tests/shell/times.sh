#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The times of each format are nanoseconds from the origin that the file has, in one pass
# of many lines as in a line of its own.  One beyond 64 bits is the last there is.

. "${srcdir:-.}/tests/shell/harness.sh"

# dated NAME TIMES: the accesses of the file t, read as this format, have these times.
dated() {
	name=$1 want=$2
	"$pagerace" convert -f "$name" t -q -o - >out 2>err || fail "$name: $(cat err)"
	got=$(sed -n 's/.* t=//p' out | tr '\n' ' ')
	[ "$got" = "${want:+$want }" ] || fail "$name: $got"
}

# many [N]: so have those of its lines, but the first N, 40 times, which are read in bulk.
many() {
	sed -n "1,${1:-0}p" t >m
	sed "1,${1:-0}d" t >body
	for i in 1 2 3 4 5 6 7 8 9 10; do cat body body body body; done >>m
	"$pagerace" convert -f "$name" m -q -o - >out 2>err || fail "$name: $(cat err)"
	sed -n 's/.* t=//p' out | sort -u >got
	echo "$want" | tr ' ' '\n' | sort -u | cmp -s - got || fail "$name, many: $(cat got)"
}

last=18446744073709551614

printf 'fio version 3 iolog\n1 /a add\n2 /a read 0 512\n1875125 /a write 512 512\n18446744073709551615 /a read 0 512\n' >t
dated fio "2000 1875125000 $last"
many 1
printf '128166372003061629,hm,0,Read,4096,512,413\n3,hm,0,Read,4096,512,413\n18446744073709551615,hm,0,Write,4096,512,413\n' >t
dated msr "12816637200306162900 300 $last"
many
printf '0,8,512,r,0.026214\n0,8,512,w,99999999999.5\n' >t
dated spc "26214000 $last"
many
printf '1455592511.119283,0.1,W,0,4096,512\n99999999999,,R,0,4096,512\n' >t
dated systor "1455592511119283000 $last"
many
printf '1 12 bash 16 1 R 6 1\n39064 12 bash 8 1 W 6 1\n' >t
dated fiu '1 39064'
many
printf '48513 1 16 8 0\n' >t
dated mqsim 48513
many
printf '48.513 1 16 8 0\n' >t
dated disksim 48513000
many
printf '1 0: W0.T7 <marker: timestamp 13312410768080478>\n2 1: W0.T7 read 8 byte(s) @ 0x10\n3 1: W0.T7 <marker: timestamp 18446744073709551615>\n4 2: W0.T7 read 8 byte(s) @ 0x10\n' >t
dated drmemview "13312410768080478000 $last"
many
printf 'kdamond.0 4452 [000] 82877.315633: damon:damon_aggregated: target_id=0 nr_regions=1 4096-8192: 1 3\n' >t
dated damon 82877315633000
many
# The end of the snapshot; damo writes it as a number or in words.
json() {
	printf '[{"kdamond_idx": 0, "target_id": 0, "snapshots": [{"start_time": 7, "end_time": %s, "regions": [{"start": 4096, "end": 8192, "nr_accesses": {"samples": 1}}]}]}]' "$1" >t
	dated damonjson "$2"
}
json 170000000 170000000
json '"170,000,001"' 170000001
json '"2 h 1 m 1.500 s"' 7261500000000
json '"1 d 3 ms 1 us 9 ns"' 86400003001009
json '"2 fortnights"' ''
json null ''
# Two snapshots, each with many regions.
{
	printf '[{"kdamond_idx": 0, "target_id": 0, "snapshots": ['
	for end in 5 6; do
		printf '{"end_time": "%s ms", "regions": [' $end
		for i in 1 2 3 4 5 6 7 8 9; do
			printf '{"start": %s, "end": %s, "nr_accesses": {"samples": 3}}, ' "${i}0000" "${i}5000"
		done
		printf '{"start": 9, "end": 10, "nr_accesses": {"samples": 1}}]}'
		[ $end = 6 ] || printf ', '
	done
	printf ']}]'
} >t
"$pagerace" convert t -q -o - 2>err | sed -n 's/.* t=//p' | uniq -c | tr -s ' \n' ' ' >out
[ "$(cat out)" = ' 28 5000000 28 6000000 ' ] || fail "snapshots: $(cat out)"
finish
