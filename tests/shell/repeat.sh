#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The same command has the same results, byte for byte: when it is repeated, with
# any number of workers, with either engine, and with any compression.
. "${srcdir:-.}/tests/shell/harness.sh"

small trace
cat >suite.yaml <<'EOF'
traces: [trace, { path: trace, name: again, settings: { ifetch: no } }]
policies: [random, clock, { name: lru }]
memories: [10%, 20]
devices: [nvme, hdd]
EOF

# reports FOLDER COMMAND...: writes every kind of report.
reports() {
	mkdir "$1"
	to=$1
	shift
	events=
	[ "$1" != replay ] || events="--events $to/events"
	expect 0 "$pagerace" "$@" --json "$to/json" --csv "$to/csv" \
	    --markdown "$to/markdown" --hgrm "$to/hgrm" $events
	mv out "$to/screen"
	# With 3 frames a policy of a kernel may find nothing to reclaim.
	if grep -v -e '^engine: ' -e 'reclaim found no memory in' err; then
		fail "something on standard error: $*"
	fi
}

same() {
	diff -r "$1" "$2" >difference || {
		fail "$3"
		head -n 10 difference
	}
}

replay="replay trace -p random -m 15%"
compare="compare trace -p all -m 3..60*2,25% -d nvme,hdd"
# All runs at the same time, fed while the trace is read.
live="compare trace -p random,lru,arc,s3fifo,clockpro -m 3..60*2 -d nvme,hdd"
for command in "$replay" "replay trace -p arc -m 9" "$live" "$compare" \
    "bench suite.yaml"; do
	set -- $command
	reports first "$@" -j 1
	reports second "$@" -j 1
	same first second "another run, another answer: $command"
	reports many "$@" -j 8
	same first many "another number of workers: $command"
	reports plain "$@" --engine=plain
	same first plain "another way to compute: $command"
	rm -rf first second many plain
done

# Compressed, piped or moved: only the name differs.
mkdir elsewhere
cp trace elsewhere/trace
gzip -c trace >trace.gz
"$pagerace" $compare -q --json plain.json --csv plain.csv
try() {
	sed "s/\"name\": \"$1\"/\"name\": \"trace\"/" got.json |
		cmp -s - plain.json || fail "other bytes: $2"
	sed "s/^$1,/trace,/" got.csv | cmp -s - plain.csv ||
		fail "other rows: $2"
}
set -- -p all -m 3..60*2,25% -d nvme,hdd -q --json got.json --csv got.csv
"$pagerace" compare elsewhere/trace "$@"
try trace "from another folder"
"$pagerace" compare trace.gz "$@"
try trace.gz "from gzip"
"$pagerace" compare - "$@" <trace
try - "from standard input"
"$pagerace" compare - "$@" <trace.gz
try - "from gzip on standard input"
for pack in xz zstd; do
	$pack -qc trace >trace.$pack 2>/dev/null || continue
	"$pagerace" compare trace.$pack "$@"
	try trace.$pack "from $pack"
done

# A seed changes what is random and nothing else.
"$pagerace" replay trace -p random -m 8 -d none -q --csv one.csv
"$pagerace" replay trace -p random -m 8 -d none -q --csv two.csv --set seed=2
if cmp -s one.csv two.csv; then
	fail "another seed, the same random victims"
fi
"$pagerace" replay trace -p lru -m 8 -d none -q --csv one.csv
"$pagerace" replay trace -p lru -m 8 -d none -q --csv two.csv --set seed=2
cmp -s one.csv two.csv || fail "lru depends on the seed"
finish
