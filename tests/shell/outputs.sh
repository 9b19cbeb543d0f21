#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# No output goes over a file that the same run reads: by no option, over no input,
# by none of the file's names.  No input is changed, and the exit status is 2.
. "${srcdir:-.}/tests/shell/harness.sh"

small trace
cp trace other.trace
cat >suite.yaml <<'YAML'
traces: [trace, { path: other.trace, name: second }]
policies: [lru]
memories: [8]
figures: figures.yaml
YAML
echo 'kernel: { evict_ns: 1 }' >figures.yaml
echo 'figures: figures.yaml' >machine.yaml
echo 'create' >script
"$pagerace" bench suite.yaml -q --json base.json
"$pagerace" replay trace -p lru -m 8 -q --json 1.json
have_plugin=no
if [ -n "${CC:-}" ] && printf '#include <stddef.h>\nint here;\n' >p.c &&
	$CC -fPIC -shared -o p.so p.c 2>/dev/null; then
	have_plugin=yes
	cat >plugin.yaml <<'YAML'
traces: [trace]
policies: [./p.so]
memories: [8]
YAML
fi
mkdir names

# refused INPUT COMMAND...: @ stands for the file that is written.  By its own name,
# by another path, a symbolic link, a link to a link and a hard link.
refused() {
	input=$1
	shift
	cp "$input" kept
	rm -f names/*
	ln -s "../$input" names/link
	ln -s link names/again
	ln "$input" names/hard
	for name in "$input" "./names/../$input" "$work/$input" names/link \
	    names/again names/hard; do
		words=
		for word in "$@"; do
			case $word in
			@) words="$words $name" ;;
			*@) words="$words ${word%@}$name" ;;
			*) words="$words $word" ;;
			esac
		done
		expect 2 "$pagerace" $words
		grep -q "would .*write .*$\|would write over" err ||
			fail "another error: $words: $(cat err)"
		cmp -s "$input" kept || fail "written over: $words"
	done
	rm -f names/*
}

for report in --json --csv --markdown --hgrm --junit; do
	refused trace replay trace -p lru -m 8 -q $report @
done
refused trace replay trace -p lru -m 8 -q --events @
refused trace bench suite.yaml --json @
refused other.trace bench suite.yaml --json @
refused suite.yaml bench suite.yaml --csv @
refused figures.yaml bench suite.yaml --csv @
refused figures.yaml compare trace --machine machine.yaml --csv @
refused figures.yaml compare trace --figures figures.yaml --csv @
refused machine.yaml compare trace --machine machine.yaml --csv @
refused base.json bench suite.yaml --baseline base.json --json @
refused base.json diff base.json 1.json --junit @
refused 1.json diff base.json 1.json --junit @
refused base.json report base.json --csv @
refused 1.json merge 1.json base.json -o @
# A member of an archive is read from the archive.
tar -cf archive.tar trace other.trace
echo 'traces: [archive.tar::trace]' >archive.yaml
refused archive.tar compare archive.tar::trace -p lru -m 8 -q --json @
refused archive.tar convert archive.tar::trace -q -o @
refused archive.tar bench archive.yaml -p lru -m 8 -q --csv @
# The baseline is an output where it is updated.
for input in suite.yaml trace other.trace figures.yaml; do
	refused $input bench suite.yaml --update-baseline --baseline @
done
expect 2 "$pagerace" bench suite.yaml --update-baseline --baseline new.json --json new.json
[ ! -e new.json ] || fail "two reports in one file"
refused script space script -p lru -m 8 --events @
refused trace check lru trace --runs 0 --long 0 --bundled 0 --trace-out @
cp trace fifo-stack.trace
expect 2 "$pagerace" check fifo fifo-stack.trace --stack --law stack --runs 28 --long 0 \
    --bundled 0 || true
cmp -s trace fifo-stack.trace || fail "the trace of a broken law is over a trace"
if [ $have_plugin = yes ]; then
	refused p.so replay trace -p ./p.so -m 8 --json @
	refused p.so replay trace -p "lru,./p.so:x=1" -m 8 --json @
	refused p.so bench plugin.yaml --json @
	refused p.so bench plugin.yaml --update-baseline --baseline @
	refused p.so check ./p.so --json @
fi

# Standard input and output are files too.
cp trace kept
status=0
"$pagerace" compare trace -p lru -m 8 >>trace 2>err || status=$?
[ $status -eq 2 ] || fail "exit status $status: a report behind its own trace"
cmp -s trace kept || fail "a report stands behind its own trace"
status=0
"$pagerace" compare - -p lru -m 8 -q --json trace <trace 2>err || status=$?
[ $status -eq 2 ] || fail "exit status $status: a report over standard input"
cmp -s trace kept || fail "a report over standard input"
status=0
"$pagerace" compare trace -p lru -m 8 --json - --csv both >both 2>err || status=$?
[ $status -eq 2 ] || fail "exit status $status: two reports, one of them by '-'"

# What has no content to lose may be read and written.
expect 0 "$pagerace" compare trace -p lru -m 8 -q --json /dev/null --csv /dev/null
finish
