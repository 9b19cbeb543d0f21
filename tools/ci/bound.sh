#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The bound loops make no indirect call.
#
# A policy's x_replay() is the replay loop with that policy's operations
# compiled into it (sim/bind.h).  Compiled at -O2, by gcc and by clang, none of
# them may call through a pointer, and no piece of the loop (replay_*) may
# remain as a function of its own.
#
# A policy calls its host (host->clean, host->release) through a pointer by
# contract; such a call is recognized by its source line.
set -eu

cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM

# Without jump tables an indirect jump is a call in tail position.
flags='-std=gnu17 -O2 -g -fno-jump-tables -fno-pic -I. -Isrc'

# inspect OBJECT: the indirect calls of its bound loops, a line each.
inspect() {
	objdump -dl --no-show-raw-insn "$1" | awk -v object="$1" '
	function source_line(where, path, n, text) {
		path = where
		sub(/:[0-9]+$/, "", path)
		n = substr(where, length(path) + 2) + 0
		while (n-- > 0 && (getline text < path) > 0)
			;
		close(path)
		return (text)
	}
	/^[0-9a-f]+ <.*>:$/ {
		name = $2
		gsub(/[<>:]/, "", name)
		loop = name ~ /_replay(\.|$)/ || name ~ /^replay_/
		where = "unknown:0"
		next
	}
	# "file.c:12" or "file.c:12 (discriminator 3)"
	/^[^ \t].*\.[ch]:[0-9]+/ {
		where = $1
		next
	}
	loop && (/[ \t](call|callq|jmp|jmpq)[ \t]+\*/ ||
	    /[ \t](blr|br)[ \t]+x/) {
		if (source_line(where) !~ /host->/)
			print object ": " name ": " where ": calls " $NF
	}'
}

# examine COMPILER FILE...
examine() {
	compiler=$1
	shift
	for file; do
		object=$work/$compiler-$(basename "$file" .c).o
		"$compiler" $flags -c -o "$object" "$file"
		inspect "$object"
	done
}

cat >"$work/good.c" <<'EOF'
struct ops { long (*touch)(long); };
struct host { void (*clean)(struct host *host); };
struct replay { struct host *host; };
static long inc(long n) { return (n + 1); }
static const struct ops ops = { inc };
static inline __attribute__((always_inline)) long
loop(long n, const struct ops *v)
{
	return (v->touch(n));
}
long good_replay(struct replay *r, long n);
long
good_replay(struct replay *r, long n)
{
	struct host *host = r->host;

	host->clean(host);
	return (loop(n, &ops));
}
EOF
sed -e 's/static const struct ops ops = { inc };/extern struct ops ops;/' \
    -e '/static long inc/d' -e 's/good_/bad_/' "$work/good.c" >"$work/bad.c"

status=0
loops=0
for compiler in gcc clang; do
	if [ -n "$(examine $compiler "$work/good.c")" ] ||
	    [ -z "$(examine $compiler "$work/bad.c")" ]; then
		echo "bound.sh: with $compiler, the check itself is broken" >&2
		exit 1
	fi
	found=$(examine $compiler $(find policies -name '*.c' | sort))
	if [ -n "$found" ]; then
		echo "$found"
		status=1
	fi
	for object in "$work/$compiler"-*.o; do
		loops=$((loops + $(nm "$object" | grep -c ' [Tt] .*_replay$' ||
		    :)))
	done
done
# Two of each compiler are those that test the check.
echo "bound.sh: $((loops - 4)) loops examined"
exit $status
