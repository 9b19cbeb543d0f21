#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Records the packed traces anew: make_packed.sh [DIRECTORY], by default here.
# README.md says what they are.  Other versions of the programs, and of QEMU,
# give other traces.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
pagerace=${PAGERACE:-pagerace}
out=$(cd "${1:-$here}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM
cd "$work"

# record NAME OPTION... -- PROGRAM ARG...: references to pages.  The environment
# lies on the program's stack, so it is given.  A part that ends before the
# program does ends it (status 137).
record() {
	name=$1
	shift
	echo "$name: $*" >&2
	status=0
	env -i PATH=/usr/bin:/bin LC_ALL=C HOME="$work" PYTHONHASHSEED=0 \
	    GIT_CONFIG_NOSYSTEM=1 "$pagerace" record --method qemu \
	    --page-refs --kill --to packed:level=12 \
	    -o "$out/$name.prt" "$@" >"$name.out" ||
		status=$?
	case $status in
	0 | 137) ;;
	*)
		echo "$name: status $status" >&2
		exit 4
		;;
	esac
}

# A linear congruential generator of Park and Miller, so that every awk agrees.
awk 'BEGIN {
	for (x = 1; i < 60000; i++) {
		x = x * 16807 % 2147483647
		printf "%d %d key%d %s\n", x, i % 97, x % 5003, \
		    substr("the quick brown fox jumps over the lazy dog", \
		    x % 20, 20)
	}
}' >lines

# A compiler, and the programs that it executes.
awk 'BEGIN {
	print "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>"
	for (i = 0; i < 60; i++) {
		printf "struct s%d { int a; struct s%d *next; double d[%d]; };\n", \
		    i, i, i + 1
		printf "static int f%d(struct s%d *p, int n)\n{\n", i, i
		printf "\tint sum = %d;\n\tfor (; p; p = p->next)\n", i
		printf "\t\tfor (int k = 0; k < n %% %d; k++)\n", i + 1
		printf "\t\t\tsum += p->a * k + (int)p->d[k];\n"
		printf "\treturn (sum);\n}\n"
	}
	print "int main(int argc, char **argv)\n{\n\tint sum = argc;"
	for (i = 0; i < 60; i++) {
		printf "\tstruct s%d *p%d = calloc(1, sizeof(*p%d));\n", i, i, i
		printf "\tsum += f%d(p%d, atoi(argv[1]));\n", i, i
	}
	print "\tprintf(\"%d\\n\", sum);\n\treturn (0);\n}"
}' >unit.c
record gcc --take 10m -- gcc -O1 -pipe unit.c -o unit

# A database: a table with an index is filled, changed and selected from.
cat >rows.sql <<'EOF'
create table item(id integer primary key, k integer, v text);
create index item_k on item(k);
begin;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000)
insert into item select i, i * 7919 % 10007, hex(zeroblob(60 + i % 90)) from n;
update item set v = v || 'x' where k % 3 = 0;
select count(*), sum(length(v)) from item where k between 1000 and 2000;
delete from item where k % 7 = 1;
select k % 10, count(*), max(length(v)) from item group by 1 order by 2;
commit;
EOF
record sqlite3 --take 10m -- sqlite3 -batch items.db '.read rows.sql'

cat >words.py <<'EOF'
import json, re, sys
count = {}
records = []
for line in open("lines"):
    number, group, key, text = line.split(" ", 3)
    count[key] = count.get(key, 0) + int(number) % 7
    if int(group) % 9 == 0:
        records.append({"key": key, "words": re.findall(r"\w+", text)})
best = sorted(count.items(), key=lambda kv: (-kv[1], kv[0]))[:20]
text = json.dumps({"best": best, "records": records[:2000]})
print(len(text), len(json.loads(text)["records"]))
EOF
record python --skip 12m --take 10m -- /usr/bin/python3 words.py

record sort --take 10m -- sort -k 3 lines

record xz --take 10m -- xz -6 -k -c lines

# A graph: ranks of the vertices of a random one.  One edge in six is long.
cat >rank.c <<'EOF'
#include <stdio.h>
#include <stdlib.h>

enum { VERTICES = 20000, EDGES = 120000 };

int
main(void)
{
	int *first = calloc(VERTICES + 1, sizeof(*first));
	int *to = calloc(EDGES, sizeof(*to)), *from = calloc(EDGES, sizeof(*to));
	double *rank = calloc(VERTICES, sizeof(*rank));
	double *next = calloc(VERTICES, sizeof(*next));
	long x = 1;

	for (int i = 0; i < EDGES; i++) {
		x = x * 16807 % 2147483647;
		from[i] = (int)(x % VERTICES);
		first[from[i] + 1]++;
	}
	for (int i = 0; i < VERTICES; i++)
		first[i + 1] += first[i];
	for (int i = EDGES; i-- > 0;) {
		x = x * 16807 % 2147483647;
		to[--first[from[i] + 1]] = (int)(
		    (x % 6 == 0 ? x : from[i] + x / 7 % 300) % VERTICES);
	}
	for (int i = 0; i < VERTICES; i++)
		rank[i] = 1;
	for (int round = 0; round < 12; round++) {
		for (int v = 0; v < VERTICES; v++)
			next[v] = 0.15;
		for (int v = 0; v < VERTICES; v++) {
			int end = v + 1 < VERTICES ? first[v + 1] : EDGES;

			for (int e = first[v]; e < end; e++)
				next[to[e]] += 0.85 * rank[v] / (end - first[v]);
		}
		for (int v = 0; v < VERTICES; v++)
			rank[v] = next[v];
	}
	printf("%f\n", rank[0]);
	return (0);
}
EOF
cc -O1 -o rank rank.c
record graph --take 10m -- ./rank

# A repository of 40 commits is repacked, with threads.
(
	export HOME="$work" GIT_AUTHOR_DATE='1000000000 +0000'
	export GIT_COMMITTER_DATE="$GIT_AUTHOR_DATE"
	git init -q repository
	cd repository
	git config user.name a
	git config user.email a@example
	for i in $(seq 40); do
		sed -n "$((i * 100)),$((i * 100 + 900))p" ../lines >file
		cp file "file$((i % 8))"
		git add .
		git commit -q -m "commit $i"
	done
)
record git --take 10m -- git -C repository repack -q -a -d -f --threads=2

# A server with two workers, and two clients.
cat >server.py <<'EOF'
import json, os, socket, sys

def serve(listener):
    cache = {}
    while True:
        with listener.accept()[0] as c:
            name = c.recv(100).decode()
            if name == "end":
                os._exit(0)
            if name not in cache:
                cache[name] = [l.split() for l in open("lines")
                               if name in l][:40]
            c.sendall(json.dumps(cache[name]).encode())

def ask(client):
    x = client
    for i in range(60):
        x = x * 16807 % 2147483647
        with socket.create_connection(("127.0.0.1", PORT)) as c:
            c.sendall(b"key%d" % (x % 12))
            c.shutdown(socket.SHUT_WR)
            while c.recv(65536):
                pass
    os._exit(0)

listener = socket.create_server(("127.0.0.1", 0), backlog=64)
PORT = listener.getsockname()[1]
workers = [os.fork() or serve(listener) for i in range(2)]
clients = [os.fork() or ask(i + 1) for i in range(2)]
for c in clients:
    os.waitpid(c, 0)
for w in workers:
    with socket.create_connection(("127.0.0.1", PORT)) as c:
        c.sendall(b"end")
for w in workers:
    os.waitpid(w, 0)
EOF
head -n 4000 lines >few && mv few lines
record server --after listen --take 10m -- /usr/bin/python3 server.py
