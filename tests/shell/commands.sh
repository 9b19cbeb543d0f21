#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# A trace alone, help, lists, which stream output goes to, and the effect of a
# terminal.
. "${srcdir:-.}/tests/shell/harness.sh"

small trace
says() {
	grep -q -- "$1" out || {
		fail "no '$1': $2"
		head -n 5 out
	}
}
silent() {
	[ ! -s err ] || {
		fail "output on standard error: $1"
		head -n 3 err
	}
}

# --------------------------------------------------------------------- help
expect 0 "$pagerace" --help
cp out usage
for words in -h help "help --help"; do
	expect 0 "$pagerace" $words
	cmp -s usage out || fail "$words is not --help"
done
expect 2 "$pagerace"
[ ! -s out ] || fail "no command, and output on standard output"
grep -q '^usage: ' err || fail "no command, and no usage"
commands=$(awk '/^  [a-z]/ { print $1 }' usage)
for command in $commands; do
	expect 0 "$pagerace" $command --help
	silent "$command --help"
	cp out help
	head -n 1 help | grep -q "^usage: pagerace $command " ||
		fail "$command --help has no usage"
	trace=trace
	# What follows a program is the program's.
	[ "$command" != record ] || trace=
	for words in "help $command" "$command -h" "$command $trace --help"; do
		expect 0 "$pagerace" $words
		cmp -s help out || fail "$words is not $command --help"
	done
	awk 'length > 80 { print; bad = 1 } / $/ { print; bad = 1 }
	    END { exit bad }' help usage || fail "$command --help: wide"
done
expect 0 "$pagerace" --version
grep -qx 'pagerace [0-9.]*\( (commit [0-9a-f]*\(-dirty\)\?)\)\?' out ||
	fail "--version: $(cat out)"
commit=$("$srcdir/tools/commit.sh" "$srcdir")
if [ -n "$commit" ]; then
	says "(commit ${commit%-dirty}" "--version of commit $commit"
	"$pagerace" replay trace -p lru -m 8 --json - >result
	! grep -q "${commit%-dirty}" result || fail "the commit is in a result"
else
	! grep -q commit out || fail "--version names a commit not known"
fi
for words in -V "replay --version"; do
	cp out version
	expect 0 "$pagerace" $words
	cmp -s out version || fail "$words is not --version"
done

# -------------------------------------------------------------------- lists
expect 0 "$pagerace" list
kinds=$(awk '{ print $1 }' out)
for kind in $kinds; do
	expect 0 "$pagerace" list $kind
	silent "list $kind"
	cp out all
	[ $kind = settings ] || [ "$(grep -c '^[a-z0-9]' all)" -eq \
	    "$(wc -l <all)" ] || fail "list $kind: not a line each"
	for name in $(awk '/^ ? ?[a-z0-9]/ { sub(/=.*/, "", $1); print $1 }' \
	    all); do
		expect 0 "$pagerace" list $kind $name
		says "$name" "list $kind $name"
		[ $kind = columns ] ||
			awk 'length > 80 { print; bad = 1 } END { exit bad }' \
			    out || fail "list $kind $name: wide"
	done
done
for kind in policies formats devices columns settings; do
	echo "$kinds" | grep -qx $kind || fail "no list of $kind"
done
for policy in fifo clock lru random opt; do
	expect 0 "$pagerace" list policies $policy
	for title in 'What it does' Source Sees Parameters 'Time and memory' \
	    Weakness; do
		says "^$title\$" "list policies $policy"
	done
done
expect 0 "$pagerace" list devices hdd
says 'rotation_ns=8333333' 'list devices hdd'
printf 'devices:\n  tape: { kind: disk, seek_ns: 30s }\n' >figures.yaml
expect 0 "$pagerace" list devices tape --figures figures.yaml
says 'seek_ns=30000000000' 'list devices tape --figures'

# ----------------------------------------------------------- a trace, alone
expect 0 "$pagerace" trace
silent "a trace alone"
cp out bare
says 'Which policy, and how much memory?' "a trace alone"
says 'best' "a trace alone"
for policy in fifo clock lru opt; do
	says " $policy " "a trace alone"
done
for words in "compare --curve trace" "compare --curve -- trace" "./trace"; do
	expect 0 "$pagerace" $words
	cmp -s bare out || fail "$words is not a trace alone"
done
expect 0 "$pagerace" - <trace
sed 's/^- /trace /' out | cmp -s - bare || fail "standard input differs"
cat trace | "$pagerace" compare - -q || fail "a pipe is refused as a trace"
expect 0 "$pagerace" info - <trace
says '^-' "info -"
# A warning is written to standard error, wherever the report goes.
for words in "" -q "--json -" "--csv results.csv"; do
	expect 0 "$pagerace" replay -p lru -m 100% trace $words
	grep -q '^pagerace: trace: warning: no page was evicted' err ||
		fail "replay $words: no warning on standard error"
done
cp trace ./-odd
expect 0 "$pagerace" replay -p lru -m 8 -- -odd
for words in "-p lru -m 8 trace" "trace -p lru -m 8" \
    "--policy=lru --memory=8 trace" "trace -plru -m8"; do
	expect 0 "$pagerace" $words
	cp out now
	expect 0 "$pagerace" compare trace -p lru -m 8 --curve
	cmp -s out now || fail "another result: $words"
done
cp trace replay
expect 0 "$pagerace" ./replay

# A device named twice is run once; with changed figures it is another device.
rows() {
	expect 0 "$pagerace" compare trace -p lru,lru -m 8,8 -d "$2" -q --csv -
	[ "$(wc -l <out)" -eq $(($1 + 1)) ] || fail "not $1 runs: -d $2"
}
rows 1 nvme,nvme
rows 2 nvme:servers=3,nvme:servers=3,nvme
rows 2 nvme,none

# ------------------------------------------------------------------ streams
expect 0 "$pagerace" replay trace -p lru -m 8 -q
[ ! -s out ] || fail "--quiet prints something"
silent --quiet
for to in json csv markdown hgrm; do
	expect 0 "$pagerace" replay trace -p lru -m 8 --$to file
	says 'page faults' "a screen besides --$to"
	expect 0 "$pagerace" replay trace -p lru -m 8 --$to -
	cmp -s out file || fail "--$to - is not --$to FILE"
	silent "--$to -"
done
expect 0 "$pagerace" info trace --json -
says '"schema": "pagerace.facts/1"' "info --json -"
for mode in always auto never; do
	expect 0 "$pagerace" trace --progress=$mode
	cmp -s bare out || fail "--progress=$mode is on standard output"
done
silent --progress=never
expect 0 "$pagerace" replay trace -p lru -m 8 --timing
grep -q 'million references a second' err || fail "--timing prints nothing"
[ "$(wc -l <err)" -eq 1 ] || fail "--timing prints more than a line"
expect 0 "$pagerace" replay trace -p lru -m 20% --engine
grep -q '^engine: 1 run from a recorded string of .* is a share of' err ||
	fail "--engine of one run"
expect 0 "$pagerace" compare trace -p lru,fifo -m 8 -j 2 --engine
grep -q '^engine: 2 runs, fed as the trace is read, by up to 2 workers' err ||
	fail "--engine of runs that need nothing in advance"
expect 0 "$pagerace" compare trace -p lru,fifo -m 8 --optimum --engine
grep -q '^engine: 2 runs from a recorded string of .*, and OPT at 1 memory;' err ||
	fail "--engine of several runs"
for policies in 'lru, fifo' 'lru, opt'; do
	printf 'traces: [trace]\npolicies: [%s]\nmemories: [8, 64KiB]\n' \
	    "$policies" >suite.yaml
	expect 0 "$pagerace" bench suite.yaml --engine --json suite.json
	case $policies in
	*opt) says_engine='from a recorded string of .*OPT at 2 memories' want=4 ;;
	*) says_engine='fed as the trace is read' want=0 ;;
	esac
	grep -q "^engine: 4 runs.*$says_engine" err ||
		fail "--engine of a suite of $policies: $(cat err)"
	[ "$(grep -c '"optimum"' suite.json)" -eq "$want" ] ||
		fail "OPT's faults in a suite of $policies"
done
expect 0 "$pagerace" bench suite.yaml -p lru --optimum --json suite.json
[ "$(grep -c '"optimum"' suite.json)" -eq 2 ] || fail "bench --optimum"
expect 0 "$pagerace" trace --engine
grep -q '^engine: ' err || fail "--engine tells nothing"
cmp -s bare out || fail "--engine is on the screen"
cp err engine
expect 0 "$pagerace" compare trace --plan
cmp -s engine err || fail "--plan is not --engine"
echo 'new 0 0x100000' >script
expect 0 "$pagerace" space script
cp out space
expect 0 "$pagerace" vm script
cmp -s space out || fail "vm is not space"
# --progress=always prints a line after one second.  The trace is fed until the
# line has been printed.
awk 'BEGIN { for (i = 0; i < 100000; i++) print "R 1000 4" }' >more
for command in info "replay -p lru -m 8"; do
	: >err
	{
		cat trace
		for second in 1 2 3 4 5 6 7 8 9; do
			cat more
			! grep -q '/s$' err || break
			sleep 1
		done
	} | "$pagerace" $command - --progress=always >out 2>>err
	grep -q '^re[a-z]*ing: .*/s$' err || fail "no progress: $command"
done
# A report replaces an older one, also through a link; no other file remains.
echo old >target
ln -s target link
expect 0 "$pagerace" replay trace -p lru -m 8 -q --csv link
[ -L link ] && grep -q '^trace,lru' target || fail "a link is not followed"
ls | grep -q 'link\.\|target\.' && fail "a temporary file is left"

# A run that is killed leaves no file either, where the file system supports
# unnamed files.
mkfifo pipe
"$pagerace" replay - -p lru -m 8 --events ended <pipe >out 2>err &
run=$!
exec 3>pipe
# More than the pipe holds, so the run has begun when this has been written.
cat trace more >&3
kill -TERM "$run"
wait "$run" && fail "the run was not killed"
exec 3>&-
if python3 -c 'import os; os.open(".", os.O_TMPFILE | os.O_WRONLY)' \
    2>/dev/null; then
	ls | grep '^ended' && fail "a killed run leaves a temporary file"
else
	echo "no files without names here: an early end not looked at"
fi

# ----------------------------------------------------------------- terminal
for columns in 60 80 132; do
	status=0
	COLUMNS=$columns "$pagerace" trace >out 2>err || status=$?
	[ "$status" -eq 0 ] || fail "COLUMNS=$columns"
	awk -v w=$columns 'length > w { print; bad = 1 } END { exit bad }' \
	    out || fail "wider than COLUMNS=$columns"
done
# Bars of latency fit into the width, with any counts.
for memory in 4 8 90%; do
	LC_ALL=C COLUMNS=80 "$pagerace" replay trace -p lru -m $memory >out
	says '%$' "-m $memory"
	says ' ##*$' "-m $memory: bars"
	awk 'length > 80 { bad = 1 } END { exit bad }' out ||
		fail "-m $memory: wide bars"
done
COLUMNS=nonsense "$pagerace" trace >out
cmp -s bare out || fail "COLUMNS that is no number"
if grep -q "$(printf '\033')" bare; then
	fail "colours in a file"
fi
on_terminal() {
	python3 -c 'import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)' \
	    "$@" </dev/null >screen 2>err
}
if python3 -c 'import pty' 2>/dev/null && TERM=xterm on_terminal true; then
	colours() {
		grep -q "$(printf '\033')\[[0-9;]*m" screen
	}
	TERM=xterm on_terminal "$pagerace" trace || fail "on a terminal"
	colours || fail "no colours on a terminal"
	TERM=dumb on_terminal "$pagerace" trace
	if colours; then
		fail "colours on a dumb terminal"
	fi
	NO_COLOR=1
	export NO_COLOR
	TERM=xterm on_terminal "$pagerace" trace
	if colours; then
		fail "NO_COLOR has no effect"
	fi
	unset NO_COLOR
else
	echo "no pseudo-terminals here: colours not looked at"
fi
finish
