#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Adding works as CONTRIBUTING.md says. In a copy of the source tree something is
# added, then built, run, and removed again with the copy. The table under
# "Adding" says which files to touch: a file that it names and that needs no
# change fails the test, and so does one that was changed and is not named.
#
# Only what changed is compiled: the copy has the objects of this build.
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

# The modules are those of src/, and every file that is named is there.
for folder in "$srcdir"/src/*/; do
	basename "$folder"
done >modules
sed -n 's/^| `\([a-z]*\)` |.*/\1/p' "$guide" | sort | comm -3 modules - >odd
[ ! -s odd ] || fail "modules and CONTRIBUTING.md do not agree: $(cat odd)"
grep -o '`[a-z.]*/[^` ]*`' "$guide" | tr -d '`' | grep -v 'x\.c$' |
	while read -r file; do
		[ -e "$srcdir/$file" ] || echo "$file"
	done >odd
[ ! -s odd ] || fail "CONTRIBUTING.md names what is not there: $(cat odd)"
jobs=$(getconf _NPROCESSORS_ONLN)

tree=$work/tree
mkdir "$tree" "$work/before"
(cd "$srcdir" && tar -cf - --exclude=./.git --exclude="./$below" \
    $(for other in build-*/Makefile; do
	[ ! -f "$other" ] || echo "--exclude=./${other%/Makefile}"
    done) .) | (cd "$work/before" && tar -xf -)
cp -a "$work/before/." "$tree"
chmod -R u+w "$tree"
mkdir -p "$tree/$below"
cp -a "$builddir/." "$tree/$below"

# The files that the row of this name says to touch; x is our name.
named() {
	awk -F"|" -v row=" $1 " '/^## Adding/ { here = 1 }
	    here && $2 == row { print $3 }' "$guide" |
		grep -o '`[^` ]*/[^` ]*`' | tr -d '`' |
		sed "s/\\([/_]\\)x\\(\\.\\|\$\\)/\\1$2\\2/" | sort -u
}

# The files in which the tree differs from the one before; what make generates
# in the source tree is no source.
touched() {
	diff -rq "$work/before" "$tree" | grep -v "/$below: \|: $below\$" |
		sed -e "s|^Only in $tree/*\\(.*\\): |\\1/|" \
		    -e "s|^Files .* and $tree/\\(.*\\) differ|\\1|" |
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
		fail "$1: named and not touched, or touched and not named:"
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
	policies/topframe.c)
		cat >"$1" <<'C'
/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TOPFRAME: the page in the frame of the highest number goes.
 */
#include "sim/bind.h"

struct topframe {
	frame_t nframes;
	bool present[]; /* by frame: has a page that may be evicted */
};

static size_t
topframe_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct topframe) + setup->nframes * sizeof(bool));
}

static void
topframe_init(void *st, const struct policy_setup *setup)
{
	struct topframe *t = st;

	t->nframes = setup->nframes;
}

static void
topframe_admit(void *st, frame_t f, page_id_t page)
{
	struct topframe *t = st;

	(void)page;
	t->present[f] = true;
}

static frame_t
topframe_victim(void *st, page_id_t page)
{
	struct topframe *t = st;
	frame_t f = t->nframes - 1;

	(void)page;
	while (!t->present[f])
		f--;
	return (f);
}

static void
topframe_leave(void *st, frame_t f, enum leave_why why)
{
	struct topframe *t = st;

	(void)why;
	t->present[f] = false;
}

static const struct policy_ops topframe_ops = {
	.size = sizeof(struct policy_ops),
	.admit = topframe_admit,
	.victim = topframe_victim,
	.leave = topframe_leave,
};

const struct policy policy_topframe = {
	.name = "topframe",
	.summary = "the page in the frame of the highest number goes",
	.size = sizeof(struct policy),
	.source = "none",
	.sight = SEES_FAULTS,
	.about = "All frames but one keep what they have. The last one takes "
		 "every page that comes. It is here to be removed again.",
	.weakness = "keeps what was loaded first, used or not",
	.complexity = "O(frames) a fault, nothing a hit; 1 byte a frame",
	.footprint = topframe_footprint,
	.init = topframe_init,
	.ops = &topframe_ops,
};

POLICY_BIND(topframe, replay_batch);
C
		;;
	policies/all.c)
		add "$1" '^	EACH(policy_random,' \
		    '	EACH(policy_topframe, topframe_replay) \'
		;;
	policies/local.mk)
		add "$1" '/twoq.c ' '	%D%/topframe.c \'
		;;
	tests/laws/plain_topframe.c)
		cat >"$1" <<'C'
/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TOPFRAME: the page in the frame of the highest number goes.
 */
#include "plain.h"

static void
topframe_miss(struct plain_run *r, uint32_t page)
{
	uint32_t f = r->nframes - 1;

	if (plain_full(r)) {
		while (!plain_evictable(r, r->page[f]))
			f--;
		plain_evict(r, r->page[f]);
	}
	plain_load(r, page);
}

const struct plain plain_topframe = {
	.name = "topframe",
	.miss = topframe_miss,
};
C
		;;
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

try_policy() {
	build pagerace tests/cases/cases tests/laws/twins_pairs \
	    tests/laws/twins_test
	cd "$tree/$below"
	expect 0 ./pagerace replay "$srcdir/traces/tcc.lackey.xz" \
	    -p topframe -m 10%
	expect 0 ./pagerace check topframe --bundled 0 --long 20000
	srcdir=$tree expect 0 tests/cases/cases
	expect 0 tests/laws/twins_pairs
	expect 0 tests/laws/twins_test topframe
	for test in lists manual policies; do
		srcdir=$tree expect 0 sh "$tree/tests/shell/$test.sh"
	done
	rm -f out err
	cd "$work"
}

follow 'a policy' topframe edit_policy
try_policy
finish
