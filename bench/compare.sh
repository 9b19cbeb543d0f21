#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Is one build of the program slower than another?  Runs the bench programs of
# both in turns and compares them pair by pair; see --help.
set -eu
LC_ALL=C
export LC_ALL

usage() {
	cat <<'HELP'
usage: bench/compare.sh BUILD_OLD BUILD_NEW [OPTION...] [PROGRAM...]

Compares the speed of two build directories. In each round every program runs
once in either build, one after the other; which build is first changes from
round to round. For each policy or reader the times of a round make one ratio,
new / old. The table gives the median of the ratios with their quartiles, and

  slower, faster       1 lies outside the range that holds the true median with
                       a probability of at least 95 %
  no difference seen   1 lies inside it, or there are fewer than 6 ratios

The range is that of the sign test: it assumes nothing of how the times vary.
Of twenty policies that did not change one may still be called slower; measure
it again with -p and more rounds. The exit status is 1 if something is slower
and its median is above the limit.

  -r ROUNDS    rounds (7); more on a machine that others use
  -n COUNT     references (areas for bench_areas) in each run; by default
               5000000 for bench_loop, all of the trace for bench_policies,
               5000000 for bench_lackey, 100000 for bench_areas
  -p LIST      only these policies, e.g. -p fifo,clock,2q: each runs in a
               process of its own, so that the two runs of a pair are close
  -t TRACE     the trace of bench_policies (traces/sqlite.lackey.xz)
  -l PERCENT   the limit (3)
  PROGRAM      bench_loop, bench_policies, bench_lackey, bench_areas;
               by default the first three

Examples:

  bench/compare.sh ../old/build build
  bench/compare.sh ../old/build build -r 15 -p fifo,lru bench_loop
HELP
}

fail() {
	echo "compare.sh: $*" >&2
	exit 2
}

# number OPTION VALUE
number() {
	case $2 in
	'' | 0* | *[!0-9]*) fail "$1 wants a number above 0, not '$2'" ;;
	esac
}

rounds=7
count=
policies=
trace=$(cd "$(dirname "$0")/.." && pwd)/traces/sqlite.lackey.xz
limit=3
old=
new=
programs=
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help)
		usage
		exit 0
		;;
	-r | -n | -p | -t | -l)
		[ $# -gt 1 ] || fail "$1 wants a value"
		case $1 in
		-r) number "$1" "$2" && rounds=$2 ;;
		-n) number "$1" "$2" && count=$2 ;;
		-p) policies=$(echo "$2" | tr , ' ') ;;
		-t) trace=$2 ;;
		-l) number "$1" "$2" && limit=$2 ;;
		esac
		shift
		;;
	-*) fail "unknown option '$1'; see --help" ;;
	bench_loop | bench_policies | bench_lackey | bench_areas)
		programs="$programs $1"
		;;
	*)
		if [ -z "$old" ]; then
			old=$1
		elif [ -z "$new" ]; then
			new=$1
		else
			fail "there is no bench program '$1'; see --help"
		fi
		;;
	esac
	shift
done
[ -n "$new" ] || fail "two build directories are needed; see --help"
programs=${programs:-bench_loop bench_policies bench_lackey}
for program in $programs; do
	for build in "$old" "$new"; do
		[ -x "$build/bench/$program" ] ||
			fail "no program $build/bench/$program; build it first"
	done
done
[ -r "$trace" ] || fail "cannot read the trace $trace"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM

# run BUILD PROGRAM [POLICY]
run() {
	bench=$1/bench/$2
	case $2 in
	bench_loop)
		n=${count:-5000000}
		# Builds from before the programs shared a driver read "2q" as
		# a number of references; there it can only be the last of four.
		"$bench" -n "$n" -p 250000 -r 1 ${3:+"$3"} 2>"$work/err" ||
			"$bench" "$n" 250000 1 ${3:+"$3"}
		;;
	bench_policies) "$bench" ${count:+-n "$count"} -r 1 "$trace" \
	    ${3:+"$3"} ;;
	bench_lackey) "$bench" -n "${count:-5000000}" -r 1 ;;
	bench_areas) "$bench" -n "${count:-100000}" -r 1 ;;
	esac
}

# Standard input: what a program printed.  Prints "name, tab, time" of each
# thing that was timed; a rate becomes a time.  The programs print "NAME VALUE
# UNIT [LOW, HIGH]"; bench_lackey and bench_areas had forms of their own.
timings() {
	awk -v OFS='\t' '
	/^#/ || /^ / || /^ratio/ { next }
	/^in order|^at random/ && $4 == "few" {
		print $3 " few " $1 " " $2, $5
		print $3 " many " $1 " " $2, $8
		next
	}
	$5 == "MB/s" { print $1, 1000 / $3; next }
	{
		name = $1
		for (i = 2; i < NF; i++) {
			if ($i ~ /^[0-9.]+$/ &&
			    ($(i + 1) == "ns" || $(i + 1) == "MB/s"))
				break
			name = name " " $i
		}
		if (i < NF)
			print name, $(i + 1) == "ns" ? $i : 1000 / $i
	}'
}

# pair ROUND PROGRAM [POLICY]: both builds, as lines of $work/times.
pair() {
	round=$1
	shift
	first=old
	second=new
	[ $((round % 2)) -eq 1 ] || {
		first=new
		second=old
	}
	for which in $first $second; do
		eval "build=\$$which"
		run "$build" "$@" >"$work/out" || {
			cat "$work/err" "$work/out" >&2
			fail "$build/bench/$1 failed"
		}
		timings <"$work/out" >"$work/some"
		[ -s "$work/some" ] || fail "$build/bench/$1: nothing was timed"
		sed "s/^/$which	$round	$1	/" "$work/some" >>"$work/times"
	done
}

: >"$work/err"
round=1
while [ "$round" -le "$rounds" ]; do
	for program in $programs; do
		case $program in
		bench_loop | bench_policies)
			for policy in ${policies:-''}; do
				[ "$policy" != "''" ] || policy=
				pair "$round" "$program" ${policy:+"$policy"}
			done
			;;
		*) pair "$round" "$program" ;;
		esac
	done
	[ ! -t 2 ] || printf '\rround %d of %d' "$round" "$rounds" >&2
	round=$((round + 1))
done
[ ! -t 2 ] || printf '\r                    \r' >&2

# FIFO and the floor are timed several times in a round: all of a round's
# ratios are taken.
awk -F '\t' -v limit="$limit" -v rounds="$rounds" '
function sort(a, n, i, j, x) {
	for (i = 2; i <= n; i++) {
		x = a[i]
		for (j = i - 1; j > 0 && a[j] > x; j--)
			a[j + 1] = a[j]
		a[j + 1] = x
	}
}
# The value at a share of the way through n sorted ones.
function at(a, n, share, place, low) {
	place = 1 + (n - 1) * share
	low = int(place)
	return (low == n ? a[n] : a[low] + (place - low) * (a[low + 1] - a[low]))
}
# Of n sorted ratios, how many to leave out at either end so that the others
# hold the true median with 95 %; -1: n is too small for that.
function outside(n, k, term, tail) {
	term = tail = 0.5 ^ n
	for (k = 0; tail <= 0.025; k++) {
		term = term * (n - k) / (k + 1)
		tail += term
	}
	return (k - 1)
}
{
	key = $3 "\t" $4
	if (!(key in n)) {
		n[key] = 0
		order[++keys] = key
	}
	count[$1, $2, key]++
	time[$1, $2, key, count[$1, $2, key]] = $5
}
END {
	printf "%-15s %-20s %9s %9s  %7s  %-16s\n", "program", "timed",
	    "old ns", "new ns", "new/old", "quartiles"
	for (k = 1; k <= keys; k++) {
		key = order[k]
		m = 0
		for (r = 1; r <= rounds; r++)
			for (c = 1; c <= count["old", r, key]; c++) {
				o = time["old", r, key, c]
				w = time["new", r, key, c]
				if (o > 0 && w > 0) {
					ratio[++m] = w / o
					olds[m] = o
					news[m] = w
				}
			}
		if (m == 0)
			continue
		sort(ratio, m)
		sort(olds, m)
		sort(news, m)
		middle = at(ratio, m, 0.5)
		cut = outside(m)
		verdict = "no difference seen"
		if (cut >= 0 && ratio[m - cut] < 1)
			verdict = "faster"
		if (cut >= 0 && ratio[cut + 1] > 1)
			verdict = "slower"
		if (verdict == "slower" && middle > 1 + limit / 100) {
			verdict = "SLOWER, above the limit of " limit " %"
			beyond = 1
		}
		split(key, part, "\t")
		printf "%-15s %-20s %9.3f %9.3f  %7.3f  [%.3f, %.3f]   %s\n",
		    part[1], part[2], at(olds, m, 0.5), at(news, m, 0.5),
		    middle, at(ratio, m, 0.25), at(ratio, m, 0.75), verdict
	}
	exit (beyond)
}' "$work/times"
