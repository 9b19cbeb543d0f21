#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# convert's encoders: what is written is read with the same parameters as the
# same accesses, what a format does not keep is told, and the bytes are those of
# the layout.

. "${srcdir:-.}/tests/shell/harness.sh"

# refused STATUS TEXT COMMAND...: ends so, and says why.
refused() {
	status=$1 text=$2
	shift 2
	expect "$status" "$@"
	grep -q -- "$text" err || fail "$*: $(cat err)"
}

# again TRACE FORMAT: the same accesses from text and from the format.
again() {
	"$pagerace" convert "$1" -q -o out --to "$2" 2>err || fail "to $2: $(cat err)"
	! grep -q 'does not keep' err || fail "to $2: $(cat err)"
	"$pagerace" convert out -f "$2" -q -o back --to text 2>err ||
		fail "from $2: $(cat err)"
	cmp -s "$1" back || fail "$2: other accesses come back"
}

# runs TRACE [-f FORMAT]: every result of nine runs, and of clock, which counts.
runs() {
	"$pagerace" compare "$@" -q -p lru,clock,opt -m 3,10%,40% --json - \
		2>/dev/null | sed -n '/"runs"/,$p'
}

cat >all.text <<-END
	pagerace-trace 1
	X 401000 4
	R 7fff0018 8
	W 0
	M ffffffffffffffff
	R abc 2
	W 1000 16
END
for to in lackey lackey:base=10 columns:addr=2,op=1,size=3,header=2 \
    columns:addr=1,op=4,size=3,delim=bar,base=16 \
    'columns:addr=1,op=2,size=5,delim=blank,base=10,read=rd|R,write=wr' \
    columns:addr=3,op=1,size=2,delim=tab columns:size=1,addr=2,op=9; do
	again all.text "$to"
done

# Processes and times.
cat >timed.text <<-END
	pagerace-trace 1
	R 1000 pid=3
	W 2000 t=5
	M 3000 pid=536870911 t=18446744073709551614
	X 4000 t=1000000001
END
again timed.text columns:addr=1,op=2,pid=3,time=4
again timed.text columns:addr=2,op=3,pid=4,time=1,time_unit=s
again timed.text columns:addr=2,op=3,pid=4,time=1,time_unit=us,header=1
again timed.text columns:addr=2,op=3,pid=4,time=1,time_unit=ps
# Picoseconds, of which less than a nanosecond is left out.
printf '%s\n' '999,1000' '1000,2000' '2999.7,3000' '0xbb8,4000' \
	'18446744073709551615000,5000' >ticks.csv
"$pagerace" convert ticks.csv -f columns:time=1,addr=2,base=16,time_unit=ps \
	-q --to text -o ticks.text || fail "picoseconds"
sed -n 's/.* t=//p' ticks.text | tr '\n' ' ' |
	grep -qx '0 1 2 3 18446744073709551614 ' ||
	fail "picoseconds are others: $(cat ticks.text)"
"$pagerace" convert timed.text -q -o out --to columns:addr=1,op=2,pid=3,time=4,delim=blank,time_unit=ms ||
	fail "times among blanks"
printf '%s\n' '0x1000 R 3 0' '0x2000 W 0 0.000005' \
	'0x3000 M 536870911 18446744073709.551614' '0x4000 X 0 1000.000001' |
	cmp -s - out || fail "columns: other lines: $(cat out)"
"$pagerace" convert timed.text -q -o out --to columns:addr=1,op=2,pid=3 2>err
grep -q 'does not keep: time$' err || fail "lost times are not told: $(cat err)"

# Page numbers.
"$pagerace" gen zipf:pages=300,n=5k,writes=30% -q -o - |
	"$pagerace" convert - -q --page-refs --filter events=no -o pages.text ||
	fail "--page-refs"
[ "$(grep -c '^[RW] [0-9a-f]*000$' pages.text)" -eq 5000 ] || fail "no page references"
for to in refs refs:base=16 refs:unit=byte hexrw hexrw:unit=page,base=10 \
    columns:addr=1,op=2,unit=page columns:op=1,addr=2,size=3,unit=page \
    lackey:unit=page; do
	again pages.text $to
done
printf 'pagerace-trace 1\nR 1000\nW 2000\nR 1000 pid=7\n' >few.text
again few.text refs
"$pagerace" convert few.text -q -o - --to refs >out
printf '1 2w 7:1\n' | cmp -s - out || fail "refs: $(cat out)"
"$pagerace" convert all.text -q -o out --to lirs 2>err || fail "lirs"
grep -q 'does not keep: writes, fetches, sizes' err || fail "lirs: $(cat err)"
sed -n 2p out | grep -qx 524272 || fail "lirs: $(cat out)"
printf 'pagerace-trace 1\nR 1001\nR 2000\n' >offset.text
"$pagerace" convert offset.text -q -o out --to refs 2>err
grep -q 'does not keep: addresses in pages' err || fail "refs: $(cat err)"

# oracleGeneral: the same references, and the bytes of its layout: time, page,
# size, next request.
runs pages.text >a
"$pagerace" convert pages.text -q -o out --to oraclegeneral:layout=opns 2>err ||
	fail "oraclegeneral"
runs out -f oraclegeneral:layout=opns >b
cmp -s a b || fail "oraclegeneral has other results"
printf 'pagerace-trace 1\nR 1000 t=3000000000\nR 5000 t=4999999999\nR 1000 t=7000000000\n' >few.text
"$pagerace" convert few.text -q -o out --to oraclegeneral || fail "oraclegeneral"
od -An -v -tx1 out | tr -d ' \n' >bytes
printf '%s' \
	03000000 0100000000000000 00100000 0200000000000000 \
	04000000 0500000000000000 00100000 ffffffffffffffff \
	07000000 0100000000000000 00100000 ffffffffffffffff | cmp -s - bytes ||
	fail "oraclegeneral: $(cat bytes)"
"$pagerace" convert out -f oraclegeneral -q -o - |
	grep -q '^R 1000 t=4000000000$' || fail "times of oraclegeneral are lost"

# What cannot be read again is refused before anything is written.
refused 2 'cannot be read again' "$pagerace" convert all.text -o x --to columns:addr=1,op=2,read=W
refused 2 'cannot be read again' "$pagerace" convert all.text -o x --to columns:addr=1,op=2,delim=0
refused 2 'needs the field' "$pagerace" convert all.text -o x --to columns:op=2
refused 2 'a word of 1 to' "$pagerace" convert all.text -o x --to "columns:addr=1,op=2,read=|R"
refused 2 'has no parameters' "$pagerace" convert all.text -o x --to text:base=10
refused 2 'bad' "$pagerace" convert all.text -o x --to oraclegeneral:layout=odd
refused 3 'has no processes' "$pagerace" convert timed.text -o x --to lirs
[ ! -e x ] || fail "a file was left"

# One process of several in a format without processes.
printf 'pagerace-trace 1\nmap 1000 4096 rw pid=3\nR 1000 pid=3\nR 2000\nW 3000 pid=3\nR 4000 pid=4\n' >several
"$pagerace" convert several -o - --to hexrw --filter pid=3 >out 2>err || fail "one process: $(cat err)"
printf '00001000 R\n00003000 W\n' | cmp -s - out || fail "one process: $(cat out)"
grep -q 'does not keep:.*processes' err || fail "a number is left out in silence: $(cat err)"
refused 3 'has no processes' "$pagerace" convert several -o x --to hexrw --filter pid=3-4,events=no
refused 3 'has no processes' "$pagerace" convert several -o x --to hexrw --filter pid=3,events=no --filter pid=4,events=no

finish
