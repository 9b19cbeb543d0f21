#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Is one build of the program slower than another?  Runs the bench of both in
# turns and compares the results pair by pair; see --help.
set -eu
LC_ALL=C
export LC_ALL

usage() {
	cat <<'HELP'
usage: bench/compare.sh OLD NEW [-r ROUNDS] [-l PERCENT] [BENCH OPTION...]
           [GROUP[:LIST]...]

Compares the speed of two builds. OLD and NEW are build directories in which
'make bench/bench' was run, or commits: those are built first, in a temporary
folder, which takes minutes.

In each round the bench runs once in either build, one after the other; which
is first changes from round to round. The two times of a round are a pair. For
each result the table has the medians, the median of the ratios new / old with
its quartiles, and

  slower, faster       1 lies outside the range that holds the true median of
                       the ratios with a probability of at least 95 %
  no difference seen   1 lies inside it, or there are fewer than 6 rounds

The range is that of the sign test: it assumes nothing of how the times vary.
Of twenty results that did not change one may still be called slower; measure
it again, alone and with more rounds. The exit status is 1 if something is
slower and its median is above the limit.

  -r ROUNDS    rounds (7); more on a machine that others use
  -l PERCENT   the limit (3)
  --keep DIR   the documents of all runs stay in this folder
  what else    goes to the bench: see 'bench --help'. Without a group:
               -w zipf-64k,sqlite3 -n 3m loop:fifo,clock,lru,s3fifo,arc,lirs,opt

Examples:

  bench/compare.sh ../old/build build
  bench/compare.sh HEAD~1 build -r 15 -w zipf-1m loop:fifo,lru
  bench/compare.sh ../old/build build -w gcc command curve
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

# build_of WORD NAME: the build directory that the word is, or of the commit.
build_of() {
	if [ -d "$1" ]; then
		built=$(cd "$1" && pwd)
		[ -x "$built/bench/bench" ] ||
			fail "no program $1/bench/bench; 'make bench/bench' first"
		return
	fi
	commit=$(git -C "$root" rev-parse -q --verify "$1^{commit}") ||
		fail "'$1' is no build directory and no commit"
	git -C "$root" cat-file -e "$commit:bench/bench.c" 2>/dev/null ||
		fail "commit $1 has no bench/bench.c; it cannot be compared"
	echo "compare.sh: building $1" >&2
	mkdir "$work/$2"
	git -C "$root" archive "$commit" | tar -x -C "$work/$2"
	built=$work/$2/build
	mkdir "$built"
	(
		cd "$work/$2" && autoreconf -fi && cd build && ../configure -q &&
			make -s -j "$(getconf _NPROCESSORS_ONLN)" bench/bench
	) >"$work/$2.log" 2>&1 || {
		cat "$work/$2.log" >&2
		fail "commit $1 cannot be built"
	}
}

rounds=7
limit=3
keep=
root=$(cd "$(dirname "$0")/.." && pwd)
case ${1:-} in
-h | --help)
	usage
	exit 0
	;;
esac
[ $# -ge 2 ] || fail "two builds are needed; see --help"
old_word=$1
new_word=$2
shift 2
# What remains is for the bench, in its order.
n=$#
groups=0
while [ "$n" -gt 0 ]; do
	word=$1
	shift
	n=$((n - 1))
	case $word in
	-r | -l | --keep | -w | -n | -e | --workloads | --references | --engine)
		[ "$n" -gt 0 ] || fail "$word wants a value"
		value=$1
		shift
		n=$((n - 1))
		case $word in
		-r) number "$word" "$value" && rounds=$value ;;
		-l) number "$word" "$value" && limit=$value ;;
		--keep) keep=$value ;;
		*) set -- "$@" "$word" "$value" ;;
		esac
		;;
	-*) set -- "$@" "$word" ;;
	*)
		groups=1
		set -- "$@" "$word"
		;;
	esac
done
[ "$groups" = 1 ] || set -- -w zipf-64k,sqlite3 -n 3m "$@" \
	loop:fifo,clock,lru,s3fifo,arc,lirs,opt

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM
build_of "$old_word" old
old=$built
build_of "$new_word" new
new=$built
if [ -n "$keep" ]; then
	mkdir -p "$keep"
else
	keep=$work
fi

round=1
while [ "$round" -le "$rounds" ]; do
	order='old new'
	[ $((round % 2)) -eq 1 ] || order='new old'
	for which in $order; do
		eval "build=\$$which"
		"$build/bench/bench" -r 1 --json \
			"$keep/$which.$(printf %03d "$round").json" "$@" \
			>"$work/out" 2>&1 || {
			cat "$work/out" >&2
			fail "$build/bench/bench failed"
		}
	done
	[ ! -t 2 ] || printf '\rround %d of %d' "$round" "$rounds" >&2
	round=$((round + 1))
done
[ ! -t 2 ] || printf '\r                    \r' >&2
"$new/bench/bench" --compare -l "$limit" "$keep"/old.*.json -- \
	"$keep"/new.*.json
