#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# convert and gen: what is written is read as the same references, what cannot
# be written is told or refused, and a pattern in place of a trace gives the
# results of the file that gen writes.

. "${srcdir:-.}/tests/shell/harness.sh"

# Every result of six runs; not the name of the trace, its digest and format.
runs() {
	"$pagerace" compare "$@" -q -p lru,clock,opt -m 5%,20% --json - |
		sed -n '/"runs"/,$p'
}

# refused STATUS TEXT COMMAND...: ends so, and says why.
refused() {
	status=$1 text=$2
	shift 2
	expect "$status" "$@"
	grep -q -- "$text" err || fail "$*: $(cat err)"
}

trace=$srcdir/traces/tcc.lackey.xz

# Sizes, fetches and all: the same counts.
"$pagerace" convert "$trace" -o tcc.text >out || fail "convert to text"
grep -q '^tcc.text: [0-9,]* accesses, 0 events in format text$' out ||
	fail "what was written is not told: $(cat out)"
"$pagerace" convert tcc.text -q -o tcc.lackey --to lackey || fail "to lackey"
runs "$trace" >a
for file in tcc.text tcc.lackey; do
	runs $file >b
	cmp -s a b || fail "$file has other results"
done
"$pagerace" convert tcc.lackey -q -o - | cmp -s - tcc.text ||
	fail "text, lackey, text is not the same text"

# What a format does not have.
{
	cat tcc.text
	echo 'R 1fff000000 8'
} >sized.text
"$pagerace" convert sized.text -o x --to hexrw >/dev/null 2>err || fail "to hexrw"
grep -q 'does not keep: fetches, sizes' err || fail "nothing told: $(cat err)"
rm x
"$pagerace" convert tcc.text -o tcc.hexrw --to hexrw >/dev/null 2>err ||
	fail "to hexrw"
grep -q 'does not keep: fetches$' err || fail "nothing told: $(cat err)"
runs tcc.hexrw >b
cmp -s a b || fail "hexrw has other pages"
"$pagerace" convert tcc.hexrw -q -o tcc.u64 --to u64addr 2>err || fail "to u64addr"
grep -q 'does not keep: writes' err || fail "lost writes are not told"
"$pagerace" info -f u64addr tcc.u64 | grep -q ' writes  *0 ' || fail "u64addr"
echo '1:4 2:4w' >refs.txt
refused 3 'has no processes' "$pagerace" convert refs.txt -f refs -o x --to hexrw
[ ! -e x ] || fail "a refused trace was written"
printf 'pagerace-trace 1\nR 1000\nunmap 1000 4096\n' >unmap.text
refused 3 'holds accesses only' "$pagerace" convert unmap.text -o x --to lackey
[ ! -e x ] || fail "a refused trace was written"

# Words that are wrong.
refused 2 'where to' "$pagerace" convert "$trace"
refused 2 'is only read (there are to write: text, lackey, hexrw, lirs, refs, columns, oraclegeneral, u64addr, packed)' "$pagerace" convert "$trace" -o x --to arc
refused 2 'unknown trace format' "$pagerace" convert "$trace" -o x --to lakey
refused 2 "did you mean 'zipf'" "$pagerace" gen zipff -o x
refused 2 'pages' "$pagerace" gen zipf:pages=0 -o x
refused 2 'is not read' "$pagerace" info gen:zipf -f text
[ ! -e x ] || fail "a file was left"

# A pattern in place of a trace.
for pattern in zipf:pages=2k,n=50k,writes=20% loop:pages=300,n=20k \
    uniform:n=20k,processes=3,quantum=50; do
	"$pagerace" gen $pattern -q -o gen.text || fail "gen $pattern"
	runs gen.text >a
	runs gen:$pattern >b
	cmp -s a b || fail "gen:$pattern is not what gen writes"
	[ "$(grep -c '"policy"' a)" -eq 6 ] || fail "$pattern: no runs"
done
"$pagerace" gen zipf:n=5k,seed=3 -q -o - >a
"$pagerace" gen zipf:n=5k,seed=3 -q -o - | cmp -s - a || fail "not repeatable"
cat >suite.yaml <<-END
	traces: [ "gen:loop:pages=100,n=10k" ]
	policies: [ lru, mru ]
	memories: [ 50 ]
END
"$pagerace" bench suite.yaml -q --csv - >out || fail "a pattern in a suite"
grep -q ',lru,.*,10000,0,10000,10000,100,9900,' out || fail "loop: lru faults each time"

# A trace that a thread reads ahead, also from a pipe, gives the same bytes, and
# the number of workers is not in the header.
for format in packed text; do
	"$pagerace" convert "$trace" --skip 1000 --take 90000 --to $format \
		-o one -j 1 -q || fail "$format: one worker"
	mkfifo fifo
	xz -dc "$trace" >fifo &
	"$pagerace" convert fifo --skip 1000 --take 90000 --to $format -o many \
		--jobs=4 -q || fail "$format: from a pipe"
	wait
	rm fifo
	runs one >a
	runs many >b
	cmp -s a b || fail "$format: a pipe gives something else"
	"$pagerace" convert "$trace" --skip 1000 --take 90000 --to $format \
		-o many -j4 -q || fail "$format: several workers"
	cmp -s one many || fail "$format: several workers write something else"
done
for command in "replay one -p lru -m 20" "info one" "curve one -p lru"; do
	"$pagerace" $command -j 1 -q --json a
	"$pagerace" $command -j 4 -q --json b
	cmp -s a b || fail "$command: other results with several workers"
	"$pagerace" $command -j 4 -q --json - <one >/dev/null ||
		fail "$command: from standard input"
done

finish
