#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The packed format from the front door: the example of doc/TRACE.md, runs over
# both flavours, files that are cut, what is refused.

. "${srcdir:-.}/tests/shell/harness.sh"

# Every result of runs; not the name of the trace, its digest and format.
runs() {
	"$pagerace" compare "$@" -q -p lru,clock,opt -m 5%,20% --json - |
		sed -n '/"runs"/,$p'
}

# The example: its bytes are read as its lines, and its lines written as its
# bytes, but for the header, which names the version of the program.
sed -n '/^### An example in bytes/,$p' "$srcdir/doc/TRACE.md" >section
sed -n '/^```$/,/^```$/p' section | awk '/^```$/ { n++; next } n == 1' >trace.txt
sed -n '/^```$/,/^```$/p' section | awk '/^```$/ { n++; next } n == 3' |
	cut -c7- >hex
[ -s trace.txt ] && [ -s hex ] || fail "no example in doc/TRACE.md"
python3 -c 'import sys
sys.stdout.buffer.write(bytes.fromhex(sys.stdin.read()))' <hex >doc.prt
"$pagerace" convert doc.prt -q -o back.txt || fail "the example is not read"
cmp trace.txt back.txt || fail "the example is read as something else"
"$pagerace" convert trace.txt -q -o own.prt || fail "the example is not written"
python3 - doc.prt own.prt <<'END' || fail "the example is written otherwise"
import sys
a, b = (open(name, "rb").read() for name in sys.argv[1:])
a, b = (x[x.index(b"BLCK"):x.index(b"INDX")] for x in (a, b))
sys.exit(a != b)
END

# Both flavours have the results of the original, and exact the accesses.
trace=$srcdir/traces/tcc.lackey.xz
runs "$trace" >a
"$pagerace" convert "$trace" -q -o exact.prt || fail "convert"
"$pagerace" convert "$trace" -q -o refs.prt --page-refs 2>/dev/null || fail "convert"
for file in exact.prt refs.prt; do
	runs $file >b
	cmp -s a b || fail "$file has other results"
done
# With a window, strict, or without fetches the references take another way.
for options in '--skip 1000 --take 100000' '--skip 150000 --take 70000' \
	'--skip 65536' '--skip 1400000 --warmup 50000' '--skip 20%' --strict '--set ifetch=no' \
	'--take 50%' '--engine=plain'; do
	runs "$trace" $options >a 2>/dev/null
	runs refs.prt $options >b 2>/dev/null
	cmp -s a b || fail "page references with $options have other results"
done
"$pagerace" convert "$trace" -q -o a.lackey
"$pagerace" convert exact.prt -q -o b.lackey
cmp -s a.lackey b.lackey || fail "exact.prt has other accesses"
[ "$(wc -c <refs.prt)" -lt "$(wc -c <exact.prt)" ] || fail "page references are larger"
expect 3 "$pagerace" info refs.prt --page-size 8192
grep -q 'holds references to pages of 4 KiB' err || fail "$(cat err)"

# Events, processes and areas keep their places.
cat >events.txt <<'END'
pagerace-trace 1
map 400000 4096 rxu name=code
map 600000 65536 rwu name=heap
X 400010 4
W 600ffc 4
fork 2
R 600000 8 pid=2
W 600000 8 pid=2
W 600000 8
W 400010
tick
unmap 600000 65536 pid=2
R 600000 8 pid=2
exit pid=2
R 600000
W 700000
suspend
resume
W 600000
END
"$pagerace" convert events.txt -q -o events.prt
"$pagerace" convert events.prt -q -o - | cmp - events.txt || fail "other events"

# What the header says of where the trace comes from, and text that is no line of it.
"$pagerace" convert events.txt -q -o said.prt \
    --to 'packed:date=2026-11-29,note=a new one' || fail "convert"
expect 0 "$pagerace" info said.prt
for line in 'written by: pagerace' 'with the command: .*events.txt' \
	'original format: text' 'date: 2026-11-29' 'note: a new one'; do
	grep -q "$line" out || fail "info has no '$line'"
done
expect 0 "$pagerace" info said.prt -q --json said.json
sed -n '/"provenance"/,/}/p' said.json | grep -q '"note": "a new one"' ||
	fail "the document has no note"
expect 0 "$pagerace" info events.prt -q --json said.json
! grep -q '"date"\|"note"' said.json || fail "a date or a note that was not given"
expect 0 "$pagerace" info events.txt -q --json said.json
! grep -q '"provenance"' said.json || fail "a text has a header"
# A packed trace of a packed one keeps what is known of the original.
"$pagerace" convert said.prt -q -o again.prt --page-refs 2>/dev/null
"$pagerace" convert again.prt -q -o third.prt --to 'packed:note=the third' 2>/dev/null
expect 0 "$pagerace" info third.prt
grep -q 'from what was made with: pagerace convert events.txt' out ||
	fail "no earlier command: $(head -n 9 out)"
expect 0 "$pagerace" info third.prt -q --json said.json
for line in '"command": "pagerace convert again.prt ' \
	'"earlier": "pagerace convert events.txt .*; pagerace convert said.prt --page-refs"' \
	'"format": "text"' '"date": "2026-11-29"' '"note": "the third"'; do
	sed -n '/"provenance"/,/}/p' said.json | grep -q "$line" ||
		fail "the third has no $line"
done
! "$pagerace" info said.prt 2>/dev/null | grep -q 'from what' ||
	fail "a first one is not the first"
"$pagerace" convert events.txt -q -o refs2.prt --page-refs 2>/dev/null
runs events.txt >a 2>/dev/null
for file in events.prt refs2.prt; do
	runs $file >b 2>/dev/null
	cmp -s a b || fail "$file: other results after events"
done
# A window begins and ends anywhere, at the border of a block or at an event.
"$pagerace" convert events.txt -q -o refs3.prt --page-refs --to packed:block=3 2>/dev/null
for options in '--skip 1' '--skip 2 --take 2' '--skip 3' '--skip 3 --take 3' \
	'--skip 4 --warmup 1' '--skip 6 --take 1' '--take 3' '--skip 9' \
	'--skip 8 --take 1' '--skip 20'; do
	# A replay shows areas and processes.
	for file in events.txt refs3.prt; do
		status=0
		"$pagerace" replay $file -q -p lru -m 2 $options --json json \
			>out 2>err || status=$?
		{
			echo "exit status $status"
			sed "s/$file/FILE/" err
			[ "$status" -ne 0 ] ||
				sed -n '/"runs"/,$p; /"denied"/p; /"pages"/p' json
		} >$file.seen
	done
	cmp -s events.txt.seen refs3.prt.seen ||
		fail "$options: $(diff events.txt.seen refs3.prt.seen | head -n 6)"
done

# Not finished: refused, and read as far as it goes when that is asked for.
head -c 60000 exact.prt >cut.prt
expect 3 "$pagerace" info cut.prt
grep -q 'it was not finished (whole blocks before it: [0-9]*, accesses in them: [0-9]*' err ||
	fail "$(cat err)"
"$pagerace" convert -f packed:recover=yes cut.prt -q -o part.lackey 2>err ||
	fail "not recovered"
n=$(wc -l <part.lackey)
[ "$n" -gt 0 ] && [ $((n % 65536)) -eq 0 ] || fail "$n accesses were recovered"
head -n "$n" a.lackey | cmp -s - part.lackey || fail "others were recovered"
expect 3 "$pagerace" info -f packed:recover=yes --strict cut.prt
expect 3 "$pagerace" convert cut.prt -q -o x.lackey
{ cat exact.prt; printf x; } >behind.prt
expect 3 "$pagerace" info behind.prt
grep -q 'goes on behind its tail' err || fail "$(cat err)"
[ ! -e x.lackey ] || fail "a part was written though it was not asked for"

# A pipe, and what it is told of where it comes from.
"$pagerace" convert "$trace" -q -o - --to packed:date=2026-01-02,note=a_test |
	"$pagerace" info - >out || fail "a pipe"
"$pagerace" convert "$trace" -q -o dated.prt --to packed:date=2026-01-02,note=a_test
for line in 'date: 2026-01-02' 'note: a_test' 'tool: pagerace'; do
	head -c 400 dated.prt | grep -aq "^.*$line" || fail "no $line"
done
expect 2 "$pagerace" convert "$trace" -o x.prt --to packed:block=0
expect 2 "$pagerace" convert "$trace" -o x.prt --to packed:level=20

finish
