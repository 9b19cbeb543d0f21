#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The file of a built-in policy compiles as a plug-in: with -DPOLICY_PLUGIN and only
# the installed headers, each gives a shared object with the built-in's counts.
# Only its name is changed, because a plug-in may not have the name of a built-in
# policy. A policy can also be written in C++: the headers compile without a
# warning, and the plug-in runs.
. "${srcdir:-.}/tests/shell/harness.sh"
need_compiler

# The headers that Makefile.am installs, where 'make install' puts them.
mkdir include
sed -n '/_HEADERS =/{
	:more
	/\\$/{
		N
		b more
	}
	s/\\\n//g
	s/.*=//
	p
}' "$srcdir/Makefile.am" | tr -s ' \t' '\n\n' | grep '\.h$' >headers
[ "$(grep -c . headers)" -gt 15 ] || fail "few headers: $(cat headers)"
while read -r header; do
	mkdir -p "include/$(dirname "${header#src/}")"
	cp "$srcdir/$header" "include/${header#src/}"
done <headers

# Traces: one of a program; one with processes that share, pin and unmap pages.
small trace
awk 'BEGIN {
	print "pagerace-trace 1"
	print "map 10000 256K rw"
	x = 12345
	for (i = 0; i < 4000; i++) {
		x = (x * 1103 + 12347) % 1048576
		page = 16 + int(x / 64) % (i % 3 == 0 ? 64 : 20)
		op = int(x / 4096) % 4 == 0 ? "W" : "R"
		pid = i > 1000 && i < 3000 && i % 5 == 0 ? " pid=7" : ""
		printf "%s %x000 4%s\n", op, page, pid
		if (i == 1000)
			print "fork 7"
		if (i % 700 == 300)
			printf "pin %x000 4K\n", page
		if (i % 700 == 500)
			print "unpin 10000 256K"
		if (i == 3000)
			print "exit pid=7"
		if (i == 3500)
			print "unmap 12000 32K\nmap 12000 32K rw"
	}
}' >events

# counts TRACE POLICY...: all columns but the names of the policy, and OPT.
counts() {
	traced=$1
	shift
	"$pagerace" compare "$traced" -p "$@" -m 2,9,60 -d nvme -q --set seed=3 \
	    --parts --json - >json 2>err || fail "$*: $(cat err)"
	grep -v '"policy\|"plugin"\|"optimum"' json
}
tried=0
for source in "$srcdir"/policies/*.c; do
	name=$(basename "$source" .c)
	[ "$name" != all ] || continue
	policy=$(echo "$name" | tr _ -)
	[ "$name" != twoq ] || policy=2q
	sed "s/\.name = \"$policy\"/.name = \"own-$policy\"/" "$source" >own.c
	$cc -std=gnu17 -O1 -fPIC -shared -Wall -Wextra -Werror -DPOLICY_PLUGIN \
	    -Iinclude -o own.so own.c 2>cc.log || {
		fail "$name.c does not compile as a plug-in: $(head -n 5 cc.log)"
		continue
	}
	for t in trace events; do
		counts $t "$policy" >one
		counts $t ./own.so >two
		[ -s one ] || fail "$policy: no counts on $t"
		cmp -s one two || {
			fail "$policy as a plug-in counts otherwise on $t"
			diff one two | head -n 5
		}
	done
	rm -f own.so
	tried=$((tried + 1))
done
[ "$tried" -gt 30 ] || fail "$tried policies were tried"
$cc -std=gnu17 -O1 -fPIC -shared -DPOLICY_PLUGIN -Iinclude -o clock.so \
    "$srcdir/policies/clock.c"
expect 3 "$pagerace" replay trace -p ./clock.so -m 8
grep -q "has the name 'clock'" err || fail 'a built-in name is taken'

# The headers compile without an extension of the language, and a policy that
# is not compiled as a plug-in is told what is missing.
sed 's|^src/||; s|.*|#include "&"|' headers >all.c
$cc -std=c17 -Wall -Wextra -Wpedantic -Werror -Wno-unused-function \
    -DPOLICY_PLUGIN -Iinclude -fsyntax-only all.c 2>cc.log ||
	fail "the headers are not C17: $(head -n 5 cc.log)"
! $cc -std=gnu17 -fsyntax-only -Iinclude "$srcdir/policies/clock.c" 2>cc.log ||
	fail 'the program itself is not needed'
grep -q 'error.*-DPOLICY_PLUGIN' cc.log ||
	fail "no word of -DPOLICY_PLUGIN: $(head -n 3 cc.log)"

# C++.
cxx=${CXX:-c++}
if ! command -v "$cxx" >cxx.log; then
	echo 'plugin_builtin.sh: no C++ compiler: the C++ plug-in is skipped'
	finish
fi
# Two headers have rows of parameters with named members, which are C++20.
grep -v 'arc_target\|tick_counter' headers |
	sed 's|^src/||; s|.*|#include "&"|' >all.cc
$cxx -std=c++17 -Wall -Wextra -Wpedantic -Werror -Wno-unused-function \
    -DPOLICY_PLUGIN -Iinclude -fsyntax-only all.cc 2>cxx.log ||
	fail "the headers are not C++17: $(head -n 5 cxx.log)"
sed 's|^src/||; s|.*|#include "&"|' headers >mine.cc
cat >>mine.cc <<'EOF'
#include <vector> /* the headers' macros leave the library alone */

struct mine {
	const frame_table *frames;
	lru_queue loads;
};

static size_t
mine_footprint(const policy_setup *setup)
{
	return sizeof(mine) + lru_queue_bytes(setup->nframes, setup->nframes);
}

static void
mine_init(void *st, const policy_setup *setup)
{
	mine *m = static_cast<mine *>(st);

	m->frames = setup->frames;
	lru_queue_place(&m->loads, m + 1, setup->nframes, setup->nframes);
}

static void
mine_admit(void *st, frame_t f, page_id_t)
{
	lru_queue_append(&static_cast<mine *>(st)->loads, f);
}

static frame_t
mine_victim(void *st, page_id_t)
{
	return lru_queue_oldest(&static_cast<mine *>(st)->loads);
}

static void
mine_leave(void *st, frame_t f, leave_why)
{
	lru_queue_remove(&static_cast<mine *>(st)->loads, f);
}

static policy_ops
mine_ops()
{
	policy_ops ops{};

	ops.size = sizeof(ops);
	ops.admit = mine_admit;
	ops.victim = mine_victim;
	ops.leave = mine_leave;
	return ops;
}

static const policy_ops ops = mine_ops();

static policy
mine_policy()
{
	policy p{};

	p.name = "mine";
	p.summary = "FIFO, in C++";
	p.size = sizeof(p);
	p.sight = SEES_FAULTS;
	p.footprint = mine_footprint;
	p.init = mine_init;
	p.ops = &ops;
	return p;
}

extern "C" {
extern const uint32_t policy_contract = POLICY_CONTRACT;
extern const policy policy_plugin = mine_policy();
}
EOF
$cxx -std=c++17 -O1 -fPIC -shared -Wall -Wextra -Werror -Wno-unused-function \
    -DPOLICY_PLUGIN -Iinclude -o mine.so mine.cc 2>cxx.log ||
	fail "the C++ plug-in does not compile: $(head -n 5 cxx.log)"
counts trace fifo >one
counts trace ./mine.so >two
grep -v state_bytes one >three
grep -v state_bytes two | cmp -s - three || fail 'FIFO in C++ is not FIFO'
expect 0 "$pagerace" check ./mine.so --runs 2 --long 0 --bundled 0
finish
