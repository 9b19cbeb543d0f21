#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Runs that are made together have the results of runs by themselves, to the
# byte of the document: on the bundled traces, on zipf over many pages, which is
# made in other ways, and on the traces of data/traces where they are there.
. "${srcdir:-.}/tests/shell/harness.sh"

# The same document with and without --engine=plain.
same() {
	"$pagerace" compare "$@" -q -j 2 --engine --json auto.json \
		>/dev/null 2>how || {
		fail "$*: $(cat how)"
		return
	}
	"$pagerace" compare "$@" -q --engine=plain --json plain.json \
		>/dev/null 2>err || fail "$* --engine=plain: $(cat err)"
	cmp -s auto.json plain.json || fail "other results: $*"
}

# The runs of a policy were made in this way.
made() {
	grep -q "^engine: $1 with .* frames: $2 (" how ||
		fail "$1 is not made by '$2': $(cat how)"
}

policies=fifo,clock,clock:load_bit=0,clock:hand=stay,sieve,random,s3fifo,lru
trace=$srcdir/traces/git.prt
same "$trace" -p $policies -m 20,60,300 -d none --take 200k
made clock words
made lru words
made s3fifo fused
same "$trace" -p lru,opt -m 20,60,300 -d nvme --take 200k --warmup 20k --parts
made lru reduced
made opt reduced
same "$srcdir/traces/sqlite3.prt" -p $policies,scfifo,extended-clock \
	-m 2%,10%,50%,100% -d none
made clock words
same "$srcdir/traces/sqlite3.prt" -p fifo,clock,lru -m 2%,10%,50%,100%
made clock words
same "$trace" -p $policies -m 20,60,300 --take 100k --parts
made clock fused
same "$srcdir/traces/tcc.lackey.xz" -p $policies,opt -m 5%,20%,60% --take 200k
made lru words
"$pagerace" replay "$trace" -p lru -m 60 -q --take 200k --engine >/dev/null 2>how
made lru reduced

"$pagerace" gen zipf:pages=200k,n=300k,writes=30% -q -o zipf.prt \
	--to packed:refs=yes 2>err || fail "$(cat err)"
sizes=500,1000,2000,4000,8000,16000,32000,64000
same zipf.prt -p $policies,mru,scfifo,extended-clock -m $sizes -d none
made fifo stamps
made lru words
made clock words
made mru words
same zipf.prt -p fifo,lru,clock -m $sizes -d none --warmup 50k \
	--set always_write=yes

# With a device that takes time while nothing is written, and after a write that
# comes when the way was chosen.
"$pagerace" gen zipf:pages=200k,n=300k,writes=0% -q -o reads.txt --to text \
	2>err || fail "$(cat err)"
same reads.txt -p fifo,lru,clock -m $sizes -d nvme,zram
made fifo stamps
made lru words
made clock words
same reads.txt -p lru -m 1000..60000/40 -d nvme
made lru stack
same reads.txt -p fifo,lru -m $sizes -d hdd
made fifo machine
same reads.txt -p fifo,lru -m $sizes -d ssd --warmup 50k --set first_touch=read
made lru words
sed -n '/^R/{p;q}' reads.txt | sed 's/^R/W/' >write
cat write >>reads.txt
same reads.txt -p fifo,lru -m $sizes -d none,nvme
made lru words
grep -q 'in 2 readings' how || fail "a late write: $(cat how)"

# Where pages are written, each fault is noted for the device.  Times of zram
# depend on slots, and a page that is cleaned is no fault.
same zipf.prt -p $policies,mru,scfifo -m $sizes -d nvme,optane,ssd
for policy in fifo clock lru sieve mru random scfifo; do
	made $policy words
done
same zipf.prt -p fifo,clock,lru -m $sizes -d nvme --warmup 50k \
	--set always_write=yes --set first_touch=read --set writeback=sync
made fifo words
same zipf.prt -p fifo,extended-clock -m $sizes -d zram
made fifo machine
same zipf.prt -p extended-clock -m $sizes
made extended-clock machine

# More areas than a byte tells apart, which come one after another.
awk 'BEGIN {
	print "pagerace-trace 1"
	for (i = 0; i < 20000; i++)
		printf "R %x0000000\n", 1 + i * i * 7919 % (1 + i % 600)
}' >spread.txt
same spread.txt -p fifo,clock,lru -m 20,50 -d none --parts --warmup 5k

# Where times may not fit, machines are made.
sed 's/^R/W/' spread.txt >long.txt
same long.txt -p fifo,random -m 5,50,300 -d nvme
made random words
same long.txt -p fifo,random -m 5,50,300 --page-size 1MiB \
	-d nvme:erase_every=1,erase_ns=1000s
made random fused

# At level 3 the memory that a policy asks for has one page more.
same "$trace" -p cart,arc,cacheus -m 60,300 --take 20k --set level=3

# In a pipe a trace cannot be read again, and this format has no events.
"$pagerace" convert zipf.prt -q -o zipf.lirs 2>/dev/null
"$pagerace" compare zipf.lirs -p fifo,lru -m $sizes -d none -q --csv want \
	2>/dev/null || fail "a list of page numbers is not read"
"$pagerace" compare - -f lirs -p fifo,lru -m $sizes -d none -q --csv got \
	--engine <zipf.lirs >/dev/null 2>how || fail "in a pipe: $(cat how)"
made fifo stamps
[ "$(cut -d, -f3- want)" = "$(cut -d, -f3- got)" ] ||
	fail "other results from a pipe"

data=${PAGERACE_SHARED:-$srcdir/../shared/data}/traces
[ -d "$data" ] || finish
for file in "$data"/lackey-cjdevault/* "$data"/caffeine/lirs/2* \
	"$data"/pitt-spec/gcc* "$data"/arc-fast03/oltp*; do
	[ -f "$file" ] || continue
	same "$file" -p fifo,clock,sieve,mru,lru -m 10,100,1000,5000 -d none \
		--take 100k
done
finish
