#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# README.md is correct: its examples run unchanged, its figures are those of the
# demonstration, and the targets of its links exist.
. "${srcdir:-.}/tests/shell/harness.sh"
readme=$srcdir/README.md

# block WORDS: the code blocks that begin with these words.
block() {
	awk -v begin='```'"$1" '$0 == begin { here = 1; next }
	    $0 == "```" { here = 0 } here' "$readme"
}

ln -s "$srcdir/traces" traces
ln -s "${pagerace%/*}" build
block 'yaml suite.yaml' >suite.yaml
[ -s suite.yaml ] || fail "no suite"
block 'sh example' >examples
[ "$(grep -c '^pagerace ' examples)" -ge 8 ] || fail "no examples"
export PATH
while read -r line; do
	case $line in
	PATH=*)
		eval "$line"
		continue
		;;
	esac
	sh -c "$line" >out 2>err </dev/null || fail "exit status $?: $line"
	[ ! -s err ] || fail "on standard error: $line"
	[ -s out ] || fail "nothing is printed: $line"
done <examples
[ "$(command -v pagerace)" = "$work/build/pagerace" ] ||
	fail "README.md does not say where the program is"

# The figures that are shown of the demonstration.
block 'text demo' >shown
[ -s shown ] || fail "nothing is shown"
demo=$(sed -n '/^	set -- traces/{N;s/\\\n//;s/^	set -- //p}' "$srcdir/bootstrap")
[ -n "$demo" ] || fail "bootstrap has no demonstration"
pagerace $demo >printed
head -n "$(wc -l <shown)" printed | diff shown - >difference || {
	fail "the demonstration prints something else"
	cat difference
}
# The answer is in the first lines, and all of it on one screen.
head -n 24 printed | grep -q "^  Memory for .* are enough" ||
	fail "the demonstration does not begin with the answer"
[ "$(wc -l <printed)" -le 55 ] || fail "the demonstration is longer than a screen"

# The links, also those of some documents.
for file in README.md policies/examples/README.md doc/MODEL.md doc/PERFORMANCE.md; do
	sed -n 's/.*](\([^)#:]*\)).*/\1/p' "$srcdir/$file" >links
	while read -r link; do
		[ -e "$srcdir/${file%"${file##*/}"}$link" ] ||
			fail "$file: there is no $link"
	done <links
done
[ "$(wc -l <"$readme")" -le 160 ] || fail "README.md has more than 160 lines"
finish
