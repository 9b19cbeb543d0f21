#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# System calls that fail: the error keeps its name, a file that was not written
# completely is not there, calls that were interrupted are made again, and what a
# killed process left is cleared by the next one.
. "${srcdir:-.}/tests/shell/harness.sh"
need_compiler
$cc -fPIC -shared -o faults.so "$srcdir/tests/shell/faults.c"
# A program that is built with sanitizers does not start so.
env LD_PRELOAD="$work/faults.so" "$pagerace" --version >/dev/null 2>&1 || {
	echo "skipped: the program cannot be run with LD_PRELOAD"
	exit 77
}

small trace
cat >suite.yaml <<'YAML'
traces: [trace]
policies: [lru, fifo]
memories: [8, 16]
figures: figures.yaml
YAML
echo 'kernel: { evict_ns: 1 }' >figures.yaml
cp figures.yaml machine.yaml
echo 'settings: { seed: 1 }' >machine.yaml
expect 0 "$pagerace" bench suite.yaml -q --json right.json --baseline base.json \
    --update-baseline

# fault "NAME=VALUE ..." COMMAND...: the command with this fault.
fault() {
	with=$1
	shift
	env LD_PRELOAD="$work/faults.so" $with "$@"
}
# Nothing is left but what is meant to be there; names that begin with a dot, too.
clean() {
	for left in .[!.]*; do
		[ ! -e "$left" ] || fail "$1: $left is left"
	done
}
# name NUMBER: "Input/output error".
name() {
	case $1 in
	5) echo 'Input/output error' ;;
	12) echo 'Cannot allocate memory' ;;
	24) echo 'Too many open files' ;;
	28) echo 'No space left on device' ;;
	esac
}
# told NUMBER FILE: the error has the system's name and the file's.
told() {
	grep -q "^pagerace: .*$2.*$(name "$1")" err ||
		fail "errno $1 of $2: $(cat err)"
}

# Every input: EIO, ENOMEM and EMFILE are failures of the system, in each of them.
for input in suite.yaml figures.yaml machine.yaml trace base.json; do
	case $input in
	machine.yaml) set -- compare trace -p lru -m 8 --machine machine.yaml ;;
	*) set -- bench suite.yaml --baseline base.json ;;
	esac
	for sys in 5 12 24; do
		expect 4 fault "FAULT_CALL=open FAULT_PATH=$input FAULT_ERRNO=$sys" \
		    "$pagerace" "$@" -q
		told $sys $input
	done
	expect 4 fault "FAULT_CALL=read FAULT_PATH=$input" "$pagerace" "$@" -q
	told 5 $input
done
for command in "diff base.json right.json" "report right.json" \
    "merge right.json right.json -o merged.json"; do
	expect 4 fault "FAULT_CALL=read FAULT_PATH=.json" "$pagerace" $command
	told 5 .json
done
# A path that is wrong stays the user's mistake.
expect 3 "$pagerace" bench absent.yaml
expect 3 "$pagerace" bench .

# A full disk at any write, also in the middle, is told as that, names the file, and
# leaves nothing.
sed 's/^memories:.*/memories: [1..128*2, 3..96*2, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23]/' \
    suite.yaml >long.yaml
expect 0 "$pagerace" bench long.yaml -q --json long.json
for n in 1 2 3; do
	expect 4 fault "FAULT_CALL=write FAULT_PATH=$work FAULT_AT=$n FAULT_ERRNO=28" \
	    "$pagerace" bench long.yaml -q --json out.json --csv out.csv
	grep -q '^pagerace: cannot write out.*: No space left on device' err ||
		fail "write $n: $(cat err)"
	clean "write $n"
	[ ! -e out.json ] || cmp -s out.json long.json || fail "half a report"
	rm -f out.json
done
expect 4 fault "FAULT_CALL=fsync FAULT_PATH=$work" "$pagerace" bench suite.yaml -q \
    --json out.json
told 5 out.json
[ ! -e out.json ] || fail "a report that was not synced is there"
clean fsync
for call in linkat rename; do
	rm -f out.json
	expect 4 fault "FAULT_CALL=$call FAULT_ERRNO=28" "$pagerace" bench suite.yaml \
	    -q --json out.json
	told 28 out.json
	[ ! -e out.json ] || fail "$call failed, and there is a report"
	clean $call
done
if [ -c /dev/full ]; then
	for command in "bench suite.yaml --json -" "list policies" "--help" \
	    "help compare" completions; do
		status=0
		"$pagerace" $command >/dev/full 2>err || status=$?
		[ $status -eq 4 ] || fail "exit status $status: $command"
		told 28 'standard output'
	done
fi

# The file of the pages on swap has no name; its folder has one.
mkdir swap.tmp
status=0
(ulimit -f 1 && TMPDIR=$work/swap.tmp "$pagerace" replay trace -p lru -m 8 -q \
    --set contents=bytes 2>err) || status=$?
[ $status -eq 4 ] || fail "exit status $status: a swap file that is full"
grep -q 'swap file in .*/swap\.tmp (TMPDIR)' err || fail "no folder: $(cat err)"

# The file is synced before it is renamed, and the folder after.
rm -f log out.json
expect 0 fault "FAULT_LOG=$work/log" "$pagerace" bench suite.yaml -q --json out.json
grep -v -e '^open' -e '^read' -e '^write' log >order
sed -n '1p' order | grep -q '^fsync ' || fail "no fsync first: $(cat order)"
grep -A1 '^rename' order | grep -q "^fsync $work\$" ||
	fail "the folder is not synced: $(cat order)"

# Interrupted calls are made again.
for call in open read write fsync linkat "open read write fsync"; do
	rm -f out.json
	expect 0 fault "FAULT_ERRNO=4 FAULT_AT=0 FAULT_CALL=$(echo $call | tr ' ' ,)" \
	    "$pagerace" bench suite.yaml -q --json out.json
	cmp -s out.json right.json || fail "$call interrupted: another report"
done

# Killed at each step of a replacement, the old file is there or the new one; the
# next run that writes into the folder clears what was left.
for call in write fsync linkat rename; do
	for n in 1 2; do
		echo old >out.json
		status=0
		(fault "FAULT_CALL=$call FAULT_PATH=$work FAULT_AT=$n FAULT_SIGNAL=9" \
		    "$pagerace" bench suite.yaml -q --json out.json) >out 2>err ||
			status=$?
		[ "$(cat out.json)" = old ] || cmp -s out.json right.json ||
			fail "killed after $call $n: half a report"
		expect 0 "$pagerace" bench suite.yaml -q --csv other.csv
		clean "$call $n"
	done
done
# linkat names the file by its full path only where it was given so.
status=0
(fault "FAULT_CALL=linkat FAULT_SIGNAL=9" "$pagerace" bench suite.yaml -q \
    --json out.json) >out 2>err || status=$?
ls .pagerace~* >/dev/null 2>&1 || fail "the test leaves nothing to be cleared"
expect 0 "$pagerace" bench suite.yaml -q --csv other.csv
clean "the next run"

# The temporary file of a process that lives is not touched; nor is another's file.
env LD_PRELOAD="$work/faults.so" FAULT_CALL=linkat FAULT_SIGNAL=19 \
    "$pagerace" bench suite.yaml -q --json slow.json &
slow=$!
i=0
while ! ls .pagerace~* >/dev/null 2>&1 && [ $i -lt 100 ]; do
	sleep 0.1
	i=$((i + 1))
done
: >.pagerace~notes
expect 0 "$pagerace" bench suite.yaml -q --csv other.csv
ls .pagerace~[0-9]* >/dev/null 2>&1 || fail "a file in use was removed"
[ -e .pagerace~notes ] || fail "a file of another was removed"
kill -CONT $slow
wait $slow || fail "the slow one failed"
cmp -s slow.json right.json || fail "the slow one wrote something else"
rm .pagerace~notes
clean "both have ended"

# A pipe without a reader, and one whose reader comes late.
mkfifo pipe
expect 4 "$pagerace" bench suite.yaml -q --csv pipe
grep -q 'pipe: no process reads the pipe' err || fail "no reader: $(cat err)"
(sleep 1 && cat pipe >read.csv) &
expect 0 "$pagerace" bench suite.yaml -q --csv pipe
wait
cmp -s read.csv other.csv || fail "the reader of the pipe read something else"

# Input without an end says so, and takes no memory without one.
expect 3 "$pagerace" bench /dev/zero
grep -q '^pagerace: /dev/zero: endless' err || fail "an endless suite: $(cat err)"
for command in "diff - base.json" "report -" "bench suite.yaml --baseline -"; do
	status=0
	(yes ' ' | "$pagerace" $command) >out 2>err || status=$?
	[ $status -eq 3 ] || fail "exit status $status: $command"
	grep -q 'is endless, or has more than 64 MiB' err || fail "$command: $(cat err)"
done
size=$(wc -c <right.json)
expect 0 "$pagerace" report right.json -q --max-document "$size"
expect 3 "$pagerace" report right.json -q --max-document "$((size - 1))"
grep -q '^pagerace: right.json: has more than .*--max-document' err ||
	fail "too long a document: $(cat err)"
finish
