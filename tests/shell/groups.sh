#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# groups: processes that share a memory group with scope=local.  A group has what its
# processes would have if they were alone with its limit.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

local='--set scope=local --set groups='
expect 0 "$pagerace" gen -q -o all.prt \
    zipf:pages=600,s=0.9,n=30000,writes=30%,seed=5,processes=3,quantum=50
expect 0 "$pagerace" convert all.prt -q -o two.prt --filter pid=0-1
expect 0 "$pagerace" convert all.prt -q -o one.prt --filter pid=2

# run TRACE MEMORY JSON OPTION...
run() {
	trace=$1 memory=$2 to=$3
	shift 3
	expect 0 "$pagerace" replay "$trace" -m "$memory" -d none -q --json "$to" "$@"
}

alike() {
	run all.prt 900 all.json "$@" ${local}0+1:66.6666%/2:300
	run two.prt 600 two.json "$@"
	run one.prt 300 one.json "$@"
	python3 - <<'P' || fail "groups are not what they are alone: $*"
import json
all, two, one = (json.load(open(n))["runs"][0] for n in ("all.json", "two.json", "one.json"))
def counts(r):
    k = r.get("kernel", {})
    return ([r["faults"][n] for n in ("total", "zero_fill", "swap_in")]
            + [r["evictions"], r["swap"]["reads"], r["swap"]["writes"]]
            + [k.get(n, 0) for n in ("pgscan", "pgsteal", "workingset_refault", "oom")])
assert counts(all) == [a + b for a, b in zip(counts(two), counts(one))], (
    counts(all), counts(two), counts(one))
assert all["faults"]["swap_in"] > 1000
P
}

alike -p lru
alike -p clock
# A reader of statistics comes at other references of a group than of one alone.
alike -p linux:version=6.1,stats=fresh
alike -p linux:version=6.1,stats=1G
alike -p mglru:walk=always
alike -p linux:version=6.1,stats=fresh,swap=async
alike -p lru --set level=1
alike -p lru --set level=2
alike -p lru --set level=3 --set memory_of=group

# A group of all is no division; without limits they are equal.
run all.prt 900 global.json -p lru
run all.prt 900 group.json -p lru ${local}0-2
run all.prt 900 equal.json -p lru ${local}0+1/2
run all.prt 900 half.json -p lru ${local}0+1:50%/2:50%
same() {
	"$pagerace" diff "$1" "$2" -q >out 2>err || :
	python3 - "$1" "$2" <<'P' || fail "$1 and $2 differ"
import json, sys
a, b = (json.load(open(n))["runs"][0] for n in sys.argv[1:])
assert a["faults"] == b["faults"] and a["swap"] == b["swap"], (a["faults"], b["faults"])
P
}
same global.json group.json
same equal.json half.json

# In a machine file, and again from the document.
cat >machine.yaml <<'Y'
settings: { scope: local, groups: 0+1:66.6666%/2:300 }
Y
run all.prt 900 set.json -p lru ${local}0+1:66.6666%/2:300
run all.prt 900 machine.json -p lru --machine machine.yaml
cmp -s set.json machine.json || fail "a machine file and --set differ"
grep -q '"groups": "0+1:66.6666%/2:300"' set.json || fail "no groups in the document"
expect 0 "$pagerace" repeat set.json all.prt
expect 3 "$pagerace" diff set.json equal.json
grep -q 'groups' err || fail "it is not said that groups differ: $(cat err)"

# A forked process is in its parent's group.
python3 - >fork.trace <<'P'
print("pagerace-trace 1\nmap 10000 256K rw\nmap 10000 256K rw pid=5")
n = 1
for i in range(3000):
    n = n * 48271 % 2147483647
    pid = (0, 5, 1)[n % (2 if i < 500 else 3)]
    if i == 500:
        print("fork 1")
    print("W %x 4 pid=%d" % (0x10000 + 4096 * (n // 7 % 64), pid))
P
run fork.trace 60 child.json -p lru ${local}0:75%/5
run fork.trace 60 named.json -p lru ${local}0+1:75%/5
run fork.trace 60 alone.json -p lru ${local}0:50%/1:25%/5
same child.json named.json
"$pagerace" diff child.json alone.json -q >out 2>err || :
python3 - <<'P' || fail "a group of its own makes no difference"
import json
a, b = (json.load(open(n))["runs"][0] for n in ("child.json", "alone.json"))
assert a["faults"] != b["faults"]
P

refused() {
	expect "$1" "$pagerace" replay all.prt -p lru -m 900 -q --set scope=local \
	    --set "groups=$2"
	grep -q -- "$3" err || fail "groups=$2 does not say '$3': $(cat err)"
}
refused 2 0+0 'only one group'
refused 2 0-3/2 'only one group'
refused 2 0+1/2+1 'only one group'
for bad in 0+ +0 a 5-2 / 0//1 0:50%/ 0+1-; do
	refused 2 $bad 'as in 0+1'
done
for bad in 0-4294967294 536870912; do
	refused 2 $bad 'at most 536870911'
done
for bad in 0: 0:0 0:101% 0:1:2 0:x; do
	refused 2 $bad 'the limit of a group'
done
refused 2 "$(printf '0%0120d' 1)" 'at most 120 characters'
refused 3 7 'no process of group 7 is in the trace'
refused 3 0:9000 'limits take 9000'
refused 3 0:900 'each of 3 groups needs one'
expect 2 "$pagerace" replay all.prt -p lru -m 900 -q --set groups=0+1
grep -q 'scope: local' err || fail "scope=local is not named: $(cat err)"
expect 2 "$pagerace" replay all.prt -p lru -m 900 -q --set scope=local --set level=3
grep -q 'memory_of: group' err || fail "memory_of is not named: $(cat err)"
cat >quota.yaml <<'Y'
settings: { scope: local, groups: 0+1:50% }
quotas: { 1: 100 }
Y
expect 3 "$pagerace" replay all.prt -p lru -m 900 -q --machine quota.yaml
grep -q 'quota.yaml:2:14: process 1 has a quota' err || fail "quota: $(cat err)"
finish
