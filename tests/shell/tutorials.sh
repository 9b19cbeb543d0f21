#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The tutorials and doc/CI.md are followed as they are written: each command, and what
# it prints.  The steps of the workflows in CI.md are run as scripts, but for those
# that install, and those that ask the service for an artifact.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python
need_compiler
pkg-config --version >/dev/null 2>&1 || {
	echo "skipped: no pkg-config"
	exit 77
}

mkdir path pc
ln -s "$pagerace" path/pagerace
# One that is called cc would call itself.
[ "$cc" = cc ] || {
	printf '#!/bin/sh\nexec %s "$@"\n' "$cc" >path/cc
	chmod +x path/cc
}
PATH=$work/path:$PATH
export PATH
cat >pc/pagerace.pc <<PC
Name: pagerace
Description: the source tree
Version: 0
Cflags: -I$srcdir/src -I$srcdir
PC
PKG_CONFIG_PATH=$work/pc
export PKG_CONFIG_PATH

# follow DOCUMENT: in a directory of its own.
follow() {
	mkdir -p "followed/$1"
	(cd "followed/$1" && exec python3 "$srcdir/tests/shell/run_document.py" \
	    "$srcdir/doc/$1.md") || fail "$1.md does not do what it says"
}
# A program built with sanitizers is no traced program's parent everywhere.
if command -v qemu-x86_64 >/dev/null 2>&1 && [ "$(uname -m)" = x86_64 ] &&
    few_addresses 4000000; then
	follow TUTORIAL-PROGRAM
fi
if few_addresses 4000000 && command -v patch >/dev/null 2>&1; then
	follow TUTORIAL-POLICY
fi
follow TUTORIAL-EXERCISE
follow TUTORIAL-CI
follow CI

# The steps of a workflow, in order: "run: |" and the lines below it, or the list
# below "script:".
cd followed/CI
awk '
/- name: / { name = $0; sub(/.*- name: /, "", name) }
/run: \|$/ { inside = 1; next }
inside && /^          / {
	if (name != "Install pagerace" && name != "Fetch the baseline")
		print substr($0, 11)
	next
}
{ inside = 0 }' workflow.yaml >github.sh
awk '/^  script:/ { inside = 1; next }
inside && /^    - / { print substr($0, 7); next }
{ inside = 0 }' gitlab-ci.yaml >gitlab.sh
[ "$(grep -c '^pagerace' github.sh gitlab.sh | tr '\n' ' ')" = "github.sh:1 gitlab.sh:1 " ] ||
	fail "the steps are not found: $(cat github.sh gitlab.sh)"
GITHUB_STEP_SUMMARY=$work/summary.md
GITHUB_EVENT_NAME=push
export GITHUB_STEP_SUMMARY GITHUB_EVENT_NAME
cp base.json slim.json
rm -f new.json base.json
for round in first second; do
	expect 0 sh -eu github.sh
	[ -s base.json ] && [ -s gha.json ] || fail "no artifact in the $round round"
done
grep -q '^✅' "$work/summary.md" || fail "no summary"
cp slim.json base.json
expect 0 sh -eu gitlab.sh
[ -s gate.xml ] && [ -s quality.json ] || fail "no reports for GitLab"
# What is worse fails: the suite with less memory is another one, so the baseline has
# fewer faults than it should.
sed '0,/"total": \([0-9]*\)/s//"total": 1/; 0,/"zero_fill": [0-9]*, "swap_in": [0-9]*/s//"zero_fill": 1, "swap_in": 0/' \
    slim.json >base.json
expect 1 sh -eu gitlab.sh
# And what is worse is a baseline after a run by hand, and not before.
expect 1 sh -eu github.sh
grep -q '^::error file=suite.yaml' err || fail "no annotation beside the suite"
GITHUB_EVENT_NAME=workflow_dispatch expect 0 sh -eu github.sh
expect 0 sh -eu github.sh
finish
