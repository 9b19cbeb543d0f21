#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Check sequences of teaching kernels and textbooks, step by step: each is written
# as a trace and replayed with --events.  Cumulative faults, victims, pages read
# back and pages written must be those expected.
#
# Columns, by tab: name, frames, policy, faults, read back, evictions, written,
# sequence, cumulative faults, victims.  Pages are letters, a at 0x1000, or
# numbers; R reads and W writes.  Of pages that are never used again the table's
# OPT evicts the lowest, ours a clean one, so only the number of OPT's victims is
# compared.
set -eu

pagerace=${PAGERACE:-./pagerace}
shared=${PAGERACE_SHARED:-${srcdir:-.}/../shared/data}/addrspace/policy_vectors.tsv
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

tr ' ' '\t' <<'EOT' | tr '_' ' ' >"$work/own"
fifo-check 4 fifo 11 6 7 7 Wa_Wa_Wb_Wb_Wc_Wc_Wd_Wd_Wc_Wa_Wd_Wb_We_Wb_Wa_Wb_Wc_Wd_We_Ra_Wa 1,1,2,2,3,3,4,4,4,4,4,4,5,5,6,7,8,9,10,11,11 a,b,c,d,e,a,b
fifo-check 4 clock 9 4 5 5 Wa_Wa_Wb_Wb_Wc_Wc_Wd_Wd_Wc_Wa_Wd_Wb_We_Wb_Wa_Wb_Wc_Wd_We_Ra_Wa 1,1,2,2,3,3,4,4,4,4,4,4,5,5,6,6,7,8,9,9,9 a,c,d,e,b
fifo-check 4 exclock 9 4 5 8 Wa_Wa_Wb_Wb_Wc_Wc_Wd_Wd_Wc_Wa_Wd_Wb_We_Wb_Wa_Wb_Wc_Wd_We_Ra_Wa 1,1,2,2,3,3,4,4,4,4,4,4,5,5,6,6,7,8,9,9,9 a,c,d,e,b
fifo-check 4 lru 9 4 5 5 Wa_Wa_Wb_Wb_Wc_Wc_Wd_Wd_Wc_Wa_Wd_Wb_We_Wb_Wa_Wb_Wc_Wd_We_Ra_Wa 1,1,2,2,3,3,4,4,4,4,4,4,5,5,5,5,6,7,8,9,9 c,d,e,a,b
fifo-check 4 opt 6 1 2 2 Wa_Wa_Wb_Wb_Wc_Wc_Wd_Wd_Wc_Wa_Wd_Wb_We_Wb_Wa_Wb_Wc_Wd_We_Ra_Wa 1,1,2,2,3,3,4,4,4,4,4,4,5,5,5,5,5,6,6,6,6 d,b
exclock-21 4 exclock 11 6 7 9 Wa_Wa_Wb_Wb_Wc_Wc_Wd_Wd_We_Rc_Wd_Ra_Wb_We_Wc_We_Rc_We_Wa_Wa_Rb_Rc_Rd_We_Ra_Wb_We 1,1,2,2,3,3,4,4,5,5,5,6,7,7,8,8,8,8,9,9,9,9,10,11,11,11,11 a,b,c,a,d,e,c
rcore-exclock 4 exclock 7 2 3 3 R1_R2_R3_R4_R3_W1_R4_W2_R5_R2_W1_R2_R3_R4 1,2,3,4,4,4,4,4,5,5,5,5,6,7 3,4,2
belady 3 fifo 9 4 6 0 R1_R2_R3_R4_R1_R2_R5_R1_R2_R3_R4_R5 1,2,3,4,5,6,7,7,7,8,9,9 1,2,3,4,1,2
belady 4 fifo 10 5 6 0 R1_R2_R3_R4_R1_R2_R5_R1_R2_R3_R4_R5 1,2,3,4,4,4,5,6,7,8,9,10 1,2,3,4,5,1
EOT

# trace SEQUENCE: prints it in the text format.
trace() {
	echo 'pagerace-trace 1'
	echo "$1" | tr ' ' '\n' | awk '{
		page = substr($0, 2)
		at = index("abcdefghijklmnopqrstuvwxyz", page)
		printf "%s %x\n", substr($0, 1, 1), (at > 0 ? at : page) * 4096
	}'
}

# steps LETTERS: the events, in the columns of the table.
steps() {
	awk -F '\t' -v n="$1" -v letters="$2" '
	NR == 1 { next }
	$3 == "zero_fill" || $3 == "swap_in" { fault[$1]++; faults++ }
	$3 == "swap_in" { back++ }
	$4 != "-" {
		evictions++
		gone = gone comma (letters ? \
		    substr("abcdefghijklmnopqrstuvwxyz", $4, 1) : $4)
		comma = ","
	}
	$6 != "-" { written++ }
	END {
		for (i = 1; i <= n; i++) {
			sum += fault[i]
			steps = steps (i > 1 ? "," : "") sum
		}
		printf "%d\t%d\t%d\t%d\t%s\t%s\n", faults, back, evictions,
		    written, steps, gone == "" ? "-" : gone
	}' "$work/events"
}

rows=0
check() {
	while IFS="$(printf '\t')" read -r name frames policy faults back \
	    evictions written sequence cumulative victims note; do
		case $name$sequence$note in
		'#'* | *'lcg('* | *'clear A and D'*) continue ;;
		esac
		case $sequence in
		*[a-e]*) letters=1 ;;
		*) letters=0 ;;
		esac
		trace "$sequence" >"$work/trace"
		"$pagerace" replay "$work/trace" -q -m "$frames" \
		    -p "$(echo "$policy" | sed s/exclock/extended-clock/)" -d none \
		    --events "$work/events"
		steps "$(echo "$sequence" | wc -w)" "$letters" >"$work/said"
		printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$faults" "$back" \
		    "$evictions" "$written" "$cumulative" "$victims" \
		    >"$work/expected"
		if [ "$policy" = opt ]; then
			for f in expected said; do
				cut -f 1-3,5 "$work/$f" >"$work/cut"
				mv "$work/cut" "$work/$f"
			done
		fi
		if ! diff "$work/expected" "$work/said" >"$work/diff"; then
			echo "$name, $policy, $frames frames:" >&2
			cat "$work/diff" >&2
			exit 1
		fi
		rows=$((rows + 1))
	done
}

check <"$work/own"
if [ -r "$shared" ]; then
	# Empty fields would be lost: 'read' takes tabs for blanks.
	sed 's/\t\t/\t-\t/g; s/\t$/\t-/' "$shared" >"$work/shared"
	check <"$work/shared"
else
	echo "skipped: no $shared"
fi
echo "$rows rows"
test "$rows" -ge 9
