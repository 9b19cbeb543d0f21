#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Round trips: the sample of each format that is read becomes text, and what is
# written again in each lossless form is read as the same accesses and events,
# and has the same results with every policy.

. "${srcdir:-.}/tests/shell/harness.sh"
samples=$srcdir/tests/fuzz/corpus/trace

# How each sample is asked for.
asked() {
	case $1 in
	columns) echo columns:addr=1,op=2 ;;
	struct) echo "struct:<QB:addr,op" ;;
	*) echo $1 ;;
	esac
}

# results TRACE [OPTION...]: of every policy. Warnings are no results: they tell of the
# file.
results() {
	"$pagerace" compare "$@" -q -p all -m 2,60% --json - 2>/dev/null |
		sed -n '/"runs"/,/"warnings"/p' | grep -v '"warnings"'
}

# same NAME TEXT FILE FORMAT: the file is read as the same text.
same() {
	"$pagerace" convert "$3" -f "$4" -q -o back --to text 2>err ||
		fail "$1: $4 is not read: $(cat err)"
	cmp -s "$2" back || fail "$1: $4 gives other accesses"
}

# through NAME TEXT: by each form that loses nothing.
through() {
	"$pagerace" convert "$2" -f text -q -o again --to text || fail "$1: text"
	cmp -s "$2" again || fail "$1: text gives other text"
	"$pagerace" convert "$2" -f text -q -o pages --to text --page-refs ||
		fail "$1: --page-refs"
	for packed in packed packed:refs=yes; do
		text=$2
		[ $packed = packed ] || text=pages
		"$pagerace" convert $text -f text -q -o again --to $packed 2>err ||
			fail "$1: $packed: $(cat err)"
		same "$1" $text again packed
		"$pagerace" info again 2>/dev/null | grep -q '^  format packed' ||
			fail "$1: $packed is not seen"
		results again >other
		cmp -s results other || fail "$1: $packed has other results"
	done
	grep -q '^[a-z]' "$2" && sed 1d "$2" | grep -q '^[a-z]' && return
	to=columns:addr=1,op=2,size=3,pid=4,time=5
	"$pagerace" convert "$2" -f text -q -o again --to $to || fail "$1: $to"
	same "$1" "$2" again $to
}

tried=0
for name in $("$pagerace" list formats | awk '{ print $1 }'); do
	[ -f "$samples/$name" ] || continue
	format=$(asked $name)
	"$pagerace" convert "$samples/$name" -f "$format" -q -o sample --to text 2>err || {
		# Some samples end in a damaged record.
		grep -q 'pagerace: ' err || fail "$name: $(cat err)"
		echo "$name: no trace: $(cat err)"
		continue
	}
	tried=$((tried + 1))
	results "$samples/$name" -f "$format" >want
	results sample -f text >results
	[ -s want ] || fail "$name: no results"
	cmp -s want results || fail "$name: text has other results"
	through $name sample
done
[ $tried -ge 30 ] || fail "only $tried samples were tried"

finish
