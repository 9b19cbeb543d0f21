#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Records the bundled traces anew: make.sh [DIRECTORY], by default here.
# The same program, C library and Valgrind give the same references; another
# version of any gives another trace, and README.md must then say so.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
out=$(cd "${1:-$here}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM
cd "$work"

# The environment lies on the program's stack, so it is given.  The lines of
# lackey are reduced as they come (reduce.awk), so that nothing large touches the
# disk; the program's own output is kept apart from them as descriptor 3.
record() {
	name=$1
	shift
	echo "$name: $*" >&2
	{
		env -i PATH=/usr/bin:/bin LC_ALL=C valgrind --tool=lackey \
		    --basic-counts=no --trace-mem=yes --log-fd=9 "$@" \
		    9>&1 >&3 3>&- | awk -f "$here/reduce.awk" |
			xz -9e -T1 -c >"$name.part"
	} 3>"$name.out"
	mv "$name.part" "$out/$name.lackey.xz"
}

cat >queue.c <<'EOF'
struct node {
	struct node *next;
	long key;
};

static struct node pool[64];
static int used;

static struct node *
insert(struct node *head, long key)
{
	struct node **at = &head, *n = &pool[used++];

	while (*at && (*at)->key < key)
		at = &(*at)->next;
	n->key = key;
	n->next = *at;
	*at = n;
	return head;
}

int
main(void)
{
	struct node *head = 0;
	long sum = 0, i;

	for (i = 0; i < 64; i++)
		head = insert(head, i * 37 % 64);
	for (; head; head = head->next)
		sum = sum * 31 + head->key;
	return sum & 127;
}
EOF
record tcc tcc -c queue.c -o queue.o

cat >rows.sql <<'EOF'
create table item(id integer primary key, k integer, v text);
create index item_k on item(k);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 200)
insert into item select i, i * 7919 % 10007, hex(zeroblob(600)) from n;
select count(*), sum(length(v)) from item where k between 1000 and 2000;
EOF
record sqlite sqlite3 -batch :memory: '.read rows.sql'

# A linear congruential generator of Park and Miller, so that every awk agrees.
awk 'BEGIN {
	for (pad = "."; length(pad) < 512; pad = pad pad)
		;
	for (x = 1; i < 2500; i++) {
		x = x * 16807 % 2147483647
		print x, i % 97, pad
	}
}' >lines
record sort sort lines

cut -c 1-20 lines | sed -n '1,1200p' >pairs
record awk mawk '{ n[$2] += $1 } END { for (k in n) print k, n[k] }' pairs
