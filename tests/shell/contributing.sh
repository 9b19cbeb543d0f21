#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Adding works as CONTRIBUTING.md says. In a copy of the source tree something is
# added, then built, run, and removed again with the copy. The table under
# "Adding" says which files to touch: a file that it names and that needs no
# change fails the test, and so does one that was changed and is not named.
#
# Only changed files are compiled: the copy has the objects of this build.
builddir=$PWD
. "${srcdir:-.}/tests/shell/harness.sh"
need_compiler
for tool in automake autoconf make; do
	command -v $tool >/dev/null || {
		echo "skipped: no $tool"
		exit 77
	}
done
case $builddir in
"$srcdir"/*) below=${builddir#"$srcdir"/} ;;
*)
	echo "skipped: the build directory is not below the source tree"
	exit 77
	;;
esac
! grep -q '^MODE_CFLAGS = .*-fsanitize' "$builddir/Makefile" || {
	echo "skipped: a build with sanitizers compiles no faster"
	exit 77
}
unset MAKEFLAGS MFLAGS MAKELEVEL
guide=$srcdir/CONTRIBUTING.md
added=$srcdir/tests/shell/added # the files that are added

# The modules are those of src/, and every named file exists.
for folder in "$srcdir"/src/*/; do
	basename "$folder"
done >modules
sed -n 's/^| `\([a-z]*\)` |.*/\1/p' "$guide" | sort | comm -3 modules - >odd
[ ! -s odd ] || fail "modules and CONTRIBUTING.md do not agree: $(cat odd)"
grep -o '`[a-z.]*/[^` ]*`' "$guide" | tr -d '`' | grep -v '[/_.]x\(\.c\)\{0,1\}$' |
	while read -r file; do
		[ -e "$srcdir/$file" ] || echo "$file"
	done >odd
[ ! -s odd ] || fail "CONTRIBUTING.md names what is not there: $(cat odd)"
jobs=$(getconf _NPROCESSORS_ONLN)

tree=$work/tree
mkdir "$tree" "$work/before"
(cd "$srcdir" && tar -cf - --exclude=./.git --exclude="./$below" \
    --exclude=./tests/shell/added \
    $(for other in build-*/Makefile; do
	[ ! -f "$other" ] || echo "--exclude=./${other%/Makefile}"
    done) .) | (cd "$work/before" && tar -xf -)
chmod -R u+w "$work/before"
cp -a "$work/before/." "$tree"
mkdir -p "$tree/$below"
cp -a "$builddir/." "$tree/$below"

# The files that the row names; x is the name of what is added.
named() {
	awk -F"|" -v row=" $1 " '/^## Adding/ { here = 1 }
	    here && $2 == row { print $3 }' "$guide" |
		grep -o '`[^` ]*/[^` ]*[^/]`' | tr -d '`' |
		sed "s/\\([/_.]\\)x\\(\\.\\|\$\\)/\\1$2\\2/" | sort -u
}

# The files in which the tree differs from the one before, without those that make
# generates in the source tree.
touched() {
	diff -rq "$work/before" "$tree" |
		sed -e "s|^Only in $tree/*\\(.*\\): |\\1/|" \
		    -e "s|^Files .* and $tree/\\(.*\\) differ|\\1|" |
		grep -vx "/*$below\(/.*\)\{0,1\}" |
		grep -v '^/*autom4te.cache\|^/*Makefile.in$\|^/*config.h.in' |
		sort -u
}

# add FILE EXPRESSION LINE...: puts the lines before the first that matches.
add() {
	file=$1
	expression=$2
	shift 2
	at=$(grep -n "$expression" "$file" | sed -n '1s/:.*//p')
	[ -n "$at" ] || {
		fail "$file has no line like '$expression'"
		return
	}
	{
		head -n $((at - 1)) "$file"
		printf '%s\n' "$@"
		tail -n +"$at" "$file"
	} >"$work/edited"
	cat "$work/edited" >"$file"
}

# follow ROW NAME EDIT: does what the row says, EDIT FILE for each, and compares
# the files that are named with those that are touched.
follow() {
	named "$1" "$2" >"$work/named"
	[ -s "$work/named" ] || fail "CONTRIBUTING.md has no row '$1'"
	while read -r file; do
		(cd "$tree" && "$3" "$file") || fail "$1: no edit for $file"
	done <"$work/named"
	touched | comm -3 "$work/named" - >"$work/differ"
	[ ! -s "$work/differ" ] || {
		fail "$1: named but not changed, or changed but not named:"
		cat "$work/differ"
	}
	rm -rf "$work/before"
	mkdir "$work/before"
	(cd "$tree" && tar -cf - --exclude="./$below" .) |
		(cd "$work/before" && tar -xf -)
}

build() {
	(cd "$tree/$below" && make -s -j "$jobs" "$@" >"$work/make.log" 2>&1) ||
		{
			fail "make $*"
			tail -n 20 "$work/make.log"
			finish
		}
	! grep 'warning: ' "$work/make.log" || fail "make $*: it warns"
}

# A policy that evicts the page in the frame of the highest number.
edit_policy() {
	case $1 in
	policies/topframe.c) cp "$added/topframe.c" "$1" ;;
	policies/all.c)
		add "$1" '^	EACH(policy_random,' \
		    '	EACH(policy_topframe, topframe_replay) \'
		;;
	policies/local.mk)
		add "$1" '/twoq.c ' '	%D%/topframe.c \'
		;;
	tests/laws/plain_topframe.c) cp "$added/plain_topframe.c" "$1" ;;
	tests/laws/plain_all.c)
		add "$1" '^extern.*plain_arc;' \
		    'extern const struct plain plain_topframe;'
		add "$1" '^	NULL,' '	&plain_topframe,'
		;;
	tests/laws/local.mk)
		add "$1" '/plain_weights.h ' '	%D%/plain_topframe.c \'
		;;
	tests/cases/worked.txt)
		printf '\n%s\n%s\n' 'string R1 R2 R3 R1 R2' \
		    'topframe 2 4 2,3' >>"$1"
		;;
	man/pagerace.1)
		add "$1" '^\.It Cm opt Pq' '.It Cm topframe Pq faults' \
		    'The page in the frame of the highest number goes.'
		;;
	doc/POLICIES.md)
		add "$1" '^| `opt` |' \
		    '| `topframe` | faults | the frame of the highest number | |'
		;;
	*) return 1 ;;
	esac
}

# A format of text: =ADDRESS is a read, !ADDRESS a write.
edit_format() {
	case $1 in
	src/formats/format_eqref.c) cp "$added/format_eqref.c" "$1" ;;
	src/formats/formats.c)
		add "$1" '^const struct trace_format \*const' \
		    'extern const struct trace_format trace_format_eqref;' ''
		add "$1" '^	NULL,' '	&trace_format_eqref,'
		;;
	src/formats/local.mk)
		add "$1" '/format_hexrw.c' '	%D%/format_eqref.c \'
		;;
	tests/fuzz/corpus/trace/eqref)
		printf '=1000\n!2000\n=3000\n=1000\n' >"$1"
		;;
	man/pagerace.1)
		add "$1" '^\.It Cm iref' '.It Cm eqref' '= or ! and an address'
		;;
	doc/TRACE.md)
		add "$1" '^| `iref` |' '| `eqref` | `=4001000` | none | writes |'
		;;
	*) return 1 ;;
	esac
}

# A second column with the hits, which the gate compares too.
edit_column() {
	case $1 in
	src/result/metric_table.c)
		add "$1" '^	ROW("cleaned"' \
		    '	ROW("hits_again", "", COUNT, METRIC_GATED, OUTCOME(hits), "Hits"),'
		;;
	man/pagerace.1)
		add "$1" '^\.It Cm cleaned' '.It Cm hits_again' 'Hits'
		add "$1" '^\.Cm evictions , swap.reads' '.Cm hits_again ,'
		;;
	doc/RESULT.md)
		add "$1" '^| `cleaned` |' '| `hits_again` | count |  | Hits (gated) |'
		;;
	doc/result.schema.json)
		add "$1" '^        "cleaned":' \
		    '        "hits_again": { "$ref": "#/$defs/count" },'
		;;
	*) return 1 ;;
	esac
}

# A report: the number of runs of each study.
edit_report() {
	case $1 in
	src/report/runcount.c) cp "$added/runcount.c" "$1" ;;
	src/report/outputs.c)
		add "$1" '^const struct report_format \*const' \
		    'extern const struct report_format runcount_format;' ''
		add "$1" '^	NULL,' '	&runcount_format,'
		;;
	src/report/local.mk) add "$1" '/sheet.c ' '	%D%/runcount.c \' ;;
	man/pagerace.1)
		add "$1" '^\.It Fl -junit' '.It Fl -runcount Ar file' 'runs'
		add "$1" '^\.It Cm junit' '.It Cm runcount' 'runs'
		# The commands that take it are those of --hgrm.
		sed '/^\.Fl /s/-hgrm ,/-hgrm , -runcount ,/' "$1" >"$work/page" &&
			cp "$work/page" "$1"
		;;
	tests/golden/reports.c)
		add "$1" '"facts.txt"' \
		    '	{ "comparison.runcount", write_study,' \
		    '	    sample_comparison, "runcount", { 0 } },'
		;;
	tests/golden/comparison.runcount) echo 'to be written anew' >"$1" ;;
	tests/golden/local.mk)
		add "$1" '/replay.xml' '	%D%/comparison.runcount \'
		;;
	*) return 1 ;;
	esac
}

# The golden files are written again; no others may change.
update_golden() {
	cp "$tree/tests/golden/comparison.json" "$work/older.json"
	(cd "$tree/$below" && srcdir=$tree UPDATE=1 tests/golden/reports) ||
		fail "golden files cannot be written"
	touched | grep -v '^tests/golden/' |
		sed 's/^/changed by UPDATE=1: /' >"$work/differ"
	[ ! -s "$work/differ" ] || fail "$(cat "$work/differ")"
}

run_all() {
	cd "$tree/$below"
	srcdir=$tree
	export srcdir
	trace=$tree/traces/tcc.lackey.xz
	sample=$tree/tests/fuzz/corpus/trace/eqref
	expect 0 ./pagerace replay "$trace" -p topframe -m 10%
	expect 0 ./pagerace check topframe --bundled 0 --long 20000
	expect 0 ./pagerace info "$sample"
	grep -q eqref out || fail "the format is not detected"
	expect 0 ./pagerace replay "$sample" -f eqref -p topframe -m 2 \
	    --csv "$work/runs.csv" --runcount "$work/runs.txt"
	head -n 1 "$work/runs.csv" | grep -q ',hits_again,' ||
		fail "no column hits_again"
	# A baseline that is older than the column is still compared.
	expect 0 ./pagerace diff "$work/older.json" \
	    "$tree/tests/golden/comparison.json"
	echo '1 runs' | cmp -s - "$work/runs.txt" || fail "no report runcount"
	for test in cases/cases laws/test_footprint laws/twins_pairs \
	    golden/reports fuzz/fuzz_trace unit/test_metric; do
		expect 0 tests/$test
		[ "$status" -eq 0 ] || cat out
	done
	expect 0 tests/laws/twins_test topframe
	for test in lists manual policies modules; do
		expect 0 sh "$tree/tests/shell/$test.sh"
		[ "$status" -eq 0 ] || cat out
	done
	expect 0 sh "$tree/tests/golden/schema.sh"
	rm -f out err
	cd "$work"
}

follow 'a policy' topframe edit_policy
follow 'a trace format' eqref edit_format
follow 'a column of the reports' hits_again edit_column
follow 'a report format' runcount edit_report
build pagerace tests/cases/cases tests/fuzz/fuzz_trace tests/golden/reports \
    tests/laws/test_footprint tests/laws/twins_pairs \
    tests/laws/twins_test tests/unit/test_metric
update_golden
run_all
finish
