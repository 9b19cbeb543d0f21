#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Gives libFuzzer each reader of traces for so many seconds:
#
#	tools/ci/fuzz_readers.sh BUILD SECONDS [FORMAT...]
#
# BUILD is a folder in which the program was built; what is made goes to
# BUILD/fuzz.  Each format begins with its samples of tests/fuzz/corpus/trace and
# with what earlier runs have found.  Prints a line a format: inputs, inputs a
# second, and what was found; exit status 1 if anything was.  Needs clang.
set -eu

src=$(cd "$(dirname "$0")/../.." && pwd)
[ $# -ge 2 ] || {
	sed -n '4,6s/^# \{0,1\}//p' "$0" >&2
	exit 2
}
build=$(cd "$1" && pwd)
seconds=$2
shift 2
[ $# -gt 0 ] || set -- $("$build/pagerace" list formats | awk '{ print $1 }')
work=$build/fuzz
mkdir -p "$work/objects" "$work/found"

flags="-g -O1 -std=gnu17 -D_GNU_SOURCE -DVERSION_TEXT=\"fuzz\" -I$build -I$src
    -I$src/src -I$src/tests"
for file in "$src"/src/trace/*.c "$src"/src/formats/*.c "$src"/src/base/*.c \
    "$src"/src/model/*.c; do
	case $file in
	*/heap_jemalloc.c) continue ;;
	esac
	object=$work/objects/$(basename "$file" .c).o
	[ "$object" -nt "$file" ] ||
		clang $flags -fno-sanitize-recover=undefined \
		    -fsanitize=fuzzer-no-link,address,undefined \
		    -c "$file" -o "$object"
done
clang $flags -fsanitize=fuzzer,address,undefined \
    "$src/tests/fuzz/fuzz_trace.c" "$work"/objects/*.o -o "$work/fuzz_trace" \
    -lyaml -larchive -lz -lzstd -lxxhash -lm

bad=0
for format; do
	seeds=$work/$format
	mkdir -p "$seeds"
	# The last byte of an input says in which of three ways it is read.
	for sample in "$src/tests/fuzz/corpus/trace/$format" \
	    "$src/tests/fuzz/corpus/trace/$format".*; do
		[ -e "$sample" ] || continue
		for way in 0 1 2; do
			{ cat "$sample" && printf "\\$way"; } \
			    >"$seeds/$(basename "$sample").$way"
		done
	done
	found=nothing
	FUZZ_FORMAT=$format "$work/fuzz_trace" -max_total_time="$seconds" \
	    -rss_limit_mb=1024 -timeout=20 -max_len=8192 \
	    -artifact_prefix="$work/found/$format-" -print_final_stats=1 \
	    "$seeds" >"$work/$format.log" 2>&1 || {
		found="a failure: $work/$format.log"
		bad=1
	}
	awk -v format="$format" -v found="$found" '
	    /^stat::number_of_executed_units/ { inputs = $2 }
	    /^stat::average_exec_per_sec/ { rate = $2 }
	    END { printf "%-16s %9d inputs %6d a second  %s\n", format, inputs,
		rate, found }' "$work/$format.log"
done
exit $bad
