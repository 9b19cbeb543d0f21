#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The laws of 'pagerace check' can be broken: a policy with one fault planted in
# it is caught by the law that is about that fault, the trace it gives breaks
# the law again, and the same policy without a fault passes.  So does every
# policy that is built in, on PAGERACE_RUNS strings (12).
set -eu

srcdir=$(cd "${srcdir:-.}" && pwd)
pagerace=${PAGERACE:-$PWD/pagerace}
cc=${CC:-cc}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
failed=0

complain() {
	echo "planted: $*" >&2
	failed=1
}

# build FAULT: a plug-in of that name.
build() {
	$cc -std=gnu17 -O1 -w -shared -fPIC -DFAULT="$1" -I"$srcdir/src" \
	    -o "$work/$1.so" "$srcdir/tests/laws/planted/planted.c"
}

# plant FAULT LAW [OPTION...]: caught by this law, and by none before it.
plant() {
	fault=$1 law=$2
	shift 2
	build "$fault"
	status=0
	"$pagerace" check "./$fault.so" --runs 12 --trace-out "$fault.trace" "$@" \
	    >"$fault.said" 2>"$fault.err" || status=$?
	first=$(awk '$2 == "BROKEN" { print $1; exit }' "$fault.said")
	if [ "$status" -ne 1 ] || [ "$first" != "$law" ]; then
		complain "$fault: status $status, broken '$first', not '$law'"
		cat "$fault.said" "$fault.err" >&2
		return
	fi
	[ ! -s "$fault.err" ] || complain "$fault: $(cat "$fault.err")"
	# What differs from one process to the next need not do so again.
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
"$pagerace" check ./FAULTLESS.so >said || {
	complain 'faults were found where none was planted'
	cat said >&2
}
# So does the policy that the manual is about.
awk '/^```c$/ { on = 1; next } /^```$/ { on = 0 } on' \
    "$srcdir/doc/PLUGINS.md" >again.c
$cc -std=gnu17 -O1 -Wall -Wextra -Werror -shared -fPIC -I"$srcdir/src" \
    -o again.so again.c
"$pagerace" check ./again.so >said || {
	complain 'the example of doc/PLUGINS.md'
	cat said >&2
}
$cc -std=gnu17 -O1 -w -shared -fPIC -I"$srcdir/src" \
    -o second_chance.so "$srcdir/policies/examples/second_chance.c"
for chance in yes no; do
	"$pagerace" check "./second_chance.so:chance=$chance" >said || {
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
plant TOUCH_UNSEEN verbs
plant BITS_UNSEEN hits
plant BY_CLOCK seed
plant BY_SECOND seed
plant CRASHES returns
plant CLEARS_DIRTY table
plant KEEPS_SETUP memory
plant WRITES_PARAMS memory
plant ABORTS returns
plant EXITS returns

# In an ordinary run a crash is laid to the plug-in, with several beside it.
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
	"$pagerace" check "$policy" --runs "${PAGERACE_RUNS:-12}" >said 2>&1 || {
		complain "$policy"
		cat said >&2
	}
done
exit "$failed"
