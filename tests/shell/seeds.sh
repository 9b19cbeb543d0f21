#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# --seeds: a policy that draws random numbers runs with consecutive seeds, and the
# spread is that of those runs made one by one; one that draws none runs once.
. "${srcdir:-.}/tests/shell/harness.sh"

small trace
column() {
	sed 's/"[^"]*"/quoted/g' "$2" | awk -F, -v name="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
		NR == 2 { print $at }'
}

for policy in random lecar cacheus wtinylfu nru:order=random rrip:variant=brrip; do
	rm -f faults
	for seed in 7 8 9 10 11; do
		expect 0 "$pagerace" replay trace -p "$policy" -m 20 --set "seed=$seed" --csv one
		column page_faults one >>faults
	done
	expect 0 "$pagerace" replay trace -p "$policy" -m 20 --set seed=7 --seeds 5 --csv all \
	    --json all.json
	sort -n faults | awk 'NR == 1 { min = $1 } { sum += $1; max = $1 }
		END { printf "5 %d %.3f %d %d\n", min, sum / NR, max, sum }' >want
	for c in count faults_min faults_mean faults_max faults_sum; do
		column "seeds_$c" all
	done | paste -sd ' ' - >got
	cmp -s want got || fail "$policy: $(cat got), not $(cat want)"
	[ "$(column page_faults all)" = "$(head -n 1 faults)" ] ||
		fail "$policy: the run itself is not that of the first seed"
	# Nothing else is different, and the same again gives the same bytes.
	expect 0 "$pagerace" replay trace -p "$policy" -m 20 --set seed=7 --seeds 5 -j 1 \
	    --json again.json
	cmp -s all.json again.json || fail "$policy: other bytes with one worker"
	expect 0 "$pagerace" diff all.json again.json
done

# A policy that draws nothing has no spread, here not with other parameters either.
for policy in lru nru rrip; do
	expect 0 "$pagerace" replay trace -p "$policy" -m 20 --seeds 5 --json many
	expect 0 "$pagerace" replay trace -p "$policy" -m 20 --json one
	cmp -s one many || fail "$policy draws nothing, and is another document"
done

# A comparison, with OPT, explanations and a suite; a document keeps the spread.
expect 0 "$pagerace" compare trace -p random,lru,opt -m 10,20 --seeds 3 --explain --json doc
[ "$(grep -c '"seeds"' doc)" -eq 2 ] || fail "compare: not two runs with a spread"
expect 0 "$pagerace" report doc
grep -q '^ *random  *10 .* 3 ' out || fail "report: no row of the spread"
expect 0 "$pagerace" report doc --json again
cmp -s doc again || fail "the spread is not read back"
cat >suite.yaml <<'Y'
traces: [trace]
policies: [random, lru]
memories: [10]
Y
expect 0 "$pagerace" bench suite.yaml --seeds 4 --csv suite
[ "$(column seeds_count suite)" = 4 ] || fail "bench: no spread"

# A gate judges the sum over the seeds, and not only the first; it tolerates of the sum
# what it does of faults.total.  Another number of seeds is another experiment.
expect 0 "$pagerace" bench suite.yaml --seeds 4 --baseline slim --update-baseline
expect 0 "$pagerace" bench suite.yaml --seeds 4 --baseline slim
sum=$(sed -n 's/.*"faults_sum": \([0-9]*\).*/\1/p' slim)
sed "s/\"faults_sum\": $sum/\"faults_sum\": $((sum - 4))/" slim >less
expect 1 "$pagerace" bench suite.yaml --seeds 4 --baseline less
grep -q 'seeds.faults_sum .*+4 .*regression' out || fail "not judged: the sum"
expect 0 "$pagerace" bench suite.yaml --seeds 4 --baseline less --limit faults.total=4
expect 1 "$pagerace" bench suite.yaml --seeds 4 --baseline less --limit faults.total=3
expect 0 "$pagerace" bench suite.yaml --seeds 4 --baseline less --gate faults.total
for other in '' '--seeds 5'; do
	expect 3 "$pagerace" bench suite.yaml $other --baseline slim
	grep -q 'seeds 4 there' err || fail "not told: the number of seeds"
done

for bad in 0 1001 x -1; do
	expect 2 "$pagerace" replay trace -p random -m 20 --seeds "$bad"
done
finish
