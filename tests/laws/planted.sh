#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# 'pagerace check' detects faults: a policy with one planted fault breaks the law
# for that fault, the written trace breaks the law again, and the same policy
# without a fault passes.  Every built-in policy passes too, on PAGERACE_RUNS (4)
# random traces and on fewer references of each longer trace than by default.  With
# PAGERACE_RUNS=0 they are left out, only one fault is planted for each law, and
# policies without one have shorter traces.
set -eu

srcdir=$(cd "${srcdir:-.}" && pwd)
pagerace=${PAGERACE:-$PWD/pagerace}
cc=${CC:-cc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0
runs=${PAGERACE_RUNS:-4}
few=
[ "$runs" -gt 0 ] || few='--runs 4 --long 1000 --bundled 1000'
planted=

complain() {
	echo "planted: $*" >&2
	failed=1
}

# build FAULT: a plug-in of that name.
build() {
	$cc -std=gnu17 -O1 -w -shared -fPIC -DFAULT="$1" -I"$srcdir/src" \
	    -o "$work/$1.so" "$srcdir/tests/laws/planted/planted.c"
}

# plant FAULT LAW [OPTION...]: it breaks this law, and none before it.
plant() {
	fault=$1 law=$2
	shift 2
	build "$fault"
	case $runs,$planted in 0,*" $law "*) return ;; esac
	planted="$planted $law "
	status=0
	"$pagerace" check "./$fault.so" --runs 14 --long 0 --bundled 0 \
	    --trace-out "$fault.trace" "$@" >"$fault.said" 2>"$fault.err" ||
	    status=$?
	first=$(awk '$2 == "BROKEN" { print $1; exit }' "$fault.said")
	if [ "$status" -ne 1 ] || [ "$first" != "$law" ]; then
		complain "$fault: status $status, broken '$first', not '$law'"
		cat "$fault.said" "$fault.err" >&2
		return
	fi
	grep -v '^trying the laws: \|^shrinking the trace: ' "$fault.err" >odd || :
	[ ! -s odd ] || complain "$fault: $(cat odd)"
	# A difference between two processes may not occur again.
	[ "$law" != seed ] || return 0
	command=$(sed -n "s/^ *pagerace \(check .*--law $law\)/\1/p" \
	    "$fault.said")
	status=0
	eval "\"$pagerace\" $command --trace-out again.trace" >again || status=$?
	if [ "$status" -ne 1 ]; then
		complain "$fault: '$command' gave status $status"
		cat "$fault.said" again >&2
	fi
}

cd "$work"
build FAULTLESS
"$pagerace" check ./FAULTLESS.so >said 2>said.err || {
	complain 'a fault is reported where none was planted'
	cat said >&2
}
[ ! -s said.err ] || complain "the faultless one: $(cat said.err)"
grep -q '^planted: 28 random traces and 1 long one of seed 1, 4 bundled, 0 given$' \
    said || complain "the default traces: $(sed -n 1p said)"
# PAGERACE_TRACES is the directory of the bundled traces.
PAGERACE_TRACES=/nowhere "$pagerace" check ./FAULTLESS.so --runs 1 --long 0 \
    >said 2>said.err || complain 'no bundled traces, and that is an error'
[ "$(wc -l <said.err)" -eq 1 ] &&
    grep -q '^bundled traces: not found, skipped' said.err ||
    complain "no bundled traces: $(cat said.err)"
grep -q '^planted: 1 random trace and 0 long ones of seed 1, 0 bundled, 0 given$' \
    said || complain "one trace: $(sed -n 1p said)"
# With a named trace the bundled traces are not read.
printf 'pagerace-trace 1\nR 1000\nR 2000\n' >two
PAGERACE_TRACES=/nowhere "$pagerace" check ./FAULTLESS.so two --runs 0 \
    >said 2>said.err || complain 'one trace alone'
[ ! -s said.err ] || complain "one trace alone: $(cat said.err)"
grep -q ': 0 random traces and 0 long ones of seed 1, 0 bundled, 1 given$' said ||
    complain "one trace alone: $(sed -n 1p said)"
# The policy in doc/PLUGINS.md keeps the laws.
awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' \
    "$srcdir/doc/PLUGINS.md" >again.c
# Its last function is shown apart, and not yet in its operations.
$cc -std=gnu17 -O1 -Wall -Wextra -Werror -Wno-unused-function -shared -fPIC \
    -I"$srcdir/src" \
    -o again.so again.c
"$pagerace" check ./again.so $few >said || {
	complain 'the example of doc/PLUGINS.md'
	cat said >&2
}
$cc -std=gnu17 -O1 -w -shared -fPIC -I"$srcdir/src" \
    -o second_chance.so "$srcdir/policies/examples/second_chance.c"
for chance in yes no; do
	"$pagerace" check "./second_chance.so:chance=$chance" $few >said || {
		complain 'policies/examples/second_chance.c'
		cat said >&2
	}
done
plant ABSENT_VICTIM victim
plant PINNED_VICTIM victim
plant FORGETS_UNMAP victim
plant LEAKS_GHOST ghost
plant KNOWS_FUTURE future
plant BY_ADDRESS place
plant WRITES_BEYOND memory
plant WRITES_BEFORE memory
plant READS_BEYOND memory
plant STATIC_STATE fresh
plant LOOPS returns
plant TOUCH_UNSEEN operations
plant BITS_UNSEEN hits
plant BY_CLOCK seed
plant BY_SECOND seed
plant CRASHES returns
plant CLEARS_DIRTY table
plant KEEPS_SETUP memory
plant WRITES_PARAMS memory
plant ABORTS returns
plant EXITS returns
plant OLD_NAME returns
[ "$runs" -eq 0 ] || grep -q '^fork ' OLD_NAME.trace ||
    complain 'OLD_NAME: caught without a fork'
# A fault that occurs late needs the long trace.  The command that is printed has
# the settings.
plant WRAPS returns --long 30000 --set tick=1000 --progress=always
[ "$runs" -eq 0 ] || grep -q 'check .* --set tick=1000$' WRAPS.said ||
    complain 'WRAPS: settings'

# In an ordinary run a crash is reported with the plug-in's name, also with several
# policies.
printf 'pagerace-trace 1\n' >some
for page in 1 2 3 4 5 6 7 8 9 a; do
	printf 'R %s000\n' "$page" >>some
done
$cc -std=gnu17 -O1 -w -shared -fPIC -DFAULT=FAULTLESS -DNAME='"sound"' \
    -I"$srcdir/src" -o SOUND.so "$srcdir/tests/laws/planted/planted.c"
for command in "replay some -p ./CRASHES.so -m 3" \
    "compare some -p lru,./SOUND.so,./CRASHES.so -m 3 -j 2"; do
	status=0
	"$pagerace" $command >said 2>&1 || status=$?
	if [ "$status" -ne 3 ] || [ "$(wc -l <said)" -ne 1 ] ||
	    ! grep -q '^pagerace: policy planted (./CRASHES.so) crashed' said
	then
		complain "$command: status $status"
		cat said >&2
	fi
done

for policy in $("$pagerace" list policies | awk '{ print $1 }'); do
	[ "$runs" -gt 0 ] || break
	"$pagerace" check "$policy" --runs "$runs" --long 10000 \
	    --bundled 5000 >said 2>&1 || {
		complain "$policy"
		cat said >&2
	}
done
exit "$failed"
