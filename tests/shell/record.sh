#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# record: real programs, by each method that is there. The traces can be read,
# hold the processes and areas that they should, and the programs keep their
# input, output and exit status.
. "${srcdir:-.}/tests/shell/harness.sh"

cat >forks.c <<'C'
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char big[100 * 4096];

int
main(int argc, char **argv)
{
	int c;

	if (argc > 1 && strcmp(argv[1], "die") == 0) {
		memset(big, 1, sizeof(big));
		kill(getpid(), SIGKILL);
	}
	while ((c = getchar()) != EOF)
		putchar(c + 1);
	fflush(stdout);
	if (fork() == 0) {
		memset(big, 1, sizeof(big));
		execl(argv[1], argv[1], (char *)NULL);
		_exit(9);
	}
	wait(NULL);
	return (7);
}
C
cat >leaf.c <<'C'
#include <stdlib.h>
#include <string.h>

int
main(void)
{
	memset(malloc(64 * 4096), 1, 64 * 4096);
	return (0);
}
C
for name in forks leaf; do
	need_program $name -O0
done
mkdir tmp
TMPDIR=$work/tmp
export TMPDIR
printf '#!%s %s\n' "$work/forks" "$work/leaf" >script
printf '#!%s\n' "$work/absent" >orphan
chmod +x script orphan

# map NAME PROCESS: a mapping of the trace.
map() {
	if [ "$2" -eq 0 ]; then
		grep '^map ' t.trace | grep -v 'pid=' | grep -q "name=$1\$"
	else
		grep -q "^map .* name=$1 pid=$2\$" t.trace
	fi || fail "$method: process $2 has no area $1"
}
# pages PROCESS NAME...: how many pages of areas the process writes.
pages() {
	grep '^[WM] ' t.trace | awk -v pid="$1" '
	{
		own = $NF ~ /^pid=/ ? substr($NF, 5) : 0
		if (own == pid)
			seen[substr($2, 1, length($2) - 3)] = 1
	}
	END { for (page in seen) n++; print n + 0 }'
}
accesses() {
	grep -c '^[RWMX] ' t.trace || :
}
ends_with() {
	want=$1
	shift
	status=0
	printf abc | "$pagerace" record --method $options -o t.trace "$@" \
	    >out 2>err || status=$?
	[ $status -eq "$want" ] ||
		fail "$method: exit status $status, not $want: $*: $(cat err)"
}

# interrupt STATUS SECONDS...: a signal to the recorder in the background, and
# others after so many seconds, while it runs.
interrupt() {
	recorder=$!
	want=$1
	shift
	while [ ! -e ready ]; do
		sleep 0.1
	done
	rm ready
	kill -TERM $recorder
	for pause; do
		sleep "$pause"
		kill -TERM $recorder 2>/dev/null || :
	done
	status=0
	wait $recorder || status=$?
	[ $status -eq "$want" ] ||
		fail "$method: status $status, not $want: $(cat err)"
	[ "$(accesses)" -eq $many ] ||
		fail "$method: the trace of a program that was ended"
}

try_method() {
	# A child that executes another program.
	ends_with 7 -- ./forks ./leaf
	[ "$(cat out)" = bcd ] || fail "$method: standard output is $(cat out)"
	grep -q '2 processes' err || fail "$method: $(cat err)"
	grep -qx 'fork 1' t.trace || fail "$method: no fork"
	grep -qx exit t.trace || fail "$method: no end of the program"
	grep -qx 'exit pid=1' t.trace || fail "$method: no end of the child"
	map forks 0
	map leaf 1
	map '\[stack\]' 0
	map '\[stack\]' 1
	[ "$(pages 1)" -ge 164 ] || fail "$method: the child writes $(pages 1)"
	[ "$(pages 1)" -le 260 ] || fail "$method: the child writes $(pages 1)"
	[ "$(pages 0)" -le 90 ] || fail "$method: the parent writes $(pages 0)"
	expect 0 "$pagerace" replay t.trace -p lru -m 64 --strict
	grep -q denied out && fail "$method: references outside of areas"
	"$pagerace" info t.trace --json - >$method.json

	"$pagerace" record --method $method -o t.prt -- ./leaf 'a b' "it's" 2>err
	grep -q " process 0: $(pwd -P)/leaf, .* " err ||
		fail "$method: not the program's path: $(cat err)"
	"$pagerace" info t.prt >out 2>err
	grep -qxF "  with the command: ./leaf 'a b' 'it'\\''s'" out ||
		fail "$method: the command: $(grep command out)"

	# By a script's first line, which names both programs.
	ends_with 7 -- ./script
	grep -q '2 processes' err || fail "$method: $(cat err)"
	map leaf 1

	# A shell and a pipeline.
	ends_with 0 -- sh -c './leaf | ./leaf'
	grep -q '3 processes' err || fail "$method: $(cat err)"

	# What was recorded when it was killed is kept.
	ends_with 137 -- ./forks die
	[ "$(pages 0)" -ge 100 ] || fail "$method: killed: $(pages 0) pages"
	expect 0 "$pagerace" info t.trace

	# What was written stays where no more can be.  The memory that is
	# shared with QEMU is a file, too.
	status=0
	[ $method = qemu ] || (ulimit -f 1 && exec "$pagerace" record --method $method -q \
	    -o full.trace ./leaf) 2>err || status=$?
	if [ $method != qemu ]; then
		[ $status -eq 4 ] || fail "$method: full: $status: $(cat err)"
		grep -q 'stays in full.trace.part' err || fail "$(cat err)"
		[ ! -e full.trace ] || fail "$method: an incomplete trace"
		[ "$(head -n 1 full.trace.part)" = 'pagerace-trace 1' ] ||
			fail "$method: no part is left"
	fi

	# A part of it.
	ends_with 0 --take $many --data-only -- ./leaf
	[ "$(grep -c '^[RWM] ' t.trace)" -eq $many ] || fail "$method: --take"
	grep -q '^X ' t.trace && fail "$method: fetches with --data-only"
	ends_with 0 --skip $many --take 10 -- ./leaf
	[ "$(accesses)" -eq 10 ] || fail "$method: --skip"
	ends_with 137 --take 10 --kill -- sleep 600
	ends_with 0 -- sh -c 'echo hello'
	all=$(accesses)
	ends_with 0 --after output -- sh -c 'echo hello'
	[ "$(accesses)" -gt 0 ] || fail "$method: --after output: no accesses"
	[ "$(accesses)" -lt "$((all / 2))" ] ||
		fail "$method: --after output: $(accesses) accesses of $all"
	ends_with 0 --after listen -- ./leaf
	grep -q 'did not start' err || fail "$method: $(cat err)"
	ends_with 7 --after exec -- ./forks ./leaf
	sed '/^fork 1$/q' t.trace | grep -q '^[RWMX] ' &&
		fail "$method: --after exec: accesses before it"
	map leaf 1

	# A signal is passed on; a second one ends a program that ignores it.
	"$pagerace" record --method $options -o t.trace --take $many -- \
	    sh -c 'trap "exit 9" TERM; echo >ready; while :; do :; done' \
	    2>err &
	interrupt 9
	"$pagerace" record --method $options -o t.trace --take $many -- \
	    sh -c 'trap "" TERM; echo >ready; while :; do :; done' 2>err &
	interrupt 137 1 2 2

	# A limit of time, and the program runs on.
	ends_with 5 --for 100ms -- sh -c 'sleep 1; exit 5'
	grep -qx exit t.trace && fail "$method: --for: the end is in the trace"
	[ -z "$(ls "$TMPDIR")" ] || fail "$method: a directory is left behind"
}

# What is not there is named, and nothing is written.
mkdir none
PATH=$work/none expect 4 "$pagerace" record --method lackey -o t.trace ./leaf
grep -q 'package valgrind' err || fail "$(cat err)"
expect 4 "$pagerace" record --method qemu -o t.trace --pid $$
grep -q 'cannot attach' err || fail "$(cat err)"
expect 2 "$pagerace" record -o t.trace --pid $$ ./leaf
expect 2 "$pagerace" record ./leaf
expect 2 "$pagerace" record -o t.trace
expect 2 "$pagerace" record -o - ./leaf
expect 2 "$pagerace" record -o t.trace --method magic ./leaf
grep -q 'there are: ' err || fail "$(cat err)"
expect 2 "$pagerace" record -o t.trace --to lackey ./leaf
expect 2 "$pagerace" record -o t.trace --take 5% ./leaf
expect 2 "$pagerace" record -o t.trace --after lunch ./leaf
[ ! -e t.trace ] || fail "a trace is left of nothing"

methods=0
for method in qemu lackey window; do
	options=$method
	many=1000
	if [ $method = window ]; then
		options='window --window 16'
		many=200
	fi
	status=0
	"$pagerace" record --method $method -o t.trace ./leaf 2>err ||
		status=$?
	if [ $status -eq 4 ]; then
		echo "skipped: $method: $(cat err)"
		continue
	fi
	methods=$((methods + 1))
	for name in ./absent "$work"; do
		expect 2 "$pagerace" record --method $method -o t.trace $name
		grep -q "no program '$name'" err || fail "$(cat err)"
	done
	if [ $method != lackey ]; then
		expect 4 "$pagerace" record --method $method -o t.trace ./orphan
		grep -qx "pagerace: './orphan' cannot be executed: .*" err ||
			fail "$(cat err)"
		[ "$(wc -l <err)" -eq 1 ] || fail "$(cat err)"
	fi
	try_method
done
[ $methods -gt 0 ] || exit 77
finish
