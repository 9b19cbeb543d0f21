#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Only src/machine/ changes the state of a machine: its arrays (entries, frame
# and slot numbers), its counters, its swap map.  Policies clear accessed bits
# through the functions of model/page.h.
#
# A variable that points to one of the arrays is checked under its own name too.  A
# change through an address that is passed to a function is not detected.  The
# check itself is tested: in a small tree it must report each violation and nothing
# else.
set -eu

srcdir=$(cd "${srcdir:-.}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

cat >"$work/state.awk" <<'EOF'
BEGIN {
	array = "(entry|page|frame_of|slot_of|next_sharer)"
	assigned = "^[ \t]*((([-+*/%&|^]|<<|>>)?=([^=]|$))|\\+\\+|--)"
	bad = 0
}

FNR == 1 {
	comment = 0
	split("", watched)	# of this file: arrays by a name of their own
	split("", machine)	# pointers to a machine
	watched["entry"] = 1
	machine["machine"] = 1
}

function complain() {
	print FILENAME ":" FNR ": changes the state of a machine: " shown
	bad = 1
}

# The text without comments and quoted strings.
function code(text, out, at) {
	gsub(/\\"/, "", text)
	gsub(/"[^"]*"/, "\"\"", text)
	out = ""
	while (text != "") {
		at = index(text, comment ? "*/" : "/*")
		if (!at)
			return (comment ? out : out text)
		if (!comment)
			out = out substr(text, 1, at - 1)
		text = substr(text, at + 2)
		comment = !comment
	}
	return (out)
}

# What follows the element whose '[' begins the text.
function after_index(text, i, depth, c) {
	for (i = 1; i <= length(text); i++) {
		c = substr(text, i, 1)
		depth += (c == "[") - (c == "]")
		if (depth == 0)
			return (substr(text, i + 1))
	}
	return ("")
}

# Is the path, as 'h->machine.page' or 'entry', one of the machine's arrays?
function is_array(path, part, n) {
	n = split(path, part, /->|\./)
	if (n == 1)
		return (path in watched)
	return (part[n] ~ ("^" array "$") && (part[n - 1] in machine || \
	    part[n - 1] == "frames"))
}

# A member of a machine: 'm->swap.used', 'r->machine.reads'.
function is_member(path, part, n, i) {
	n = split(path, part, /->|\./)
	for (i = 1; i < n; i++)
		if (part[i] in machine)
			return (1)
	return (0)
}

{
	shown = $0
	sub(/^[ \t]*/, "", shown)
	text = code($0)
	if (match(text, /struct machine \*[a-z_]+/)) {
		name = substr(text, RSTART, RLENGTH)
		sub(/.*\*/, "", name)
		machine[name] = 1
	}
	if (text ~ ("[*][a-z_]+ = .*(->|[.])" array "[;,]") && \
	    text !~ /const/) {
		name = text
		sub(/ = .*/, "", name)
		sub(/.*\*/, "", name)
		watched[name] = 1
	}
	if (text ~ /swapmap_(take|claim|share|put)\(/)
		complain()
	while (match(text, /[A-Za-z_][A-Za-z0-9_]*((->|\.)[a-z_]+)*/)) {
		before = substr(text, 1, RSTART - 1)
		path = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		element = text ~ /^\[/
		rest = element ? after_index(text) : text
		if ((rest ~ assigned || before ~ /(\+\+|--)$/) && \
		    ((element && is_array(path)) || is_member(path)))
			complain()
	}
}

END {
	exit bad
}
EOF

# changes TREE: prints its violations; status not 0 if there are any.
changes() {
	(
		cd "$1"
		find src policies kits -name '*.[ch]' ! -path 'src/machine/*' \
		    ! -path src/model/page.h | LC_ALL=C sort |
		    xargs awk -f "$work/state.awk"
	)
}

# put FILE: standard input.
put() {
	mkdir -p "$work/tree/$(dirname "$1")"
	cat >"$work/tree/$1"
}

put src/machine/good.c <<'EOF'
	m->entry[page] = 0;
	swapmap_put(&m->swap, slot);
EOF
put src/model/page.h <<'EOF'
	entry[page] &= (uint8_t)~ENTRY_ACCESSED;
EOF
put src/sim/good.c <<'EOF'
	struct machine *m = &r->machine;
	const uint8_t *entry = m->entry;
	uint8_t e = entry[page], need = m->entry[a[b]] == 0;
	/* m->entry[page] = 0; */
	own->entry[page] = e;
	m = NULL;
	if (m->reads == 1 || m->page[f] >= 4 || m->writes != 0)
		x.machine = m;
	say("m->reads = 1");
EOF
put src/sim/bad.c <<'EOF'
static void
f(struct machine *m, uint8_t *entry)
{
	frame_t *where = m->frame_of;

	entry[page] |= 1;
	m->entry[r->page[f]] &= 3;
	r->machine.page[f] = NO_PAGE;
	r->machine.slot_of[a[b[1]]] =
	    2;
	m->next_sharer[p]++;
	where[page] = f;
	m->swap.used--;
	--r->machine.reads;
	if (x) m->writes += 4;
	slot = swapmap_take(&m->swap);
}
EOF
put policies/bad.c <<'EOF'
	uint8_t *bits = c->frames->entry;

	own->entry[x] = y;
	c->frames->entry[p] = 0;
	bits[p] <<= 1;
EOF
mkdir "$work/tree/kits"

cat >"$work/expected" <<'EOF'
policies/bad.c:4: changes the state of a machine: c->frames->entry[p] = 0;
policies/bad.c:5: changes the state of a machine: bits[p] <<= 1;
src/sim/bad.c:6: changes the state of a machine: entry[page] |= 1;
src/sim/bad.c:7: changes the state of a machine: m->entry[r->page[f]] &= 3;
src/sim/bad.c:8: changes the state of a machine: r->machine.page[f] = NO_PAGE;
src/sim/bad.c:9: changes the state of a machine: r->machine.slot_of[a[b[1]]] =
src/sim/bad.c:11: changes the state of a machine: m->next_sharer[p]++;
src/sim/bad.c:12: changes the state of a machine: where[page] = f;
src/sim/bad.c:13: changes the state of a machine: m->swap.used--;
src/sim/bad.c:14: changes the state of a machine: --r->machine.reads;
src/sim/bad.c:15: changes the state of a machine: if (x) m->writes += 4;
src/sim/bad.c:16: changes the state of a machine: slot = swapmap_take(&m->swap);
EOF
status=0
changes "$work/tree" >"$work/said" || status=$?
if [ "$status" -eq 0 ] || ! diff -u "$work/expected" "$work/said"; then
	echo "machine_state.sh: the made-up tree gave status $status" >&2
	exit 1
fi

changes "$srcdir"
