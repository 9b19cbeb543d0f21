#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# What the kernel does: its page faults beside the best other policy that a kernel
# can run, and OPT's, in every format; and the band of --band, which is that of
# runs with so many frames.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

trace=gen:zipf:pages=600,n=20000,s=0.9,seed=3
policies='-p linux,mglru -p fifo,sieve,lru'

expect 0 "$pagerace" compare $trace $policies -m 100,300 -d none --optimum --band \
    --json doc --markdown page.md --html page.html
mv out text
expect 0 "$pagerace" compare $trace -p linux,mglru -p mglru:walk=always \
    -p mglru:walk=once -p mglru:walk=notices -d none -q --json near \
    -m $(seq -s, 92 108),$(seq -s, 292 308)
python3 - <<'P' || fail "the figures are not those of the runs"
import json
doc, near = json.load(open("doc")), json.load(open("near"))
faults = lambda r: r["faults"]["page_faults"]
of = {(r["policy"], r["frames"]): r for r in doc["runs"]}
by = {}
for r in near["runs"]:
    by.setdefault(r["policy"], []).append((r["frames"], faults(r)))
rows = []
for p in "linux", "mglru":
    for n in 100, 300:
        r = of[p, n]
        band = [x for f, x in by[p] if abs(f - n) <= 8]
        assert len(band) == {"linux": 17, "mglru": 68}[p] == r["band"]["runs"]
        assert (min(band), max(band)) == (r["band"]["faults_min"], r["band"]["faults_max"])
        best = min(("fifo", "sieve"), key=lambda q: faults(of[q, n]))
        saved = lambda x: "%.1f %%" % (100.0 * (faults(r) - x) / faults(r))
        rows.append([p, str(n)] + ["{:,}".format(x) for x in (faults(r), min(band), max(band))]
                    + [best] + saved(faults(of[best, n])).split() + saved(r["optimum"]).split())
        assert "band" not in of["fifo", n]
lines = [l.split() for l in open("text")]
for row in rows:
    assert row in lines, row
    for page in "page.md", "page.html":
        text = open(page).read()
        assert "What the kernel does" in text and row[-2] + " %" in text.replace("&nbsp;", " "), (page, row)
P

# Without a kernel there is no such table, and no band.
expect 0 "$pagerace" compare $trace -p fifo,lru -m 100 -d none --band --json plain
grep -q 'no run has a band: no policy' err || fail "a band without a kernel: $(cat err)"
expect 0 "$pagerace" compare $trace -p linux,lru -m 8 -d none --band -q
grep -q 'no run has a band: the frames' err || fail "a band of 8 frames: $(cat err)"
expect 0 "$pagerace" compare $trace -p linux,lru -m 100 -d none --band -q
grep -q 'no run has' err && fail "there is a band: $(cat err)"

# Pages of the kernel that take all of the memory.
for how in '-p linux' '-p mglru' '-p lru --set level=3 --set memory_of=group'; do
	expect 2 "$pagerace" compare $trace $how -m 100 -q --set kernel_pages=100
	grep -q 'kernel_pages: .* leave none of the 100 frames' err ||
	    fail "$how: kernel_pages: $(cat err)"
	expect 0 "$pagerace" compare $trace $how -m 100 -q --set kernel_pages=60
	# As many as there are by default: so little memory is not refused.
	expect 0 "$pagerace" compare $trace $how -m 3 -q --csv default
	expect 0 "$pagerace" compare $trace $how -m 3 -q --csv given \
		--set kernel_pages=3
	cmp -s default given || fail "$how: kernel_pages=3 in 3 frames"
	expect 2 "$pagerace" compare $trace $how -m 4 -q --set kernel_pages=4
done
expect 0 "$pagerace" compare $trace -p lru -m 100 -q --set kernel_pages=100
expect 0 "$pagerace" curve $trace -p lru -q --set kernel_pages=100

# That a policy reclaims as a kernel is its own property, and of the document; an older
# one has it by the names of then.
expect 0 "$pagerace" compare $trace -p linux,lru -m 100 -d none --json kernels -q
grep -c '"kernel_reclaim": true' kernels >count || :
[ "$(cat count)" = 1 ] || fail "kernel_reclaim of $(cat count) runs"
sed 's/"policy": "linux"/"policy": "xnu"/' kernels >renamed
expect 0 "$pagerace" report renamed
grep -q 'What the kernel does' out || fail "a kernel by another name is none"
sed 's/"kernel_reclaim"/"compressed_pool"/' kernels >older
expect 0 "$pagerace" report older
grep -q 'What the kernel does' out || fail "an older document has no kernel"
sed 's/"kernel_reclaim"/"compressed_pool"/' renamed >neither
expect 0 "$pagerace" report neither
grep -q 'What the kernel does' out && fail "any policy is a kernel"
! grep -q 'What the kernel does' out || fail "a table without a kernel"
! grep -q '"band"' plain || fail "a band without a kernel"

# From the document comes the same, and the same command.
expect 0 "$pagerace" report doc
cmp out text || fail "report: another text"
grep -q -- ' --band ' text || fail "the command has no --band"
expect 0 "$pagerace" repeat doc
expect 2 "$pagerace" compare $trace $policies -m 100 --band --sample 50%
grep -q -- '--band' err || fail "a band of a sample"
# A report says what the memory is, also where the daemon had nothing to do, and how swap
# works; and what was read from files.
level() {
	expect 0 "$pagerace" replay $trace -m "$2" -d none -p $1
	tr -s ' \n' ' ' <out | grep -q "level 3 of the model: the memory is $3; $4; without" ||
	    fail "$1 with $2 frames: $(grep -A3 'level 3' out)"
}
sync='swap is synchronous as on zram (swap=sync), and every victim is written'
group='the limit of a group, reclaim is in batches'
level linux 300 "$group" "$sync"
level 'mglru:swap=async --set level=3 --set memory_of=group' 300 "$group" \
    'swap is asynchronous, with a swap cache'
level 'linux --set level=3' 3000 \
    'that of a machine, reclaim is in batches and in the background' "$sync"
expect 0 "$pagerace" replay gen:zipf:pages=600,n=20000,seed=3,areas=2,files=1 -m 300 \
    -d none -p linux --json files
grep -q "^  file_reads  *$(grep -o '"file_reads": [0-9]*' files | tr -dc 0-9 |
    sed ':a;s/\([0-9]\)\([0-9]\{3\}\)\($\|,\)/\1,\2\3/;ta')$" out ||
    fail "no pages read from files: $(grep file_ out)"

# OPT reads no page ahead, and is no bound of who does.
expect 0 "$pagerace" compare gen:loop:pages=2000,n=20000 -m 1000 -d nvme \
    -p linux:swap=async,page_cluster=3,opt
tr -s ' \n' ' ' <out | grep -q 'which no policy beats without read-ahead' ||
    fail "OPT is said to be a bound: $(tail -20 out)"
# With swap=async faults depend on the device: each has its table.
expect 0 "$pagerace" compare $trace -m 100 -d nvme,hdd -p linux:swap=async,clock
grep -q '^What the kernel does on hdd' out || fail "no table of the second device"
expect 0 "$pagerace" compare $trace -m 100 -d nvme,hdd -p linux,clock
grep -q 'What the kernel does on' out && fail "two tables of the same page faults"
finish
