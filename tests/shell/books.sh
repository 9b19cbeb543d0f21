#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Policies of textbooks and courses, by the numbers that were published for them,
# and the former names of policies.
. "${srcdir:-.}/tests/shell/harness.sh"
courses=$srcdir/../shared/data/traces/courses

# counts NUMBERS WORDS...: a replay has so many page faults, swap reads and swap
# writes.  The list of parameters is quoted and may have commas.
counts() {
	want=$1
	shift
	got=$("$pagerace" replay "$@" -q --csv - 2>err | sed 's/"[^"]*"//' |
		awk -F , '
		NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
		{ print $at["page_faults"], $at["swap_reads"], $at["swap_writes"] }')
	[ "$got" = "$want" ] || fail "$*: $got, not $want: $(cat err)"
}

# The enhanced second chance of the books writes only the victim.
for word in 0W 1W 2W 3W 0R 3R 1R; do
	echo "${word%?}000 ${word#?}"
done >writes
counts '6 2 3' writes -f hexrw -p enhanced-clock -m 2
counts '6 2 3' writes -f hexrw -p enhanced-clock:clear=every -m 2
counts '6 2 4' writes -f hexrw -p clock -m 2

# NFU never forgets, and aging does.
awk 'BEGIN {
	for (i = 0; i < 30; i++)
		print i % 3
	for (i = 0; i < 40; i++)
		print 3 + i % 4
}' >phases
counts '43 36 0' phases -f lirs -p nfu:tick=1 -m 4
counts '43 36 0' phases -f lirs -p nfu:tick=1,memory=perfect -m 4
counts '7 0 0' phases -f lirs -p nfu:tick=1 -m 8
counts '7 0 0' phases -f lirs -p aging:tick=1 -m 4

# A former name is refused with the present one.
for pair in clock2=extended-clock nfua=aging:bits=32; do
	was=${pair%%=*}
	for words in "replay writes -p $was -m 2" "check $was" \
	    "list policies $was"; do
		expect 2 "$pagerace" $words
		grep -q "'$was' is now called '${pair#*=}'" err ||
			fail "$words: $(cat err)"
	done
	printf 'traces: [writes]\npolicies: [%s]\nmemories: [2]\n' "$was" >suite.yaml
	expect 3 "$pagerace" bench suite.yaml
	grep -q "suite.yaml:2:12: .*'${pair#*=}'" err ||
		fail "$was in a suite: $(cat err)"
done

# A baseline with former names is compared.
"$pagerace" compare writes -f hexrw -p extended-clock,aging:bits=32 -m 2 -q \
    --json new.json >/dev/null 2>&1
sed 's/"policy": "extended-clock"/"policy": "clock2"/
	/"policy": "aging"/,/}/ {
		s/"aging"/"nfua"/
		s/"tick": 0,/"tick": 0/
		/"bits": 32/d
	}' new.json >old.json
for name in clock2 nfua; do
	grep -q "\"$name\"" old.json || fail "no $name in the baseline"
done
expect 0 "$pagerace" diff old.json new.json
expect 0 "$pagerace" diff new.json old.json

# A course's simulator of NRU, with 512-byte pages, bits cleared every 200
# references: among pages of a class the lowest frame goes, or the lowest page.
if [ -d "$courses" ]; then
	{
		echo 'pagerace-trace 1'
		gzip -dc "$courses/pid-decimal-rw.txt.gz" |
			awk '{ printf "%s %x 1 pid=%d\n", $3, $2, $1 }'
	} >nru
	counts '3629 3373 3290' nru --page-size 512 -m 32 \
	    -p nru:order=lowest,period=200
	counts '3611 3355 3275' nru --page-size 512 -m 32 \
	    -p nru:order=page,period=200
elif [ "$failed" -eq 0 ]; then
	echo "skipped: no $courses"
	exit 77
fi
finish
