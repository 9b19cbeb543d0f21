#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Names that others chose: nothing of a trace's, a file's or a plug-in's name moves the
# cursor, changes the direction of text, or is run by a spreadsheet.
. "${srcdir:-.}/tests/shell/harness.sh"
need_python

# Escape sequences, C1 controls as UTF-8 and as bytes, line ends, overrides of the
# direction, a byte order mark's neighbours, a broken sequence.
esc=$(printf '\033[2J\033]0;x\007')
c1=$(printf '\302\2332J\233\200')
turn=$(printf '\342\200\256\342\201\246\342\200\250\330\234\342\200\217')
cut=$(printf '\342\200')
evil="a$esc$c1$turn${cut}z"
small "$evil.trace"
cp "./$evil.trace" "./$turn.trace"
cp "./$evil.trace" "./=cmd|calc.trace"
cp "./$evil.trace" "./@SUM(A1).trace"
cp "./$evil.trace" "./-2+3.trace"
cp "./$evil.trace" "./+1.trace"
printf 'traces: ["%s"]\n' absent >suite.yaml

# safe FILE: valid UTF-8 and none of these.
safe() {
	python3 - "$1" <<'PY' || fail "$2: $(od -c "$1" | head -n 20)"
import sys, unicodedata
text = open(sys.argv[1], "rb").read().decode("utf-8")
bad = [c for c in text if (unicodedata.category(c) in ("Cc", "Zl", "Zp")
                           and c not in "\n\t") or
       c in "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
       "\u2066\u2067\u2068\u2069"]
sys.exit(len(bad) > 0)
PY
}
try() {
	want=$1
	shift
	for locale in C C.UTF-8; do
		status=0
		LC_ALL=$locale "$pagerace" "$@" >out 2>err || status=$?
		[ $status -eq "$want" ] ||
			fail "exit status $status, not $want: $1: $(cat err)"
		safe out "$1, standard output"
		safe err "$1, standard error"
	done
}

try 0 info "./$evil.trace"
try 0 replay "./$evil.trace" -p lru -m 8
try 0 compare "./$evil.trace" -p lru -m 8 --timing --engine
try 0 compare "./$evil.trace" -p lru -m 8 -q --json base.json
try 0 compare "./$turn.trace" -p lru -m 8 -q --json -
grep -q '"name": ".u202E' out || fail "JSON: the name is not kept, or not escaped"
try 0 report base.json
try 0 report base.json --markdown -
try 0 report base.json --junit -
try 0 report base.json --csv -
try 3 compare "./$evil" -p lru -m 8
try 2 compare "./$evil.trace" -p "$evil" -m 8
try 2 compare "./$evil.trace" -p lru -m "$evil"
try 2 compare "./$evil.trace" "--$evil"
try 2 "$evil"
try 3 report "./$evil.trace"
try 3 diff base.json "./$evil.trace"
try 0 check lru "./$evil.trace" --runs 0 --long 0 --bundled 0
small bad.trace
printf '%s\n' "$evil" >>bad.trace
try 0 compare bad.trace -p lru -m 8
try 3 compare bad.trace -p lru -m 8 --strict
printf 'traces: [trace]\npolicies: ["%s"]\nmemories: [8]\n' "$cut" >evil.yaml
try 3 bench evil.yaml
printf '%s\n' "$evil" >script
try 3 space script
cat >figures.yaml <<'YAML'
devices:
  tape:
    kind: disk
    summary: "a \e]0;x\a tape \x9b2J"
    source: "\u2066 measured"
    seek_ns: 30s
YAML
try 0 list devices --figures figures.yaml

# DEL, which JSON allows as it is, is escaped.
del=$(printf 'a\177b')
cp bad.trace "$del"
"$pagerace" compare "./$del" -p lru -m 8 -q --json - | grep '"name": "a' >name
grep -q '"a\\u007fb"' name || fail "DEL in JSON: $(cat -v name)"

# Cells that a spreadsheet would run are text; numbers stay numbers.
for name in "=cmd|calc" "@SUM(A1)" "-2+3"; do
	"$pagerace" compare "./$name.trace" -p lru -m 8 -q --csv cells.csv
	python3 - "$name.trace" <<'PY' || fail "a cell is run: $(tail -n 1 cells.csv)"
import csv, sys
rows = list(csv.reader(open("cells.csv")))
assert len(rows) == 2
assert rows[1][0] == "'" + sys.argv[1]
assert not any(cell[:1] in "=+-@" for row in rows for cell in row if cell)
PY
done
"$pagerace" compare "./+1.trace" -p lru -m 8 -q --csv cells.csv
sed 1d cells.csv | grep -q "^'+1.trace," || fail "$(tail -n 1 cells.csv)"
finish
