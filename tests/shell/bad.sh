#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Every wrong input gives one message on standard error and the exit status of its
# kind; nothing else is printed, and no part of a report remains.
. "${srcdir:-.}/tests/shell/harness.sh"

# refuse STATUS TEXT COMMAND...: the message must contain the text.
refuse() {
	want=$1 text=$2
	shift 2
	status=0
	"$@" >out 2>err </dev/null || status=$?
	[ "$status" -eq "$want" ] || fail "exit status $status, not $want: $*"
	[ ! -s out ] || fail "output on standard output: $*"
	# One message; below it the line at fault and a caret, indented.
	[ "$(grep -c '^pagerace: ' err)" -eq 1 ] &&
	    [ "$(grep -vc '^    ' err)" -eq 1 ] || {
		fail "not one message: $*"
		head -n 5 err
	}
	grep -qF -- "$text" err || {
		fail "the message lacks \"$text\": $*"
		head -n 5 err
	}
	for left in report*; do
		[ ! -e "$left" ] || fail "left behind: $left by $*"
	done
	rm -f report*
}

one="-p lru -m 8"
replay() {
	want=$1 text=$2
	shift 2
	refuse "$want" "$text" "$pagerace" replay "$@"
}

small trace
# ------------------------------------------------------------------- traces
: >empty
awk 'BEGIN { srand(7); for (i = 0; i < 4096; i++) printf "%c", 1 + i * 37 % 31 }' >junk
printf '\000\001\002\377\376\000\010' >>junk
gzip -c trace >trace.gz
size=$(wc -c <trace.gz)
head -c $((size / 2)) trace.gz >cut.gz
head -c 10485760 /dev/zero | tr '\000' x >long
{
	head -n 3 trace
	head -c 10485760 /dev/zero | tr '\000' x
} >longer
printf 'pagerace-trace 1\nR 1000 4\nR 12345678123456789 4\n' >beyond
printf 'pagerace-trace 1\nmap 1000 4K rw\n' >none
printf 'pagerace-trace 2\nR 1000 4\n' >future
printf 'pagerace-trace 1\nR 1000 4\nQ 1000 4\nR 2000 4\n' >strange
for command in "$pagerace" "$pagerace info" "$pagerace replay $one" \
    "$pagerace compare -p lru -m 8 --json report.json --csv report.csv"; do
	refuse 3 "empty: is empty" $command ./empty
	refuse 3 "junk: " $command ./junk
	refuse 3 "cut.gz:1930: the gzip data is damaged or cut short" \
	    $command ./cut.gz
	refuse 3 "long: " $command ./long
	refuse 3 "beyond:3:3: an address beyond 64 bits" $command ./beyond
	refuse 3 "none: holds no memory access" $command ./none
	refuse 3 "future:1:" $command ./future
	refuse 3 "/: is a directory" $command "$work/"
	refuse 3 "absent: cannot be opened" $command ./absent
	if [ "$(id -u)" -ne 0 ]; then
		rm -f secret
		cp trace secret
		chmod 000 secret
		refuse 3 "secret: cannot be opened" $command ./secret
	fi
done
printf 'pagerace-trace 1\nmap 0 1T rw populated\nR 0 1\n' >populated
printf 'pagerace-trace 1\nR 0 1\npin 0 1T\n' >pinned
printf 'pagerace-trace 1\nmap 10000 64K rw\nR 10000 1\n' >fine
replay 3 "populated:2:1: populates 268435456 pages at once" populated $one
replay 3 "pinned:3:1: pins 268435456 pages at once" pinned $one
replay 3 "fine:2:1: the map of 0x10000" fine $one --page-size 2MiB
expect 0 "$pagerace" replay fine $one --page-size 65536 -q
{ gzip -c trace; printf 'BZh'; } >junk.gz
{ gzip -c trace; gzip -c trace | head -c 5; } >later.gz
{ gzip -c trace; head -c 512 /dev/zero; } >padded.gz
gzip -c trace.gz >twice.gz
replay 3 "twice.gz: what was unpacked is compressed once more (gzip)" twice.gz $one
replay 3 "junk.gz:4002: the gzip data is damaged or cut short at byte $size of the file" \
    junk.gz $one
replay 3 "later.gz:4002: the gzip data is damaged or cut short at byte $((size + 5)) of" \
    later.gz $one
expect 0 "$pagerace" replay padded.gz $one -q
replay 3 "longer:4:1: " longer $one --strict
replay 3 "strange:3:1: " strange $one --strict --events report
replay 3 "lies outside every area" trace $one --strict --set areas=declared --json report
# A strict reading takes many records at a time, and still names the first that
# is wrong, of a packed trace and of a pipe too.
awk 'BEGIN {
	print "pagerace-trace 1\nmap 100000 64K rw name=heap"
	for (i = 3; i <= 60000; i++)
		print "R", i == 50001 || i == 50007 ? 90000 : 100000 + i % 10 * 1000
}' >outside
awk 'NR == 40001 || NR == 40003 { print "R zz"; next } { print }' outside >wrong
declared="--strict --set areas=declared"
expect 0 "$pagerace" convert outside -o outside.prt -q
replay 3 "outside:50001:1: a read of 0x90000 lies outside every area" outside \
    $one $declared
replay 3 "outside.prt:record 50000, byte 128: a read of 0x90000" outside.prt \
    $one $declared
expect 3 "$pagerace" replay - $one $declared <outside
grep -q '(standard input):50001:1: a read of 0x90000' err || fail "a pipe: $(cat err)"
replay 3 "wrong:40001:3: " wrong $one $declared
expect 3 "$pagerace" compare wrong $one $declared
expect 0 "$pagerace" replay outside $one --strict -q
expect 3 "$pagerace" replay - $one <cut.gz
grep -q '^pagerace: (standard input):1930: ' err || fail "a damaged standard input is not named"

# -------------------------------------------------------------- command line
printf 'traces: [trace]\npolicies: [lru]\nmemories: [8]\n' >formats.yaml
printf 'pagerace-trace 1\nR 1000 4\nR 1000 4 pid=7\nR 2000 4\n' >two
refuse 2 "unknown command 'replya'; did you mean 'replay'?" "$pagerace" replya
refuse 2 "unknown command 'xyzzy' (there are: replay, compare, curve, bench, diff, \
report, merge, plot, repeat, info, convert, gen, record, oracle, check, space, list)" "$pagerace" xyzzy trace
refuse 2 "unknown command" "$pagerace" help rpelay
refuse 2 "unexpected 'extra'" "$pagerace" help replay extra
refuse 2 "unexpected 'extra'" "$pagerace" --version extra
refuse 2 "unknown command 'extra'" "$pagerace" --help extra
refuse 2 "unexpected 'extra'" "$pagerace" --help compare extra
refuse 2 "unknown option '--foo'" "$pagerace" --foo
refuse 2 "no trace is given" "$pagerace" -q
for command in replay compare info; do
	refuse 2 "no trace is given" "$pagerace" $command
	refuse 2 "only one trace is allowed" "$pagerace" $command trace trace
done
refuse 2 "no suite is given" "$pagerace" bench
refuse 2 "only one suite is allowed" "$pagerace" bench a b
refuse 2 "OLD.json NEW.json" "$pagerace" diff a
refuse 2 "at most one name" "$pagerace" list policies lru clock
refuse 2 "unknown name 'polices'; did you mean 'policies'?" \
    "$pagerace" list polices
refuse 2 "unknown policy 'clok'; did you mean 'clock'?" \
    "$pagerace" list policies clok
refuse 2 "did you mean 'nvme'?" "$pagerace" list devices nvm
refuse 2 "did you mean 'seed'?" "$pagerace" list settings seeed
refuse 2 "did you mean 'evictions'?" "$pagerace" list columns eviction
refuse 2 "did you mean 'lackey'?" "$pagerace" list formats lacky
refuse 2 "did you mean 'json'?" "$pagerace" list reports jsn
refuse 2 "'list' takes no option '--policy'" "$pagerace" list -p lru

replay 2 "needs a policy" trace -m 8
replay 2 "needs a memory" trace -p lru
replay 2 "one policy" trace -p lru,fifo -m 8
replay 2 "one policy" trace -p lru -m 8,9
replay 2 "one policy" trace -p all -m 8
replay 2 "unknown policy 'lruu'; did you mean 'lru'?" trace -p lruu -m 8
replay 2 "did you mean 'load_bit'?" trace -p clock:lod_bit=1 -m 8
replay 2 "load_bit" trace -p clock:load_bit=2 -m 8
replay 2 "hand" trace -p clock:hand=left -m 8
replay 2 "lru has no parameters" trace -p lru:k=2 -m 8
replay 2 "did you mean 'nvme'?" trace $one -d nmve
replay 2 "did you mean 'servers'?" trace $one -d nvme:server=2
replay 2 "servers" trace $one -d nvme:servers=0
replay 2 "does not use seek_ns" trace $one -d nvme:seek_ns=1ms
replay 2 "does not use servers" trace $one -d none:servers=2
expect 0 "$pagerace" replay trace $one -d none:servers=1 -q
replay 2 "did you mean 'lackey'?" trace $one -f lackie
replay 2 "trace format text has no 'x' (there are: base)" trace $one -f text:x=1
replay 2 "bad value 'x'" trace $one -f text:x
replay 2 "did you mean '--json'?" trace $one --jsn report
replay 2 "unknown option '--xyzzy'" trace $one --xyzzy
replay 2 "takes no option '--baseline'" trace $one --baseline b
replay 2 "did you mean 'page_size'?" trace $one --set pagesize=4K
replay 2 "bad writeback 'asink' (async or sync)" trace $one \
    --set writeback=asink
replay 2 "bad --set" trace $one --set seed
replay 2 "page_size" trace $one --page-size 3
replay 2 "not a power of two: 5000" trace $one --page-size 5000
replay 2 "page_size" trace $one --page-size 2GiB
replay 2 "think_ns" trace $one --set think_ns=2s
replay 2 "swap_size" trace $one --set swap_size=5000
replay 2 "swap_cache" trace $one --set swap_cache=yes --set always_write=yes
replay 2 "slot_mode" trace $one --set swap_cache=yes --set slot_mode=vaddr
replay 2 "bad --jobs '0'" trace $one -j 0
replay 2 "bad --jobs '-1'" trace $one -j -1
replay 2 "bad --jobs 'many'" trace $one --jobs=many
for option in engine plan; do
	replay 2 "bad --engine 'fast' (auto or plain)" trace $one \
	    --$option=fast
done
replay 2 "bad --progress" trace $one --progress=maybe
replay 2 "takes no value" trace $one --strict=yes
replay 2 "takes no value" trace $one -qv
replay 2 "--json and --csv cannot both" trace $one --json - --csv -
replay 2 "--markdown and --events cannot both" trace $one --events - --markdown -
for option in policy memory device format page-size set machine figures json \
    csv markdown hgrm events jobs; do
	replay 2 "'--$option' needs a value" trace $one --$option
done
replay 2 "'--memory' needs a value" trace -p lru -m
replay 2 "needs the name of a file" trace $one --json ''

for size in 0 0% 0KiB 101% 200% 1000000000000000000000000000000 \
    99999999999999999999GiB -1 '' x 8x 8,,9 1..5 5..1/3 1..4/0 1..9*1 \
    1%..4 1e3 0x10 8.5; do
	refuse 2 "bad memory size" "$pagerace" compare trace -p lru -m "$size"
done
replay 2 "holds no page" trace -p lru -m 1KiB
replay 2 "a memory of 536870912 frames" trace -p lru -m 2TiB
refuse 2 "unknown trace format 'lackie'" "$pagerace" bench formats.yaml \
    -f lackie
replay 2 "at most 2^28 frames" trace -p lru -m 18446744073709551615
replay 3 "swap is full" trace $one --set swap_size=8KiB --json report.json

# Of several runs that fail, the first in the list is reported, with any number of
# workers: here the last in the list fails first.
awk 'BEGIN {
	print "pagerace-trace 1"
	for (i = 0; i < 60000; i++)
		printf "W %x 4\n", 65536 + 4096 * (i < 30000 ? i % 90 : i % 2000)
}' >growing
for jobs in 1 2 3 4; do
	expect 3 "$pagerace" compare growing -p lru,fifo,clock,sieve \
	    -m 100,80,8 --set swap_size=256KiB -j $jobs
	[ "$jobs" -gt 1 ] || cp err first
	cmp -s first err || fail "another error with -j $jobs"
done

# --------------------------------------------------------------------- YAML
suite() {
	printf "$1" >suite.yaml
	refuse 3 "$2" "$pagerace" bench suite.yaml --json report.json
}
suite 'traces: [trace]\npolicys: [lru]\n' \
    "suite.yaml:2:1: a suite has no key 'policys'; did you mean 'policies'?"
suite 'traces: [trace]\npolicies: [lur]\nmemories: [8]\n' \
    "suite.yaml:2:12: unknown policy 'lur'; did you mean 'lru'?"
suite 'traces: [trace]\npolicies: [lru]\nmemories: [0]\n' \
    "suite.yaml:3:12: bad memory size '0'"
suite 'traces: [trace]\npolicies: [lru]\nmemories: [8]\nsettings: {sed: 1}\n' \
    "suite.yaml:4:12: "
suite 'traces: [trace]\npolicies: [lru]\n' "suite.yaml:1:10: no memory sizes"
suite 'policies: [lru]\nmemories: [8]\n' "suite.yaml:1:1: no traces"
suite 'traces: [trace]\nmemories: [8]\n' "suite.yaml:1:1: no policies"
suite 'traces: [trace\n' "suite.yaml:"
suite 'traces: [absent]\npolicies: [lru]\nmemories: [8]\n' "absent: cannot be"
suite 'traces: [trace]\npolicies: [lru]\nmemories: [8]\ndevices: [nvmee]\n' \
    "suite.yaml:4:11: unknown device"
suite 'traces: [trace]\npolicies: [lru]\nmemories: [8]\nlimits: {fauts: 1}\n' \
    "suite.yaml:4:10: unknown metric 'fauts'"
suite 'traces: [{path: trace, format: lackie}]\npolicies: [lru]\nmemories: [8]\n' \
    "suite.yaml:1:32: unknown trace format 'lackie'; did you mean 'lackey'?"
suite 'traces: [{path: trace, format: "ls:x=1"}]\npolicies: [lru]\nmemories: [8]\n' \
    "suite.yaml:1:32: trace format ls has no 'x'"
suite 'traces: [trace]\npolicies: [lru]\nmemories: [8, 1KiB]\n' \
    "suite.yaml:3:15: a memory of 1024 bytes holds no page"
suite 'traces: [trace]\npolicies: [lru]\nmemories: [2TiB]\n' \
    "suite.yaml:3:12: a memory of 536870912 frames is more than"
suite 'traces: [trace]\npolicies: [lru]\nmemories: [8]\ndevices: [{name: nvme, seek_ns: 1ms}]\n' \
    "suite.yaml:4:11: device 'nvme' is of kind flash, which does not use"
suite 'traces: [two]\npolicies: [lru]\nmemories: [8]\nsettings: {scope: local}\nquotas: {0: 8}\n' \
    "suite.yaml:5:13: 8 frames are too few for scope=local"
suite 'traces: [two]\npolicies: [lru]\nmemories: [8]\nsettings: {scope: local}\nquotas: {7: 9}\n' \
    "suite.yaml:5:13: 8 frames are too few for scope=local"
suite 'traces: [two]\npolicies: [lru]\nmemories: [1]\nsettings: {scope: local}\n' \
    "1 frames are too few for scope=local: each of 2 processes needs one"
suite "" "suite.yaml:1:1: there is nothing in it"
refuse 3 "absent.yaml: " "$pagerace" bench absent.yaml
refuse 3 "/: cannot be read" "$pagerace" bench "$work/"
refuse 3 "absent: cannot be opened" "$pagerace" space absent
refuse 3 "/: cannot be read" "$pagerace" space "$work/"
refuse 3 "/: cannot be read" "$pagerace" report "$work/"
replay 3 "absent.yaml: " trace $one --machine absent.yaml
replay 3 "absent.yaml: " trace $one --figures absent.yaml
printf 'devices:\n  nvme: { servrs: 2 }\n' >figures.yaml
replay 3 "figures.yaml:2:11: " trace $one --figures figures.yaml

# ---------------------------------------------------------------- baselines
printf 'traces: [trace]\npolicies: [lru, fifo]\nmemories: [8]\n' >suite.yaml
bench() {
	want=$1 text=$2
	shift 2
	refuse "$want" "$text" "$pagerace" bench suite.yaml "$@"
}
"$pagerace" bench suite.yaml -q --json good.json
echo 'not JSON' >bad.json
bench 3 "bad.json:1:" --baseline bad.json
echo '{ "schema": "pagerace.result/9" }' >bad.json
bench 3 "bad.json: " --baseline bad.json
echo '{ }' >bad.json
bench 3 "bad.json: " --baseline bad.json
head -c 2000 good.json >bad.json
bench 3 "bad.json:" --baseline bad.json
bench 3 "absent.json" --baseline absent.json
bench 3 "model" -q --baseline good.json --set seed=2
bench 2 "unknown metric 'fault'" --baseline good.json --limit fault=1
bench 2 "bad --limit" --limit faults.total
bench 2 "many" --baseline good.json --limit faults.total=many
bench 2 "needs --baseline" --update-baseline
refuse 3 "absent.json" "$pagerace" diff good.json absent.json
refuse 3 "absent.json: cannot be read" "$pagerace" report absent.json
refuse 3 "absent.json: cannot be read" "$pagerace" merge absent.json good.json \
    -o whole.json
refuse 3 "bad.json:" "$pagerace" diff bad.json good.json
sed 's/"digest": "xxh3:[0-9a-f]*"/"digest": "xxh3:0123456789abcdef"/' \
    good.json >other.json
bench 3 "trace" -q --baseline other.json
refuse 3 "trace" "$pagerace" diff other.json good.json

# ------------------------------------------------------------ output fails
refuse 4 "cannot write /absent/report" "$pagerace" replay trace $one \
    --json /absent/report
if [ -c /dev/full ]; then
	for to in json csv markdown hgrm events; do
		refuse 4 "/dev/full" "$pagerace" replay trace $one -q \
		    --$to /dev/full
	done
	for command in "replay trace $one" "info trace" "list policies" --help \
	    --version "help replay" "bench suite.yaml" \
	    "diff good.json good.json" "replay trace $one --json -" \
	    "replay trace $one --events -"; do
		status=0
		"$pagerace" $command >/dev/full 2>err || status=$?
		[ "$status" -eq 4 ] || fail "$status with a full disk: $command"
		grep -q '^pagerace: cannot write' err ||
			fail "a full disk is not named: $command"
	done
fi
for command in "replay trace $one" trace "list policies" --help \
    "info trace --json -"; do
	status=0
	"$pagerace" $command >&- 2>err || status=$?
	[ "$status" -eq 4 ] || fail "$status with no standard output: $command"
	[ "$(grep -c . err)" -eq 1 ] || fail "not one message: $command"
	# The reader ends first, so that the pipe is broken: it has what it wants.
	{
		while [ ! -e gone ]; do
			sleep 1
		done
		status=0
		$sigpipe "$pagerace" $command 2>err || status=$?
		echo "$status" >status
	} | {
		exec <&-
		: >gone
	}
	[ "$(cat status)" -eq 141 ] || fail "a broken pipe: $command"
	! grep -q 'Broken pipe' err || fail "a broken pipe is named: $command"
	rm -f gone
done
# A report to a file is written all the same.
"$pagerace" replay trace $one --json kept.json >&- 2>err || :
[ -s kept.json ] || fail "no report where standard output is closed"

# -------------------------------------------------- input is not overwritten
cp trace kept.trace
ln -s trace alias
"$pagerace" replay trace $one -q --json base.json
cp base.json kept.base
printf 'traces: [trace]\npolicies: [lru]\nmemories: [8]\n' >suite.yaml
for words in "replay trace $one --json trace" "info trace --json ./trace" \
    "compare trace --csv alias" "replay trace $one --events alias" \
    "diff base.json base.json --markdown base.json" \
    "bench suite.yaml --csv trace" "bench suite.yaml --hgrm suite.yaml" \
    "bench suite.yaml --baseline base.json --junit ./base.json"; do
	refuse 2 "which is read" "$pagerace" $words
done
printf 'traces:\n  - trace\n  - absent\npolicies: [lru]\nmemories: [8]\n' >two.yaml
refuse 3 "two.yaml:3:5: absent: cannot be opened" "$pagerace" bench two.yaml
cmp -s trace kept.trace || fail "a report has overwritten the trace"
cmp -s base.json kept.base || fail "a report has overwritten the baseline"
refuse 2 "--json and --events would both write to report" \
    "$pagerace" replay trace $one --json report --events report
"$pagerace" replay trace $one -q --json /dev/null --csv /dev/null ||
	fail "two reports to /dev/null"

# ------------------------------------------- quoted input is printable
esc=$(printf '\033')
printf '"tra\\e[31mces": [x]\n' >strange.yaml
refuse 3 "has no key 'tra?[31mces'" "$pagerace" bench strange.yaml
refuse 3 "absent?[31m: cannot" "$pagerace" info "./absent$esc[31m"

# Without standard error there is only the exit status.
status=0
"$pagerace" replay absent $one 2>&- || status=$?
[ "$status" -eq 3 ] || fail "exit status $status without standard error"
finish
