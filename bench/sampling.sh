#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# How far estimates of 'compare --sample' are from full runs, and how often they
# are within the error that is stated.
set -eu
LC_ALL=C
export LC_ALL

usage() {
	cat <<'EOF'
usage: bench/sampling.sh BUILD [-n SEEDS] [-r RATES] [TRACE...]

Runs six policies at seven memory sizes over bundled traces, in full and from
samples with the seeds 1 to SEEDS (100) at each of RATES (1%,10%,50%), and
prints a row of a table for each trace and rate: pages; mean and largest error,
and the mean of the errors that were stated, in percent of the references; and
how many estimates were within the stated error.

  BUILD   a build directory, which has pagerace
  TRACE   default: every bundled trace
EOF
}

seeds=100
rates=1%,10%,50%
case ${1-} in
'' | -h | --help)
	usage
	exit 0
	;;
esac
pagerace=$1/pagerace
shift
while getopts n:r: option; do
	case $option in
	n) seeds=$OPTARG ;;
	r) rates=$OPTARG ;;
	*)
		usage >&2
		exit 2
		;;
	esac
done
shift $((OPTIND - 1))
traces=$(dirname "$0")/../traces
[ $# -gt 0 ] || set -- "$traces"/*.prt "$traces"/*.lackey.xz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

run() {
	out=$1
	shift
	"$pagerace" compare "$@" -p lru,clock,fifo,arc,sieve,opt -q -d none \
		-m 2%,5%,10%,20%,30%,50%,75% --csv "$out" 2>"$work/err"
}

# The rows of the sample behind those of the full run, of each seed.
row() {
	awk -F, -v trace="$1" -v pages="$2" -v rate="$3" '
	{
		gsub(/"[^"]*"/, "quoted")
	}
	FNR == 1 {
		for (i = 1; i <= NF; i++)
			at[$i] = i
		next
	}
	FILENAME == ARGV[1] {
		exact[FNR] = $at["page_faults"]
		next
	}
	{
		off = $at["page_faults"] - exact[FNR]
		off = off < 0 ? -off : off
		stated = $at["sampling_error"] + 0
		within += off <= stated
		share = off / $at["references"]
		sum += share
		most = share > most ? share : most
		width += stated / $at["references"]
		n++
	}
	END {
		if (n > 0)
			printf "| `%s` | %d | %s | %.3f | %.2f | %.3f | " \
			    "%.1f %% |\n", trace, pages, rate, 100 * sum / n,
			    100 * most, 100 * width / n, 100 * within / n
	}' "$work/full" "$work"/seed.*
}

echo '| trace | pages | sample | mean error | largest | mean stated | within |'
echo '| --- | ---: | --- | ---: | ---: | ---: | ---: |'
for trace; do
	run "$work/full" "$trace"
	pages=$("$pagerace" info "$trace" -q --json - |
		sed -n '/"pages": /{s/[^0-9]//gp;q;}')
	for rate in $(echo "$rates" | tr , ' '); do
		rm -f "$work"/seed.*
		seed=0
		while [ $((seed += 1)) -le "$seeds" ]; do
			# A sample may have no page.
			run "$work/seed.$seed" "$trace" --sample "$rate" \
				--set seed=$seed || rm -f "$work/seed.$seed"
		done
		row "$(basename "$trace")" "$pages" "$rate"
	done
done
