#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Whatever a policy in a shared object does, the program says so and exits with a
# status that is not a verdict; or else the results are right.
. "${srcdir:-.}/tests/shell/harness.sh"
need_compiler

for name in hostile other; do
	$cc -O1 -w -fPIC -shared "-I$srcdir/src" "-DNAME=\"$name\"" \
	    -o $name.so "$srcdir/tests/shell/hostile/hostile.c" -lpthread || {
		fail "the plug-in does not build"
		finish
	}
done
small trace
limit='--plugin-timeout 300ms'

# The document without what depends on the kind.
plain() {
	grep -v '"kind"\|"policy_label"' "$1"
}
expect 0 "$pagerace" replay trace -p ./hostile.so -m 8 -q --json ok.json

# end KIND 'STATUS [or STATUS]' WORDS: a replay ends with this status and says so; where the
# status is 0 the results are right, otherwise nothing is on standard output.
# setsid: some kinds kill their process group.
end() {
	rm -f r.json
	status=0
	setsid -w "$pagerace" replay trace -p ./hostile.so:kind="$1" -m 8 -q \
	    $limit --json r.json >out 2>err </dev/null || status=$?
	case " $2 " in
	*" $status "*) ;;
	*)

		fail "$1: exit status $status, not $2"
		cat err
		;;
	esac
	[ -z "$3" ] || grep -q -- "$3" err || {
		fail "$1: no message '$3'"
		cat err
	}
	[ ! -s out ] || fail "$1: output on standard output"
	[ $status -ne 0 ] || plain r.json >this
	[ $status -ne 0 ] || plain ok.json | cmp -s - this ||
		fail "$1: other results"
}
it='policy hostile (./hostile.so)'

# It ends the process.
for kind in exit _exit quick-exit raw-exit thread-exit exec init-exit; do
	end $kind 3 "$it ended the program with status 0"
done
end kill 3 "$it was killed"
end no-time 3 "$it was"
end term 3 "$it was ended by a signal: Terminated"
end alarm 3 "$it was ended by a signal: Alarm clock"
end stop 3 "$it stopped the program"

# It crashes.
for kind in segv stack init-crash thread-segv; do
	end $kind 3 "$it crashed (Segmentation fault"
done
# The address sanitizer sees this one first, and ends the process itself.
if few_addresses 4194304; then
	end wild 3 "$it crashed (Segmentation fault"
else
	end wild 3 "$it "
fi
end ignored-segv 3 "$it crashed: Segmentation fault"
end abort 3 "$it crashed (Aborted"
end longjmp 3 "$it "

# It does not come back.
for kind in loop pause blocked-loop; do
	end $kind 3 "$it did not come back within 0.3 s, in one of its operations"
done
end init-loop 3 "$it did not come back within 0.3 s, in footprint() or init()"

# It comes back each time, though the run takes far longer than the limit.
end slow 0 ''

# It starts processes and threads, which do not stay.
for kind in fork raw-fork fork-loop daemon; do
	end $kind 3 "$it \(started a copy of the program\|left a process running\)"
done
end thread 3 'a plug-in left a thread running'

# It takes away what the program needs, or changes it.
for kind in close-output close-many close-all no-files; do
	end $kind 3 'a plug-in closed descriptors'
done
end no-size 4 'File too large'
! few_addresses 4194304 || end no-memory '0 or 4' ''
for kind in none chdir umask round locale; do
	end $kind 0 ''
done
for kind in print write; do
	end $kind 0 'hello from the plug-in'
done
[ "$(stat -c %a r.json)" = "$(stat -c %a ok.json)" ] || fail "another mode"

# It changes the tables, or returns what it may not.
for kind in frame-page entry; do
	end $kind 3 'policy hostile .*changed the frames or the entries of pages'
done
end frame-table 3 'policy hostile'
end entries 3 'policy hostile'
for kind in no-frame far-frame; do
	end $kind 3 'broke its contract at reference 28'
done

# It kills this program, which can say nothing; the shell does.
end kill-group 137 ''
end term-group 143 ''
end kill-parent 137 ''

# While it is loaded; in every command.
printf 'traces: [trace]\npolicies: [fifo, ./hostile.so]\nmemories: [8]\n' \
    >suite.yaml
echo 'new 0x10000 0x100000' >script
for kind in loop exit crash; do
	case $kind in
	loop) words='did not come back within 0.3 s, while it was being loaded' ;;
	exit) words='ended the program with status 0' ;;
	crash) words='crashed (Segmentation fault' ;;
	esac
	for command in 'replay trace -p ./hostile.so -m 8' \
	    'compare trace -p fifo,./hostile.so -m 8' 'bench suite.yaml' \
	    'check ./hostile.so --runs 1 --bundled 0' \
	    'list policies ./hostile.so' 'space script -p ./hostile.so -m 8'; do
		expect 3 env HOSTILE_LOAD=$kind "$pagerace" $command $limit
		grep -q "plug-in (./hostile.so) $words" err || {
			fail "$kind: $command"
			cat err
		}
	done
done
HOSTILE_LOAD=print expect 0 env HOSTILE_LOAD=print "$pagerace" list policies \
    ./hostile.so
grep -q 'hello from the constructor' err || fail "what is printed is lost"

# Several workers crash at once; the one that did not is not named.
for kind in segv stack abort _exit; do
	expect 3 "$pagerace" compare trace -j 8 $limit \
	    -p fifo,./other.so,./hostile.so:kind=$kind \
	    -m 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16 -q
	[ "$(grep -c . err)" -eq 1 ] || fail "$kind: not one message"
	[ $kind = _exit ] || grep -q "^pagerace: $it crashed" err ||
		fail "$kind in workers is not told"
done

# An interactive session.
{
	echo 'new 0x10000 0x100000'
	echo 'map_alloc 0x10000 0x10000 rw 0'
	for i in 0 1 2 3 4 5 6 7 8 9 a b c d e f 0 1 2 3 4 5 6 7 8 9 a b c; do
		echo "access 0x1${i}000 w"
	done
} >script
expect 0 "$pagerace" space script -p ./hostile.so -m 4
for kind in _exit loop segv; do
	expect 3 "$pagerace" space script -p ./hostile.so:kind=$kind -m 4 $limit
	grep -q "$it" err || fail "space: $kind is not told"
done

# A gate never passes, and its reports never say that it did.
"$pagerace" bench suite.yaml --baseline base.json --update-baseline -q
expect 0 "$pagerace" bench suite.yaml --baseline base.json -q --junit j.xml \
    --markdown m.md
grep -q 'errors="0"' j.xml || fail "no report of a gate that passes"
sed 's|./hostile.so|{ name: ./hostile.so, kind: KIND }|' suite.yaml >kinds.yaml
for kind in _exit raw-exit kill kill-group loop entry; do
	sed "s/KIND/$kind/" kinds.yaml >kind.yaml
	status=0
	setsid -w "$pagerace" bench kind.yaml --baseline base.json -q $limit \
	    --junit j.xml --markdown m.md >out 2>err || status=$?
	[ $status -ge 3 ] || fail "$kind: the gate has status $status"
	grep -q 'errors="1"' j.xml || fail "$kind: JUnit: $(cat j.xml)"
	grep -qi 'refused' m.md || fail "$kind: Markdown: $(cat m.md)"
done

# An interrupt ends everything, and nothing is left.
"$pagerace" replay trace -p ./hostile.so:kind=pause -m 8 >out 2>err &
pid=$!
sleep 0.5
child=$(cat /proc/$pid/task/$pid/children)
kill -TERM $pid
status=0
wait $pid || status=$?
[ $status -eq 143 ] || fail "interrupted: exit status $status"
for p in $child; do
	[ ! -e /proc/$p ] || fail "a process is left"
done
[ -n "$child" ] || fail "it does not run in a child"

# A built-in policy alone runs in this process.
mkfifo pipe
"$pagerace" replay pipe -p fifo -m 8 -q &
pid=$!
exec 3>pipe
sleep 0.3
[ -z "$(cat /proc/$pid/task/$pid/children)" ] ||
	fail "a built-in policy runs in a child"
cat trace >&3
exec 3>&-
wait $pid || fail "a built-in policy"
finish
