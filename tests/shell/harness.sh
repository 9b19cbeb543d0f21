# SPDX-License-Identifier: BSD-2-Clause
#
# The shell tests source this file first. They then run in a temporary directory,
# which is removed when they end.
#
#	$pagerace	the program
#	$srcdir		the source tree
#	fail TEXT	prints what is wrong and continues
#	expect N CMD..	runs the command, output to files 'out' and 'err'; its
#			exit status must be N
#	small FILE	makes a trace of 4,000 references to some 60 pages
#	old FILE TO	makes of a document one of an earlier version, which had
#			fewer keys
#	few_addresses KIB
#			whether the program starts with so much address space;
#			one that is built with sanitizers needs far more
#	need_python	skips the test if there is no python3
#	find_browser	the path of a Chromium; fails where there is none
#	browse PAGE	shows a page in it, without a window: what is there then is
#			the file 'dom', and messages of scripts are a failure
#	need_compiler	skips the test if $CC makes no shared objects
#	need_program NAME [FLAG...]
#			makes NAME of NAME.c; skips the test if $CC cannot
#	need_method NAME
#			skips the test if pagerace record has no such method here
#	$sigpipe COMMAND  with SIGPIPE as it is by default; the shell may have been
#			started with the signal ignored
#	finish		ends the test; its status is 1 after a fail
set -eu
srcdir=$(cd "${srcdir:-.}" && pwd)
pagerace=${PAGERACE:-$PWD/pagerace}
[ -x "$pagerace" ] || {
	echo "skipped: no $pagerace"
	exit 77
}
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cd "$work"
LC_ALL=C
export LC_ALL
unset NO_COLOR COLUMNS
sigpipe='env --default-signal=PIPE'
$sigpipe true 2>/dev/null || sigpipe=
failed=0

fail() {
	echo "FAIL: $*"
	failed=1
}

finish() {
	exit "$failed"
}

expect() {
	want=$1
	shift
	status=0
	"$@" >out 2>err || status=$?
	[ "$status" -eq "$want" ] || {
		fail "exit status $status, not $want: $*"
		sed 's/^/    /' err | head -n 20
	}
}

need_program() {
	made=$1
	shift
	$CC "$@" -o "$made" "$made.c" 2>cc.err || {
		echo "skipped: $CC makes no programs"
		exit 77
	}
}

need_method() {
	status=0
	"$pagerace" record --method "$1" -o t.trace true 2>err || status=$?
	[ $status -ne 4 ] || {
		echo "skipped: $(cat err)"
		exit 77
	}
}

find_browser() {
	command -v chromium || command -v chromium-browser ||
		command -v google-chrome
}

browse() {
	HOME=$work timeout 120 "$(find_browser)" --headless=new --no-sandbox \
	    --disable-gpu --disable-dev-shm-usage --user-data-dir="$work/profile" \
	    --virtual-time-budget=4000 --enable-logging=stderr --dump-dom \
	    "file://$work/$1" >dom 2>log || {
		echo "skipped: the browser does not run here"
		exit 77
	}
	! grep CONSOLE log || fail "messages on the console"
}

few_addresses() {
	(ulimit -v "$1" && "$pagerace" --version) >/dev/null 2>&1
}

# Loops, a scan and single references; the numbers of the generator are small
# enough for awk to be exact.
small() {
	awk 'BEGIN {
		print "pagerace-trace 1"
		x = 12345
		for (i = 0; i < 4000; i++) {
			x = (x * 1103 + 12347) % 1048576
			page = x % 7 < 4 ? x % 12 : int(x / 64) % 60
			if (i % 500 < 40)
				page = i % 500
			printf "%s %x 4\n", substr("RRWX", 1 + i % 4, 1),
			    65536 + page * 4096 + x % 4000
		}
	}' >"$1"
}

need_python() {
	command -v python3 >/dev/null || {
		echo "skipped: no python3"
		exit 77
	}
}

old() {
	python3 - "$1" "$2" <<'OLD'
import json, sys
d = json.load(open(sys.argv[1]))
for s in d.get("results", [d]):
    for key in "comparison", "model_label", "warnings":
        del s[key]
    for r in s["runs"]:
        for part in [r, *r.get("by_area", []), *r.get("by_process", [])]:
            for key in "page_faults", "cow_last":
                part["faults"].pop(key, None)
        for key in "policy_label", "device_label":
            del r[key]
        for key in "latency_ns", "wait_ns":
            r.get(key, {}).pop("sum", None)
json.dump(d, open(sys.argv[2], "w"), indent=2)
OLD
}

need_compiler() {
	cc=${CC:-cc}
	echo 'int here;' >here.c
	$cc -fPIC -shared -o here.so here.c 2>/dev/null || {
		echo "skipped: $cc makes no shared objects"
		exit 77
	}
}

# event_trace FILE: a trace with an area, a fork, a pin, an unmap and a denied
# access.
event_trace() {
	cat >"$1" <<'EOF'
pagerace-trace 1
map 10000 64K rwx name=text
W 10000 4
W 11000 4
fork 7
W 10000 4 pid=7
R 11000 4 pid=7
W 10000 4
pin 11000 4K
exit pid=7
unmap 10000 4K
W 12000 4
W fffff000 4
EOF
}
