#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The gate: 'bench --baseline' and 'diff' exit with 0 if no metric is worse, with 1
# if one is, and report which and by how much, and with 3 if two documents do not
# measure the same thing.
. "${srcdir:-.}/tests/shell/harness.sh"
command -v python3 >/dev/null || {
	echo "skipped: no python3"
	exit 77
}

small trace
cat >suite.yaml <<'EOF'
name: gate
traces: [trace]
policies: [lru, fifo]
memories: [8, 16]
EOF

# change FILE STATEMENT: FILE is base.json changed, where r is its first run.
change() {
	python3 - "$1" "$2" <<'EOF'
import json, sys
with open("base.json") as f:
    d = json.load(f)
result = d["results"][0]
r = result["runs"][0]
exec(sys.argv[2])
with open(sys.argv[1], "w") as f:
    json.dump(d, f)
EOF
}

bench() {
	want=$1
	shift
	expect "$want" "$pagerace" bench suite.yaml "$@"
}
says() {
	grep -q -- "$1" "$2" || {
		fail "no '$1' in $2"
		head -n 20 "$2"
	}
}

# --update-baseline=full writes the same as --json, and is equal to itself.
bench 0 --baseline base.json --update-baseline=full
bench 0 --json again.json
cmp -s base.json again.json || fail "--update-baseline writes something else"
bench 0 --baseline base.json --markdown good.md --junit good.xml
says '^equal: 4 equal of 4 runs' out
says 'failures="0"' good.xml
bench 0 -q --baseline base.json
[ ! -s out ] || fail "--quiet prints something"
expect 0 "$pagerace" diff base.json again.json

# One fault more, in one run.
change less.json 'r["faults"]["total"] -= 1; r["faults"]["swap_in"] -= 1'
old=$(python3 -c 'import json
print(json.load(open("less.json"))["results"][0]["runs"][0]["faults"]["total"])')
new=$((old + 1))
percent=$(awk -v n="$new" -v o="$old" \
    'BEGIN { printf "%.2f", 100 * (n - o) / o }')
plain() {
	tr -d ',|*\\' <"$1" | tr -s ' '
}
bench 1 --baseline less.json --markdown bad.md --junit bad.xml --json kept.json
cmp -s kept.json base.json || fail "a regression, and the report is not complete"
plain out >bad.txt
plain bad.md >bad.plain
for file in bad.txt bad.plain; do
	says "faults.total.* $old $new +1 +$percent" $file
	says 'regression' $file
done
says 'failures="1"' bad.xml # faults.total, and not faults.swap_in below it
says "faults.total" bad.xml
says "$old" bad.xml
says "$new" bad.xml
expect 1 "$pagerace" diff less.json base.json --markdown bad.md \
    --junit bad.xml --json verdict.json
plain out >bad.txt
says "faults.total.* $old $new +1 +$percent" bad.txt
says 'failures="1"' bad.xml
says 'faults.swap_in.*not judged' bad.txt
says 'regression' bad.md
expect 1 "$pagerace" diff less.json base.json --gate all --junit bad.xml
says 'failures="2"' bad.xml
python3 -c 'import json; json.load(open("verdict.json"))' ||
	fail "the verdict is not JSON"

# With the documents exchanged it is better, which passes.
expect 0 "$pagerace" diff base.json less.json
says '^better: 3 equal, 1 better of 4 runs' out

# Within a limit it is tolerated: on the command line, or in the suite.  A limit of
# the sum is enough, and is not undone by its parts.
for limit in faults.total=1 faults.total=1% default=1 default=100% \
    faults.total=inf; do
	bench 0 --baseline less.json --limit $limit
	expect 0 "$pagerace" diff less.json base.json --limit $limit
done
for limit in faults.total=0 faults.total=0% evictions=10 default=0 \
    faults.swap_in=1 time_ns.stall=inf; do
	bench 1 --baseline less.json --limit $limit
done
bench 1 --baseline less.json --gate all --limit faults.total=1
bench 0 --baseline less.json --gate all --limit default=1
bench 0 --baseline less.json --gate time_ns.stall,evictions
bench 1 --baseline less.json --gate time_ns.stall --gate faults_total
cp suite.yaml suite.keep
echo 'limits: { faults.total: 1, time_ns.stall: 1% }' >>suite.yaml
bench 0 --baseline less.json
says 'judged: faults.total (limit 1), time_ns.stall (limit 1%)' out
bench 1 --baseline less.json --limit faults.total=0
echo 'gate: [time_ns.stall, swap.writes]' >>suite.yaml
bench 2 --baseline less.json --limit faults.total=0
bench 1 --baseline less.json --limit faults.total=0 --gate faults.total
echo 'limits: { evictions: much }' >suite.yaml
cat suite.keep >>suite.yaml
bench 3
says '^pagerace: suite.yaml:1:22: bad limit .much. of evictions' err
echo 'gate: [evictions, swap.write]' >suite.yaml
cat suite.keep >>suite.yaml
bench 3
says "suite.yaml:1:19: unknown metric.*did you mean 'swap.writes'" err
mv suite.keep suite.yaml
expect 2 "$pagerace" diff base.json base.json --limit default=inf
says 'judges nothing' err
expect 2 "$pagerace" diff base.json base.json --gate ''

# A real change: another policy under the old one's name has fewer faults and more
# writes.  What is judged is better, so it passes.
change writes.json 'r["faults"]["total"] += 5; r["faults"]["swap_in"] += 5
r["time_ns"]["stall"] += 9; r["swap"]["writes"] -= 8'
expect 0 "$pagerace" diff writes.json base.json
says '^better: 3 equal, 1 better of 4 runs' out
says 'swap.writes.*+8.*not judged' out
expect 1 "$pagerace" diff writes.json base.json --gate all

# A slim baseline: less than a tenth, the same verdicts, refused by that word where
# more is needed.
bench 0 --baseline slim.json --update-baseline
says '^written: all of 4 runs' out
bench 0 --baseline slim.json --gate all
expect 0 "$pagerace" diff slim.json base.json --gate all
expect 0 "$pagerace" diff base.json slim.json --gate all
expect 1 "$pagerace" diff slim.json writes.json
bench 3 --baseline slim.json --set seed=2
says 'model seed 1 there, 2 here' err
for command in report "merge -o merged.json base.json"; do
	expect 3 "$pagerace" $command slim.json
	says '^pagerace: slim.json: is a slim baseline' err
done
"$pagerace" compare trace -p lru,fifo,clock,lirs -m 4..40/10 -d nvme,hdd -q \
    --json long.json
cat >long.yaml <<'LONG'
traces: [trace]
policies: [lru, fifo, clock, lirs]
memories: [4..40/10]
devices: [nvme, hdd]
LONG
expect 0 "$pagerace" bench long.yaml -q --baseline long-slim.json --update-baseline
expect 0 "$pagerace" diff long.json long-slim.json --gate all
[ "$(($(wc -c <long-slim.json) * 10))" -lt "$(wc -c <long.json)" ] ||
	fail "a slim baseline is not below a tenth: $(wc -c long*.json)"

# An update tells what it changes, and writes over no other file.
expect 0 "$pagerace" bench suite.yaml --baseline slim.json --update-baseline
says '^unchanged: all of 4 runs' out
cp less.json update.json
bench 0 --baseline update.json --update-baseline
plain out >bad.txt
says "faults.total $old $new +1 +$percent" bad.txt
says '^updated: 1 changed of 4 runs' out
bench 0 --baseline update.json --update-baseline -p lru -m 8,9
says 'lru, 9 frames, nvme: added' out
says '^updated: 1 added, 3 removed of 5 runs' out
bench 0 --baseline update.json --update-baseline --set seed=2
says 'cannot be compared.*seed 1 there, 2 here' out
bench 0 --baseline update.json --update-baseline -q
[ ! -s out ] || fail "--quiet prints something"
echo 'notes of mine' >notes
bench 3 --baseline notes --update-baseline
says '^notes of mine$' notes
: >empty.json
bench 0 --baseline empty.json --update-baseline

# What differs comes first, with both values.
bench 3 --baseline slim.json -m 8,17
says '^pagerace: slim.json: frames 16 there, 17 here; has no entry for lru' err
bench 3 --baseline slim.json -p lru,fifo,clock
says ': policy .* there, clock here; has no entry for clock' err
cat >two.yaml <<'TWO'
traces: [trace, { path: trace2, name: second }]
policies: [lru]
memories: [50%]
TWO
cp trace trace2
echo 'R 900000 4' >>trace2
expect 0 "$pagerace" bench two.yaml -q --baseline two.json --update-baseline
echo 'R 901000 4' >>trace2
echo 'R 902000 4' >>trace2
expect 3 "$pagerace" bench two.yaml -q --baseline two.json
says '^pagerace: [^:]*: .*second: digest xxh3:[0-9a-f]* there, xxh3:[0-9a-f]* here' err

# A run that is not in the baseline, or only there.
change fewer.json 'result["runs"].pop(0)'
bench 3 --baseline fewer.json
says '--allow-new' err
bench 0 --baseline fewer.json --allow-new
says ' new' out
expect 3 "$pagerace" diff fewer.json base.json
expect 0 "$pagerace" diff fewer.json base.json --allow-new
expect 3 "$pagerace" diff base.json fewer.json
says 'missing' out
bench 3 --baseline base.json -p lru --markdown bad.md
says 'missing' bad.md
# Runs that can be compared are reported before the others are refused.
bench 3 --baseline less.json -p lru
says 'regression' out
says 'fifo, 8 frames' err

# Not the same thing: another trace, other settings, other figures.
change other.json 'result["trace"]["digest"] = "xxh3:0123456789abcdef"'
bench 3 --baseline other.json
says 'trace' err
expect 3 "$pagerace" diff other.json base.json
for setting in seed=2 swap_cache=yes think_ns=2; do
	bench 3 --baseline base.json --set $setting
	says "model.*${setting%=*}" err
done
bench 3 --baseline base.json --page-size 8KiB
bench 3 --baseline base.json -d hdd
printf 'kernel: { evict_ns: 1 }\n' >figures.yaml
bench 3 --baseline base.json --figures figures.yaml
says 'figures' err

# A gate without a verdict writes that and the reason to each of its files, and
# replaces the verdict of an earlier run.
refused() {
	reason=$1
	shift
	for file in gate.md gate.xml gate.json; do
		echo 'stale' >$file
	done
	expect 3 "$@" --markdown gate.md --junit gate.xml
	says 'refused' gate.md
	says "$reason" gate.md
	! grep -q stale gate.md gate.xml || fail "an old verdict remains: $*"
	python3 - "$reason" <<'REFUSED' || fail "no refusal in gate.xml: $*"
import re, sys, xml.etree.ElementTree as xml
root = xml.parse("gate.xml").getroot()
errors = root.findall(".//error")
assert root.get("errors") == root.find("testsuite").get("errors") == "1"
assert root.get("failures") == "0" and len(errors) == 1
assert errors[0].get("type") == "refused"
assert re.search(sys.argv[1], errors[0].get("message"))
REFUSED
}
gate="$pagerace bench suite.yaml --baseline"
refused 'cannot be compared.*trace' $gate other.json
refused 'cannot be compared.*seed' $gate base.json --set seed=2
refused 'absent.json: ' $gate absent.json
echo '{' >half.json
refused 'half.json' $gate half.json
sed 's/\[trace]/[absent]/' suite.yaml >lacks.yaml
refused 'absent: cannot be opened' \
    "$pagerace" bench lacks.yaml --baseline base.json
echo 'wrong: [' >wrong.yaml
refused 'wrong.yaml:' "$pagerace" bench wrong.yaml --baseline base.json
refused 'absent.json: ' "$pagerace" diff absent.json base.json
refused 'absent.json: ' "$pagerace" diff base.json absent.json
refused 'cannot be compared' "$pagerace" diff other.json base.json \
    --json gate.json
python3 -c 'import json
v = json.load(open("gate.json"))
assert v["passed"] is False and "trace" in v["refused"] and v["runs"] == []' ||
	fail "no refusal as JSON"
# If only some runs can be compared, these are reported and the others are errors.
bench 3 --baseline base.json -p lru --junit bad.xml
says 'failures="0" errors="2"' bad.xml
says '<error type="missing"' bad.xml
# A wrong command line writes no file.
echo stale >gate.md
expect 2 $gate base.json --limit nonsense=1 --markdown gate.md
expect 2 "$pagerace" bench suite.yaml --limit faults.total=1
grep -q 'limit needs --baseline' err || fail "a limit without a baseline: $(cat err)"
says 'stale' gate.md

# A gate that has nothing to judge does not pass: documents without runs, a metric
# that was named and that no run has.  Among 'all' it is left out.
python3 -c 'import json
d = json.load(open("base.json"))
d["results"] = []
json.dump(d, open("empty.json", "w"))'
expect 3 "$pagerace" diff empty.json empty.json --junit empty.xml
says 'nothing to compare' err
says 'type="refused"' empty.xml
for named in '--gate tlb.misses' '--gate faults.total,tlb.misses' '--limit tlb.misses=1%'; do
	bench 3 --baseline base.json $named
	says 'tlb.misses is to be judged, and no run has it' err
done
bench 0 --baseline base.json --limit tlb.misses=inf
bench 0 --baseline base.json --gate all --junit all.xml
! grep -q tlb out all.xml || fail "a metric is judged that no run has"
bench 0 --baseline tlb.json --update-baseline --set tlb=2
bench 0 --baseline tlb.json --set tlb=2 --gate tlb.misses
says '^judged: tlb.misses (limit 0)' out

# Declared areas and quotas identify a run, also in a slim baseline.
cat >area.text <<-END
	pagerace-trace 1
	W 10000 4
	W 11000 4
	W 12000 4
END
for size in 16 8; do
	cat >area$size.yaml <<-END
		traces: [ area.text ]
		policies: [ lru ]
		memories: [ 2 ]
		settings: { areas: declared }
		areas: [ { base: 0x10000, size: ${size}KiB, flags: rw } ]
	END
done
expect 0 "$pagerace" bench area16.yaml -q --baseline area.json --update-baseline
expect 0 "$pagerace" bench area16.yaml -q --baseline area.json
expect 3 "$pagerace" bench area8.yaml -q --baseline area.json
says 'cannot be compared with area.json: areas and quotas xxh3:' err

bench 3 --baseline absent.json
says '^pagerace: absent.json: does not exist (--update-baseline writes it)' err

# A limit of a metric that the gate does not name would be ignored, so it is refused;
# not where --gate replaces the names of a suite.
bench 2 --baseline base.json --gate faults.total --limit swap_writes=0
says 'swap_writes has a limit, and the gate names other metrics only' err
bench 0 --baseline base.json --gate faults.total --limit swap.writes=inf --limit default=1%
printf 'gate: [faults.total]\nlimits: { faults.total: 1, swap.writes: 5 }\n' |
	cat suite.yaml - >named.yaml
expect 3 "$pagerace" bench named.yaml --baseline base.json
says '^pagerace: named.yaml:6:28: swap.writes has a limit' err
expect 0 "$pagerace" bench named.yaml --baseline base.json --gate faults.total

# A pattern among the traces is every file that it matches, by name.
mkdir many
cp trace many/b.trace
cp trace many/a.trace
cp trace many/c.other
cat >many.yaml <<'MANY'
traces: ["many/*.trace", { path: "many/[c].*" }]
policies: [lru]
memories: [8]
MANY
expect 0 "$pagerace" bench many.yaml -q --csv many.csv
[ "$(sed 1d many.csv | cut -d, -f1 | tr '\n' ' ')" = "a.trace b.trace c.other " ] ||
	fail "traces of a pattern: $(cat many.csv)"
sed 's/\*/x*/' many.yaml >none.yaml
expect 3 "$pagerace" bench none.yaml
says "none.yaml:1:10: no file matches 'many/x\*.trace'" err
sed 's/path: /name: one, path: /; s/\[c\]/[abc]/' many.yaml >named.yaml
expect 3 "$pagerace" bench named.yaml
says "matches 3 files, and one 'name' is for one" err

# Documents of single runs are compared as well.
for memory in 8 9; do
	"$pagerace" replay trace -p lru -m $memory -q --json $memory.json
done
expect 0 "$pagerace" diff 8.json 8.json
cp 8.json 8b.json
expect 0 "$pagerace" diff 8.json 8b.json --json -
python3 -c 'import json; json.load(open("out"))' || fail "diff --json -"
finish
