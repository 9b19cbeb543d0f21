#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# convert writes a part of a trace, merges traces and reduces one: which accesses
# come out, and what is refused.

. "${srcdir:-.}/tests/shell/harness.sh"

# refused STATUS TEXT COMMAND...: ends so, and says why.
refused() {
	status=$1 text=$2
	shift 2
	expect "$status" "$@"
	grep -q -- "$text" err || fail "$*: $(cat err)"
	[ ! -e x ] || fail "$*: a file was left"
}

# gives LINES ARGUMENT...: convert writes these lines, without the first.
gives() {
	lines=$1
	shift
	"$pagerace" convert "$@" -q -o - >out 2>err || fail "$*: $(cat err)"
	sed 1d out >rest
	printf "$lines" | cmp -s - rest || fail "$*: $(cat rest)"
}

cat >t.text <<-END
	pagerace-trace 1
	map 1000 64K rw pid=3
	R 1000 8
	W 2ffc 4
	fork 4 pid=3
	M 3000 pid=3
	tick
	X 4000 4 pid=4
	R 5000 pid=5
END

# Windows and filters.
gives 'map 1000 65536 rw pid=3\nW 2ffc 4\nfork 4 pid=3\nM 3000 pid=3\n' t.text --skip 1 --take 2
gives 'map 1000 65536 rw pid=3\nR 1000 8\nW 2ffc 4\n' t.text --take 40%
gives 'map 1000 65536 rw pid=3\nfork 4 pid=3\nM 3000 pid=3\nX 4000 4 pid=4\n' t.text --filter pid=3-4
gives 'map 1000 65536 rw pid=3\nM 3000 pid=3\n' t.text --filter pid=3
gives 'R 1000 8\nM 3000 pid=3\nR 5000 pid=5\n' t.text --filter kind=r,events=no
gives 'X 4000 4 pid=4\n' t.text --filter events=no,kind=X
gives 'W 2ffc 4\nX 4000 4 pid=4\nR 5000 pid=5\n' t.text --filter addr=0x2fff,events=no --filter addr=4000-FFFF,events=no
gives 'R 1000\nW 2000\nM 3000 pid=3\nX 4000 pid=4\nR 5000 pid=5\n' t.text --page-refs --filter events=no
gives 'W 2fe0\n' t.text --page-refs --page-size 32 --filter kind=W,addr=2000-2fff,events=no
gives 'R 7000\nW 0\nR 1000 pid=2\n' --refs '7 0w 2:1'
for bad in pid pid= pid=x pid=9-3 pid=536870912 kind= kind=Q addr=zz addr=2-1 \
    addr=1-2-3 addr=10000000000000000 events=maybe pid=1,pid=2 x=1 ,pid=1 \
    pid=1, ''; do
	refused 2 'bad --filter' "$pagerace" convert t.text -o x --filter "$bad"
done
refused 3 'no access is left' "$pagerace" convert t.text -o x --filter pid=9
refused 3 'none is left' "$pagerace" convert t.text -o x --skip 9
refused 2 'unexpected word' "$pagerace" convert --refs '1 2' t.text -o x
refused 2 'the file that is standard input' "$pagerace" convert - -o t.text <t.text

# Merging: by time, then by file; the order within a file stays.
printf 'pagerace-trace 1\nR 1000 t=10\nR 2000 t=30\nR 3000 t=20\nR 4000\nR 5000 t=40\n' >a.text
printf 'pagerace-trace 1\nmap 0 64K rw t=5\nW 1000 t=10\nW 2000 t=29\nW 3000 t=31\n' >b.text
gives 'map 0 65536 rw t=5\nR 1000 t=10\nW 1000 t=10\nW 2000 t=29\nR 2000 t=30\nR 3000 t=30\nR 4000 t=30\nW 3000 t=31\nR 5000 t=40\n' --merge a.text b.text
gives 'R 1000 t=10\nR 2000 t=30\n' a.text --take 40%
gives 'map 0 65536 rw pid=2 t=5\nR 1000 pid=1 t=10\nW 1000 pid=2 t=10\n' --merge=pids a.text b.text --take 2
gives 'W 1000 t=10\nR 1000 t=10\n' --merge b.text a.text --take 2 --filter events=no
# At the same time the file that was given first comes first, also if the other one is
# being read.
printf 'pagerace-trace 1\nR 1000 t=10\nR 2000 t=20\nR 3000 t=20\n' >c.text
printf 'pagerace-trace 1\nW 1000 t=15\nW 2000 t=20\nW 3000 t=20\n' >d.text
gives 'R 1000 t=10\nW 1000 t=15\nR 2000 t=20\nR 3000 t=20\nW 2000 t=20\nW 3000 t=20\n' --merge c.text d.text
gives 'R 1000 t=10\nW 1000 t=15\nW 2000 t=20\nW 3000 t=20\nR 2000 t=20\nR 3000 t=20\n' --merge d.text c.text
# Numbers of devices are those of one file.
echo '128166372003061629,hm,0,Read,4096,512,413' >hm.csv
echo '128166372003061628,src,1,Write,4096,512,413' >src.csv
gives 'W 1000 512 pid=2 t=12816637200306162800\nR 1000 512 pid=1 t=12816637200306162900\n' --merge=pids hm.csv src.csv
refused 3 'hm.csv: numbers its devices' "$pagerace" convert --merge hm.csv src.csv -o x
gives 'R 1000 512 t=12816637200306162900\n' --merge hm.csv
"$pagerace" convert a.text -q -o a.csv --to columns:addr=1,op=2,time=3
gives 'R 1000 t=10\nR 2000 t=30\nR 3000 t=30\nR 4000 t=30\nR 5000 t=40\n' --merge a.csv -f columns:addr=1,op=2,time=3
refused 3 'has no times' "$pagerace" convert --merge a.text t.text -o x
refused 3 'has no times' "$pagerace" convert --merge a.text "$srcdir/traces/tcc.lackey.xz" -o x
refused 2 'needs files' "$pagerace" convert --merge -o x
# What the files hold in place of all accesses stays said; of reduced ones no whole can
# be made.
printf 'pagerace-trace 1\npartial page faults\nR 6000 t=8\n' >part.text
expect 0 "$pagerace" convert -q --merge a.text part.text -o x.text
grep -qx 'partial page faults' x.text || fail "merged, page faults are all accesses"
printf 'pagerace-trace 1\nreduced sad:2 page=4096 references=9\nR 6000 t=8\n' >red.text
refused 3 'red.text: was reduced' "$pagerace" convert --merge a.text red.text -o x
refused 2 'merge' "$pagerace" convert --merge=odd a.text -o x
refused 2 'at most 256' "$pagerace" convert --merge $(yes a.text | head -257) -o x
printf 'pagerace-trace 1\nR 1000 t=1 pid=4\nR 1000 t=2\n' >two.text
refused 3 'several processes' "$pagerace" convert --merge=pids a.text two.text -o x
refused 2 'one trace is allowed' "$pagerace" convert a.text b.text -o x

# drmemtrace: two threads, timestamps of microseconds, ties by thread; bytes of
# header, thread, process, timestamp and reads.
# entry TYPE SIZE VALUE...: one record of 12 bytes.
entry() {
	printf "\\$(printf %03o $1)\\0\\$(printf %03o $2)\\0\\$(printf %03o $3)\\$(printf %03o ${4:-0})\\0\\0\\0\\0\\0\\0"
}
{
	entry 25 0 7; entry 22 0 9; entry 24 0 5; entry 28 2 1; entry 0 4 0 16
	entry 28 2 3; entry 0 4 0 32
} >late.dr
{
	entry 25 0 7; entry 22 0 2; entry 24 0 5; entry 28 2 1; entry 0 4 0 48
	entry 28 2 2; entry 0 4 0 64; entry 0 4 0 80
} >early.dr
gives 'R 3000 4 pid=5 t=1000\nR 1000 4 pid=5 t=1000\nR 4000 4 pid=5 t=2000\nR 5000 4 pid=5 t=2000\nR 2000 4 pid=5 t=3000\n' --merge late.dr early.dr -f drmemtrace

# Reduction.
results() {
	"$pagerace" compare "$@" -q -p lru,opt -m 40,60,50% --json - 2>/dev/null |
		sed -n '/"runs"/,$p' |
		grep -E '"(page_faults|zero_fill|swap_in|evictions|reads|writes)"'
}
"$pagerace" convert "$srcdir/traces/tcc.lackey.xz" -o tcc.text --reduce sad:40 >out 2>err ||
	fail "--reduce: $(cat err)"
grep -q 'were reduced to .* with 40 frames and more' out || fail "not told: $(cat out)"
sed -n 2p tcc.text | grep -qx 'reduced sad:40 page=4096 references=[0-9]*' ||
	fail "no header: $(sed -n 2p tcc.text)"
[ "$(wc -l <tcc.text)" -lt 20000 ] || fail "hardly reduced"
results "$srcdir/traces/tcc.lackey.xz" >a
results tcc.text >b
[ "$(wc -l <a)" -ge 30 ] || fail "no results"
cmp -s a b || fail "the reduced trace has other faults"
refused 3 'was reduced for 40 frames and more, and lru has 39' "$pagerace" replay tcc.text -p lru -m 39
refused 3 'was reduced for 40 frames' "$pagerace" compare tcc.text -p opt -m 39,40 -q
refused 3 'was reduced for pages of 4096' "$pagerace" replay tcc.text -p lru -m 64 --page-size 8KiB
"$pagerace" replay tcc.text -q -p clock -m 50 2>err || fail "another policy"
grep -q 'warning: the trace was reduced (sad:40) from .* those of clock are not' err ||
	fail "another policy is not told: $(cat err)"
"$pagerace" replay tcc.text -q -p lru -m 50 --json out 2>err || fail "lru"
grep -q 'note: the trace was reduced' err || fail "lru: $(cat err)"
tr -d ' \n' <out | grep -q '"reduction":{"frames":40,"page_size":4096,"references":[0-9]*}' ||
	fail "the document does not have the reduction"
"$pagerace" compare tcc.text -q -p ws -m 60 --json ws.json 2>/dev/null || fail "ws"
! grep -q '"equal_mean"' ws.json || fail "runs at equal memory, which may be too small"
"$pagerace" compare "$srcdir/traces/tcc.lackey.xz" -q -p ws -m 60 --json ws.json 2>/dev/null
grep -q '"equal_mean"' ws.json || fail "no runs at equal memory of a whole trace"
"$pagerace" report out --markdown - | grep -q 'the trace was reduced' || fail "read back"

# It stays with the trace; for more frames it can be reduced again.
gives "$(sed 1d tcc.text | sed 's/$/\\n/' | tr -d '\n')" tcc.text
"$pagerace" convert tcc.text -q -o more.text --reduce sad:80 || fail "again"
[ "$(sed -n 2p more.text)" = "$(sed -n '2s/:40/:80/p' tcc.text)" ] || fail "again: $(sed -n 2p more.text)"
"$pagerace" convert tcc.text -q -o x --to lackey 2>err
grep -q 'does not keep: .*how it was reduced' err || fail "lost reduction: $(cat err)"
rm -f x
"$pagerace" convert tcc.text -q -o tcc.prt || fail "packed"
results tcc.prt >b
cmp -s a b || fail "packed has other faults"
refused 3 'was reduced for 40 frames' "$pagerace" replay tcc.prt -p lru -m 39
"$pagerace" convert tcc.prt -q -o - | cmp -s - tcc.text || fail "packed loses the reduction"
refused 3 'was reduced' "$pagerace" convert tcc.text -o x --take 100
refused 3 'was reduced' "$pagerace" convert tcc.text -o x --filter kind=R
refused 3 'was reduced for pages' "$pagerace" convert tcc.text -o x --reduce sad:99 --page-size 8KiB
printf 'pagerace-trace 1\nR 1000\npin 1000 4K\n' >pin.text
refused 3 'pinned pages cannot' "$pagerace" convert pin.text -o x --reduce sad:2
printf '%s\n' 'pagerace-trace 1' 'map 1000 8K rw' 'R 1000' 'fork 1' \
    'W 1000 pid=1' >late.text
refused 3 'fork, .* cannot be reduced' "$pagerace" convert late.text -o x --reduce sad:2
# No page is shared where none was touched before.
printf '%s\n' 'pagerace-trace 1' 'map 1000 8K rw' 'fork 1' 'R 1000' 'R 1000' \
    'R 1000 pid=1' 'R 1000 pid=1' 'R 1000 pid=1' >early.text
"$pagerace" convert early.text -q -o x.text --reduce sad:2 || fail "a fork without shared pages"
[ "$(grep -c "^R" x.text)" -eq 4 ] || fail "a fork without shared pages: $(cat x.text)"
rm -f x.text
for bad in 4 sad: sad:0 sad:-1 sad:99999999999 fad:4 ''; do
	refused 2 'reduce' "$pagerace" convert t.text -o x --reduce "$bad"
done
for bad in sad:0 sad:4 'sad:4 page=4096' 'sad:4 page=4095 references=9' \
    'sad:4 page=8 references=9' 'sad:4 page=4096 references=0' \
    'sad:4 page=4096 references=9 x' 'fad:4 page=4096 references=9' \
    'sad:99999999999999999999 page=4096 references=9'; do
	printf 'pagerace-trace 1\nreduced %s\nR 1000\n' "$bad" >bad.text
	refused 3 'bad.text:2:' "$pagerace" info bad.text
done
for bad in t= t=x t=-1 t=18446744073709551615; do
	printf 'pagerace-trace 1\nR 1000 %s\n' "$bad" >bad.text
	refused 3 'bad.text:2:' "$pagerace" info --strict bad.text
done

# The name of the file says the format, and a packed one where it is from.
for name in x.text:text x.txt:text x.trace:text x.lirs:lirs x.prt:packed x:packed; do
	"$pagerace" convert a.text -q -o ${name%:*} 2>/dev/null || fail "$name"
	"$pagerace" info ${name%:*} 2>/dev/null | grep -q "^  format ${name#*:}" ||
		fail "${name%:*} is not ${name#*:}"
	rm -f ${name%:*}
done
mkdir folder && cp a.text folder
"$pagerace" convert folder/a.text -q -o x.prt --take 2 || fail "a folder"
"$pagerace" convert --take 2 -o y.prt -q ./a.text || fail "a folder"
grep -aqx 'command: pagerace convert a.text --take 2' x.prt || fail "no command"
grep -aqx 'command: pagerace convert --take 2 a.text' y.prt || fail "no command"
grep -aqx 'format: text' x.prt || fail "no format"
rm x.prt

# A reader that goes away ends the writing without an error.
for to in - /dev/stdout; do
	"$pagerace" gen zipf:n=50m -q -o $to 2>err | head -n 1 >/dev/null
	[ ! -s err ] || fail "-o $to: $(cat err)"
done
"$pagerace" gen loop:n=10k -o x.text --progress=always >/dev/null 2>err
grep -q '10,000 accesses written in .*/s$' err || fail "no rate: $(cat err)"

finish
