#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Miss ratios of the authors' own programs on a trace of 200,000 references, where
# the data are at hand: within 0.4 %, and 0.2 % for S3-FIFO.  Rows of programs by
# others than the authors are left out.
. "${srcdir:-.}/tests/shell/harness.sh"
data=$srcdir/../shared/data
[ -r "$data/authors.tsv" ] && [ -r "$data/traces/zipf/z200k.lirs.gz" ] || {
	echo "skipped: no $data/authors.tsv"
	exit 77
}

n=0
tab=$(printf '\t')
grep -v -e '^#' -e '^policy' -e "not the authors'" "$data/authors.tsv" >rows
while IFS=$tab read -r policy frames ratio _; do
	expect 0 "$pagerace" replay "$data/traces/zipf/z200k.lirs.gz" -p "$policy" -m "$frames" \
	    --csv csv
	limit=0.004
	[ "$policy" != s3fifo ] || limit=0.002
	awk -F, -v want="$ratio" -v limit=$limit '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
		NR == 2 { gsub(/"[^"]*"/, "params")
			got = $at["page_faults"] / $at["references"]
			off = got / want - 1
			exit (off > limit || off < -limit) }' csv ||
		fail "$policy in $frames frames: not within $limit of $ratio"
	n=$((n + 1))
done <rows
[ "$n" -ge 12 ] || fail "only $n rows"
finish
