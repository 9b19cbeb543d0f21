#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Areas of files: linux and mglru read their pages from the file and write them
# there, textbook policies take them as any page.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

pages=gen:zipf:pages=2048,n=20000,s=0.8,seed=5

runs() {
	expect 0 "$pagerace" compare "$@" -m 700 -p linux,mglru,lru -d none -q \
	    --json runs.json
}

# All of a file, read only: nothing is written, nothing goes to swap. The same as
# text and packed, and with the area in a machine file in place of the trace.
"$pagerace" convert $pages,files=1 -o all.text --to text -q
grep -q '^map 10000000 [0-9]* rwu file=zipf' all.text ||
    fail "no area of a file: $(grep map all.text)"
"$pagerace" convert all.text -o all.prt --to packed -q
sed 's/ file=zipf//' all.text | grep -v '^map' >plain.text
cat >machine.yaml <<'Y'
areas:
  - { base: 0x10000000, size: 8MiB, file: data }
Y
runs all.text
cp runs.json all.json
python3 - <<'P' || fail "pages of a file are not kept apart: $(cat all.json)"
import json
for r in json.load(open("all.json"))["runs"]:
    if r["policy"] == "lru":
        continue
    k, f = r["kernel"], r["faults"]
    assert k["file_reads"] == k["pgmajfault"] == f["zero_fill"] + f["swap_in"]
    assert f["swap_in"] > 0 and k["pswpin"] == k["pswpout"] == 0
    assert r["swap"]["writes"] == 0 and "file_writes" not in k
P
runs all.prt
python3 - <<'P' || fail "a packed trace loses its file"
import json
a, b = (json.load(open(f))["runs"] for f in ("all.json", "runs.json"))
assert [r["kernel"] for r in a if "kernel" in r] == \
    [r["kernel"] for r in b if "kernel" in r]
P
runs plain.text --machine machine.yaml
python3 - <<'P' || fail "a machine file does not make an area of a file"
import json
a, b = (json.load(open(f))["runs"] for f in ("all.json", "runs.json"))
assert [r["kernel"] for r in a if "kernel" in r] == \
    [r["kernel"] for r in b if "kernel" in r]
P

# A half of a file, with writes: each page goes where it belongs, and lru sees no
# difference.
runs $pages,writes=30%,areas=2,files=1
cp runs.json half.json
runs $pages,writes=30%,areas=2
python3 - <<'P' || fail "half of a file"
import json
half, none = (json.load(open(f))["runs"] for f in ("half.json", "runs.json"))
for h, n in zip(half, none):
    if h["policy"] == "lru":
        assert h["faults"] == n["faults"] and h["swap"] == n["swap"]
        continue
    k = h["kernel"]
    assert k["pswpout"] > 0 and k["file_writes"] > 0 and k["file_reads"] > 0
    assert h["swap"]["writes"] == k["pswpout"] + k["file_writes"]
    assert h["swap"]["reads"] == k["pswpin"] + k["file_reads"]
    assert n["kernel"].get("file_reads", 0) == 0
P

# An area of a file is told as one, and remains one in the document of a document.
printf 'pagerace-trace 1\nmap 10000 8K rw file=lib\nmap 20000 8K rw name=heap\nR 10000\n' >two
expect 0 "$pagerace" info two
grep -q '^  lib .* rw- kernel file' out || fail "no area of a file: $(cat out)"
! grep -q '^  heap .* file' out || fail "the heap is of a file"
expect 0 "$pagerace" replay two -p lru -m 2 -q --json two.json
expect 0 "$pagerace" report two.json --json again.json
cmp two.json again.json
[ "$(grep -c '"file": true' again.json)" = 1 ] || fail "areas of files in a document"

# Swappiness decides which of the two is read back.
for policy in linux: mglru: mglru:version=6.18,; do
	for s in 0 100 200; do
		"$pagerace" compare $pages,areas=2,files=1 -m 700 -d none -q \
		    -p ${policy}swappiness=$s --json - |
		    python3 -c 'import json, sys
print(json.load(sys.stdin)["runs"][0]["kernel"]["pswpin"])'
	done >swapins
	[ "$(sort -n swapins)" = "$(cat swapins)" ] &&
	    [ "$(sort -u swapins | wc -l)" = 3 ] ||
	    fail "$policy, swappiness: $(cat swapins)"
done

printf 'areas:\n  - { base: 0x1000, size: 4096, backend: linear, physical: 0, file: x }\n' \
    >bad.yaml
expect 3 "$pagerace" compare plain.text -m 700 -p lru --machine bad.yaml
grep -q 'bad.yaml:2:.*linear area' err || fail "no position: $(cat err)"

# In a text trace, too; and an area has one name.
while IFS='|' read -r column why options; do
	printf 'pagerace-trace 1\nmap 1000 4K rw %s\nR 1000\n' "$options" >bad.text
	"$pagerace" info bad.text --strict >out 2>err &&
		fail "'$options' is taken"
	grep -q "bad.text:2:$column: .*$why" err ||
		fail "'$options': no position: $(cat err)"
done <<END
31|one name|name=text file=libc
31|one name|file=libc name=text
28|one name|name=a name=b
30|linear area|file=a linear=0
30|linear area|linear=0 file=a
END
finish
