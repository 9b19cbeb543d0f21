#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Files that can be read in two ways, or that come from other systems: each is
# read right, or a line on standard error says how it was read and what changes
# that, or it is refused.  A file that is not doubtful is read in silence.
. "${srcdir:-.}/tests/shell/harness.sh"

# reads WANT WORD TRACE OPTION...: CSV of one run of LRU with four frames has the
# page faults, pages written and malformed records WANT; standard error names
# WORD, or with '-' nothing of the reading.
reads() {
	counts=$1
	word=$2
	shift 2
	expect 0 "$pagerace" compare "$@" -p lru -m 4 -q --csv -
	got=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
	    NR == 2 { print $column["page_faults"], $column["swap_writes"],
		$column["malformed"] }' out)
	[ "$got" = "$counts" ] || fail "$* gives '$got', not '$counts'"
	grep -v 'most page faults are first\|no page was evicted' err >said || :
	if [ "$word" = - ]; then
		[ ! -s said ] || {
			fail "$* is not read in silence"
			cat said
		}
	else
		grep -q -- "$word" said || fail "$*: nothing said of $word"
	fi
}

# refuses WORD TRACE OPTION...
refuses() {
	word=$1
	shift
	expect 3 "$pagerace" info "$@"
	grep -q -- "$word" err || fail "$*: nothing said of $word"
}

# The third column of ls: instructions, or processes.
printf 's 0x1000 0\ns 0x1000 1\nl 0x2000 0\nl 0x2000 1\n' >third
reads '2 0 0' third=pid third
reads '4 0 0' - third -f ls:third=pid
reads '2 0 0' - third -f ls:third=count
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf "l 0x%x %d\n", 268435456 + i % 3 * 4096, i * 7 % 11 }' >counts
reads '3 0 0' - counts
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf "l 0x%x %d\n", 268435456 + i % 3 * 4096, 1000 + int(i / 20) }' >many
reads '3 0 0' third=pid many

# The first column of din: labels, or processes.
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf "%d %x\n", 1 + int(i / 200), 51587918 + i % 3 * 4096 }' >process
reads '3 0 0' 'pid=1' process
reads '3 0 0' - process -f din
reads '6 0 0' - process -f columns:pid=1,addr=2,base=16
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf "%d %x\n", i % 3, 51587918 + i % 3 * 4096 }' >labels
reads '3 0 0' - labels

# The third column of din: a comment, or the process.
printf '0 1000 1\n1 1008 2\n2 100a 2\n0 100c\n' >threes
reads '1 0 0' - threes
reads '3 0 0' - threes -f din:third=pid
printf '0 1000 1\n1 1008 2\n2 100a x\n0 1008 1\n1 1000 536870912\n' >threes
reads '2 0 2' malformed threes -f din:third=pid

# What a tool prints before and behind its records is no record of another format.
cat >view <<-END
	Output format:
	<--record#-> <--instr#->: <---tid---> <record details>
	------------------------------------------------------------
	   1   0: W0.T7 <marker: version 3>
	   2   1: W0.T7 ifetch 3 byte(s) @ 0x00401000 48 89 e7 mov %rsp, %rdi
	View tool results:
	   1 : total instructions
END
reads '1 0 0' - view
cat >view <<-END
	Output format:
	<record#>: T<tid> <record details>
	------------------------------------------------------------
	        1: T7 <marker: version 4>
	        2: T7 ifetch       3 byte(s) @ 0x00401000 48 89 e7 mov %rsp, %rdi
END
reads '1 0 0' - view
printf 'Attaching 1 probe...\n5 7 7 0x1000 0x2000 6\n6 7 7 0x3000 0x2000 4\n' >probe
reads '2 0 0' partial probe

# Sizes of xdin: hexadecimal, or decimal where pages differ.
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf "r %x 16\n", 51585004 + i % 3 * 4096 }' >sizes
reads '4 0 0' 'size=3' sizes
reads '3 0 0' - sizes -f columns:op=1,addr=2,size=3,base=16
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf "r %x %s\n", 51585004 + i % 3 * 4096, i % 2 ? "16" : "a" }' >hex
reads '4 0 0' - hex
sed 's/16$/10/' sizes >round
reads '3 0 0' - round
awk 'BEGIN { for (i = 0; i < 400; i++)
	printf "r %x 16\n", 51584768 + i % 3 * 4096 }' >within
reads '3 0 0' - within

# Decimal addresses: a buffer of 64 KiB, read twice.
awk 'BEGIN { for (i = 0; i < 2 * 8192; i++)
	printf "%.0f R\n", 140736775970816 + i % 8192 * 8 }' >decimal
reads '134 0 0' base=10 decimal
reads '32 0 0' - decimal -f hexrw:base=10
awk '{ print "L", $1 }' decimal >decimal.iref
reads '134 0 0' base=10 decimal.iref
printf '0041f7a0 R\n13f5e2c0 R\n' >hexadecimal
reads '2 0 0' - hexadecimal
printf '1000 R\n2000 W\n1000 R\n' >short
reads '2 0 0' base=10 short
reads '1 0 0' - short -f hexrw:base=10
reads '2 0 0' - short -f hexrw:base=16

# Page numbers with R and W.
awk 'BEGIN { for (i = 0; i < 200; i++)
	printf "%d %s\n", 20 + i * 7 % 90, i % 3 ? "R" : "W" }' >pages
printf '96 W\n97 R\n98 R\n' >first
reads '1 0 0' unit=page first
reads '3 0 0' - first -f hexrw:unit=page,base=10
reads '1 0 0' unit=page pages
reads '200 66 0' - pages -f hexrw:unit=page

# Addresses of bytes, one a line.
awk 'BEGIN { x = 1; for (i = 0; i < 300; i++) {
	x = (x * 1103 + 12347) % 65536; print x } }' >bytes
reads '300 0 0' unit=byte bytes
[ "$(awk '{ print int($1 / 4096) }' bytes | sort -u | wc -l)" -eq 16 ] ||
	fail "the list of addresses is not as meant"
expect 0 "$pagerace" info -f lirs:unit=byte bytes
grep -q 'footprint in pages  *16 ' out || fail "unit=byte is not read"
! grep . err || fail "unit=byte is doubtful"
printf '7\n0\n1\n2\n0\n3\n0\n4\n2\n3\n' >exercise
reads '6 0 0' - exercise

# Lists of several numbers a line.
printf '1 2 3 4\n1 2 5 1\n2 3 4 5\n' >belady
reads '8 0 0' - belady
expect 0 "$pagerace" compare belady -p fifo -m 3,4 -q --csv -
awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i }
    NR > 1 { print $column["page_faults"] }' out | tr '\n' ' ' | grep -qx '9 10 ' ||
	fail "Belady's string has not 9 and 10 faults"
printf '9 1 0 0\n10 2 0 1\n9 1 0 2\n' >requests
reads '3 0 0' - requests
printf '1 2 3 4\n1 2 3 5\n1 2 3 6\n' >counting
reads '2 0 0' '-f refs' counting
reads '6 0 0' - counting -f refs
awk 'BEGIN { for (i = 0; i < 40; i++)
	printf "%d %d\n", i * 5 % 3, 1000 + i * 37 % 900 }' >table
reads '80 0 0' 'columns:addr=N' table
reads '1 0 0' - table -f columns:op=1,addr=2,read=0,write='1|2',unit=byte
awk 'BEGIN { for (i = 0; i < 40; i++)
	printf "%d %d%s\n", i * 5 % 23, i * 40960, i % 3 ? "" : " 4096" }' >bubbles
reads '93 0 0' '-f simpleo3' bubbles
reads '41 0 0' - bubbles -f simpleo3
awk 'BEGIN { for (i = 0; i < 40; i++)
	printf "%d %d%s\n", i * 5 % 23, i * 7 % 31, i % 3 ? "" : " 40" }' >narrow
reads '89 0 0' - narrow
awk 'BEGIN { for (i = 0; i < 40; i++) printf "%d,%03d\n", 1 + i % 9, i * 7 }' \
    >thousands
reads '80 0 0' thousands thousands

# Columns.
printf '\357\273\2771\t49152\tW\r\n1\t49160\tR\r\n2\t49152\tW\r\n' >pid
refuses columns:addr pid
reads '2 0 0' - pid -f columns:pid=1,addr=2,op=3,base=10
printf 'I: 0x7fec0000\nW: 0x7fff1000\nR:0x7fec1000\n#eof\n' >colon
reads '3 0 0' - colon -f columns:op=1,addr=2
printf 'time,"addr",op\n0.5,"0x4000","write, late"\n1,0x5000,read\n' >quoted
reads '2 0 0' - quoted -f columns:time=1,addr=2,op=3,header=1
reads '2 0 1' malformed quoted -f columns:time=1,addr=2,op=3
printf '1000,,W\n2a00,,R\n' >empty
reads '2 0 0' - empty -f columns:addr=1,op=3,pid=2
awk 'BEGIN { for (i = 0; i < 3000; i++) print 4096 * i % 40960 "|R"
	print "abcdef|R" }' >late
refuses base=16 late -f columns:addr=1,op=2,delim=bar
refuses 'no columns record' late -f columns:addr=1,op=2,delim=tab
awk 'BEGIN { for (i = 0; i < 200; i++) print 1 + i % 2, 1000 + i * 64, "R" }' \
    >swapped
reads '200 0 0' processes swapped -f columns:pid=2,addr=1,op=3,base=10 \
    --set scope=global
expect 2 "$pagerace" info -f columns pid
expect 2 "$pagerace" info -f columns:addr=1,op=1 pid
expect 2 "$pagerace" info -f columns:addr=1,delim=xx pid

# Encodings, line ends, comments, and what no number has.
printf '\357\273\2770041f7a0 R\n0041f7a0 W\n' >mark
reads '1 0 0' - mark
printf '0041f7a0 R\r13f5e2c0 W\r' >cr
reads '2 0 0' - cr
printf '0041f7a0 R\n13f5e2c0 W\r23f5e2c0 W\n' >mixed
refuses 'carriage return' mixed -f hexrw
printf '\377\3760\0000\0004\0001\000 \000R\000\n\000' >wide
refuses UTF-16 wide
refuses UTF-16 wide -f hexrw
printf '; of a course\n  # more\n0041f7a0 R\n' >comments
reads '1 0 0' - comments
awk 'BEGIN { for (i = 0; i < 20; i++) print i - 9 }' >negative
refuses columns:addr negative
printf '0x41f7a0\n0x51f7a0\n' >prefixed
refuses columns:addr prefixed

# Malformed records are told with any output, and by info.
printf '0041f7a0 R\n0041f7b0 R\n0041f7c0 R\n0041f7d0 X\n' >malformed
for output in '--csv out.csv' '--json out.json' '-q' '--csv -'; do
	expect 0 "$pagerace" compare malformed -p lru -m 4 -f hexrw $output
	grep -q 'malformed records of the trace were skipped: 1' err ||
		fail "nothing said of a malformed record with $output"
done
expect 0 "$pagerace" info malformed -f hexrw -q
grep -q 'were skipped: 1' err || fail "info -q says nothing"

expect 0 "$pagerace" check fifo malformed -f hexrw -m 4 --runs 0 --long 0 -q
grep -q 'were skipped: 1' err || fail "check says nothing of a malformed record"

expect 0 "$pagerace" convert malformed -f hexrw -o converted -q
grep -q 'were skipped: 1' err || fail "convert says nothing of malformed records"
expect 0 "$pagerace" convert decimal -o converted -q
grep -q 'base=10' err || fail "convert says nothing of the base"

# What was assumed is in the document, and in reports made of it; runs read in
# another way are not the same.
expect 0 "$pagerace" compare short -p lru -m 1 --json short.json -q
grep -q '"assumed_base": "16"' short.json || fail "the document has no doubt"
expect 0 "$pagerace" report short.json -q
grep -q 'hexrw:base=10' err || fail "a report of a document has no doubt"
expect 0 "$pagerace" compare short -f hexrw:base=10 -p lru -m 1 \
    --json other.json -q
grep -q '"format": "hexrw:base=10"' other.json || fail "no format in a document"
! grep -q assumed other.json || fail "a doubt where a parameter was given"
expect 3 "$pagerace" diff short.json other.json -q
grep -q 'hexrw there, hexrw:base=10 here' err || fail "diff compares two formats"
# A table of processes and of few pages.
awk 'BEGIN { for (i = 0; i < 100; i++) print i % 3 "\t" i * 37 % 60 }' >table
reads '194 0 0' 'columns of a table' table

# Counts before a string, as programs of courses are given them.
printf '3\n20\n7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1\n' >counted
reads '10 0 0' 'counts before a string' counted
printf '3 6\n7 0 1 2 0 3\n' >counted
reads '7 0 0' 'counts before a string' counted
printf '3 5\n7 0 1 2 0 3\n' >uncounted
reads '7 0 0' - uncounted
# Strings with something else in them: no column of theirs is an address.
for string in '7 0 1 2 .' '7→0→1' '"7, 0, 1, 2"' 'A B C D A' '7 -1 0 1' \
    '7 0 1 // end' 'frames: 3
7 0 1 2'; do
	printf '%s\n' "$string" >string
	refuses 'a reference string has numbers of pages' string
done
# Lines of no format: the message says what their fields may be.
suggests() {
	printf "$2" >unknown
	refuses "such as --format $1, or" unknown
	expect 0 "$pagerace" info unknown -f "$1"
}
suggests columns:addr=2,op=1 'read: 0x7fecad0272d0\nwrite: 0x7fffa4bba4d8\n'
suggests columns:addr=2,op=3 '1\t49152\tW\n1\t49156\tR\n'
suggests columns:addr=3,op=2 '0 W 21d1a5c\n1 R 2345678\n2 R 2345abc\n'
suggests columns:addr=2,op=1 'LOAD c2cd\nSTORE 12cd\nSTORE 22cd\n'
suggests columns:addr=1,op=2 'page,op\n18555,W\n9,R\n17,R\n18,W\n'
suggests columns:addr=2 'P0: 5\nP1: 12\nP0: 6\n'
suggests columns:addr=2,op=3 '1 24 R\n3 9 W\n2 33 R\n1 8 R\n'
suggests columns:addr=2,op=3 '1 7 W\n2 0 R\n3 1 W\n4 2 R\n10 0 R\n'
suggests columns:addr=3,op=2 '3 n 22\n3 r 1\n3 w 10\n3 t -1\n'
suggests columns:addr=1,op=2 '"addr","op"\n"0x7fff1234","R"\n"0x7fff4321","W"\n'
# A field that the suggestion leaves out is named, and thousands are.
printf '7ffd1234f42c 0\n7ffd1236f42c 1\n' >left
refuses 'leaves out the numbers of field 2,' left
printf '140,724,908,708 R\n140,724,908,904 W\n' >groups
refuses 'commas between thousands' groups
refuses 'refs:base=16' - <<'EOF'
1e 2 1f 0
EOF
for text in '[{"addr":4096,"op":"R"},{"addr":8192,"op":"W"}]' \
    '<html><body>7 0 1 2</body></html>'; do
	printf '%s\n' "$text" >document
	refuses 'JSON, XML or HTML' document
done
# Requests are of a page at least; these are a string.
printf '0 1 2 0\n3 0 1 1\n4 0 1 2\n2 3 4 3\n' >zeros
reads '8 0 0' - zeros
# Addresses of a kernel, decimal, are beyond 64 bits in hexadecimal.
printf '18446612682073504176 R\n18446612682073504256 W\n' >kernel
refuses 'give base=10' kernel
reads '1 0 0' - kernel -f hexrw:base=10
# No page has a number as large as an address of 48 bits.
awk 'BEGIN { x = 1; for (i = 0; i < 600; i++) {
	x = (x * 1103 + 12347) % 65536; printf "7ffd1234%04x R\n", x } }' >wide48
reads '454 0 0' - wide48

finish
