#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Round trips of the real traces in data/traces: through the packed format, both
# flavours, the same accesses come back, and reduced traces have the faults of the
# whole ones.

. "${srcdir:-.}/tests/shell/harness.sh"
data=$srcdir/../shared/data/traces
[ -d "$data" ] || {
	echo "skipped: no $data"
	exit 77
}

# The name of a file says its format where its bytes do not.
format() {
	case $1 in
	*op-colon-hex*) echo columns:op=1,addr=2 ;;
	*pid-decimal*) echo columns:pid=1,addr=2,op=3,base=10 ;;
	*ls-two*) echo ls:third=pid ;;
	*decimal-addresses*) echo columns:addr=1,base=10 ;;
	esac
}

# Page faults and swap writes of LRU and OPT, which is quicker than all.
faults() {
	"$pagerace" compare "$@" -q -p lru,opt -m 64,30% --csv - 2>/dev/null |
		sed 's/"[^"]*"//g' | awk -F, 'NR == 1 {
		for (i = 1; i <= NF; i++) column[$i] = i; next }
	    { print $column["policy"], $column["frames"],
		$column["page_faults"], $column["swap_writes"] }'
}

tried=0
for file in $(find "$data" -type f ! -name '*.md' -size -2000k | sort); do
	given=$(format "$file")
	given=${given:+-f $given}
	# A million references are enough, and the checks take long.
	"$pagerace" convert "$file" $given -q -o whole.text --take 1M 2>err || {
		fail "$file: $(cat err)"
		continue
	}
	tried=$((tried + 1))
	"$pagerace" convert whole.text -q -o whole.prt || fail "$file: packed"
	"$pagerace" convert whole.prt -q -o - | cmp -s - whole.text ||
		fail "$file: packed gives other accesses"
	"$pagerace" convert whole.text -q -o pages.prt --page-refs || fail "$file: pages"
	faults whole.text >want
	grep -q '^opt [0-9]* [1-9]' want || fail "$file: no faults"
	for trace in whole.prt pages.prt; do
		faults $trace >got
		cmp -s want got || fail "$file: $trace has other faults"
	done
	"$pagerace" convert whole.prt -q -o less.prt --reduce sad:8 || fail "$file: reduced"
	faults less.prt >got
	# A small trace has fewer frames at 30%, which are refused.
	[ ! -s got ] || cmp -s want got || fail "$file: reduced, it has other faults"
done
[ $tried -ge 20 ] || fail "only $tried traces were tried"

finish
