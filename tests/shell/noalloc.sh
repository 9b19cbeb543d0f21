#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Each allocation of each command fails, one at a time: the result is the same, or
# the exit status is 4 and one message says that memory is missing.
. "${srcdir:-.}/tests/shell/harness.sh"
need_compiler
$cc -w -O1 -fPIC -shared -o noalloc.so "$srcdir/tests/shell/faults/noalloc.c" \
    -ldl 2>/dev/null || {
	echo "skipped: the allocator cannot be replaced"
	exit 77
}
without() {
	env LD_PRELOAD=./noalloc.so NOALLOC_MARK=mark NOALLOC_AT="$@"
}
small whole
head -n 300 whole >trace
rm -f mark
without 1 "$pagerace" info trace >out 2>&1 || :
[ -e mark ] || {
	echo "skipped: no allocation can be made to fail"
	exit 77
}
gzip -k trace
xz -k trace
cat >suite.yaml <<'X'
traces: [trace]
policies: [fifo, lru]
memories: [4, 10%]
limits: { faults.total: 1% }
X
"$pagerace" bench suite.yaml --baseline base.json --update-baseline -q
"$pagerace" compare trace -p fifo,lru -m 4 -q --json one.json
"$pagerace" compare trace -p fifo,lru -m 8 -q --json two.json
printf 'new 0x1000 0x10000\nmap_alloc 0x1000 0x8000 rw 0\n' >script
for page in 1 2 3 4 5 1 2; do
	echo "access 0x${page}000 w"
done >>script

# Does the allocation of this number fail?
reached() {
	rm -f mark new.*
	status=0
	without "$@" >out 2>err || status=$?
	[ -e mark ]
}

# starve CMD...: the first allocations, the last, and some of those between.
starve() {
	rm -f new.*
	expected=0
	"$@" >good 2>/dev/null || expected=$?
	last=1 none=1000000
	while [ $((none - last)) -gt 1 ]; do
		middle=$(((none + last) / 2))
		if reached $middle "$@"; then
			last=$middle
		else
			none=$middle
		fi
	done
	for at in $(seq 1 $((last / 12 + 1)) $last) \
	    $(seq $((last > 12 ? last - 12 : 1)) $last); do
		reached $at "$@" || continue
		injected=$((injected + 1))
		case $status in
		"$expected")
			cmp -s good out || fail "$at: another output: $*"
			continue
			;;
		4) ;;
		*) fail "$at: exit status $status: $*" ;;
		esac
		[ "$(grep -c '^pagerace: ' err)" -eq 1 ] &&
		    grep -qi 'memory' err || {
			fail "$at: $*"
			cat err
		}
	done
}
injected=0
starve "$pagerace" replay trace -p fifo -m 4 --json new.json --csv new.csv \
    --markdown new.md --junit new.xml --hgrm new.hgrm --events new.tsv
starve "$pagerace" replay trace -p opt -m 4 -q --json -
starve "$pagerace" compare trace -p fifo,lru,opt,arc -m 4,8 --explain
starve "$pagerace" info trace.gz
starve "$pagerace" info trace.xz
starve "$pagerace" bench suite.yaml
starve "$pagerace" bench suite.yaml --baseline base.json --junit new.xml \
    --markdown new.md
starve "$pagerace" diff one.json one.json
starve "$pagerace" report one.json --markdown - --csv new.csv
starve "$pagerace" merge one.json two.json -o new.json
starve "$pagerace" check clock --runs 1 --long 0 --bundled 0 --law victim
starve "$pagerace" space script
starve "$pagerace" space script -p fifo -m 2
starve "$pagerace" list settings
starve "$pagerace" completions
echo "$injected allocations failed"
[ $injected -gt 200 ] || fail "only $injected allocations failed"
finish
