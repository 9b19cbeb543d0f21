#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# oracle: what cannot be asked is refused with what would be right; the kernel
# that runs is asked where that is possible, and all that is made for it is
# removed, also after an interrupt.
. "${srcdir:-.}/tests/shell/harness.sh"

# A folder of its own, which is empty when all is done.
mkdir tmp
TMPDIR=$PWD/tmp
export TMPDIR

trace=gen:zipf:pages=2048,n=40000,s=1,seed=3,writes=30%

says() {
	expect "$1" "$pagerace" oracle $trace -m 512 $2
	grep -q -- "$3" err || fail "oracle $2 does not say '$3': $(cat err)"
}

says 2 '' 'which kernel?'
says 2 '--kernel 6.12 --lru x' 'classic or mglru'
says 2 '--kernel 6.12:swap=loop' 'swap=loop is for the running kernel'
says 2 '--kernel 6.12:swap=zrm' 'zram, null, loop or file'
says 2 '--kernel 6.12:lru=mglru' "no condition"
says 2 '--kernel 6.12 --here' 'asked alone'
says 2 '--kernel here,6.12' 'asked alone'
says 2 '--kernel 6.12 --page-size 8KiB' 'pages of 4 KiB'
says 2 '--here --set level=3' 'the machine that runs is not made short'
says 2 '--kernel 6.12:swap=null --set level=3' 'swap=null keeps pages in'

# What a kernel cannot be made to do.
printf 'pagerace-trace 1\nmap 10000 64K rw\nW 10000 4\nfork 1\nW 10000 4 pid=1\n' \
    >fork.trace
expect 0 "$pagerace" info fork.trace
expect 3 "$pagerace" oracle fork.trace -m 2 --here
grep -q 'a fork' err || fail "a fork is not named: $(cat err)"

# Without network, packages or a compiler.
PATH=/nowhere expect 4 "$pagerace" oracle $trace -m 512 --kernel 6.12 \
    --kernel-cache "$PWD/cache"
grep -q 'apt' err || fail "it is not said what is missing: $(cat err)"

# apt is given absolute paths: it looks for others in a folder of its own.
mkdir bin
cat >bin/apt-get <<EOF
#!/bin/sh
echo "\$@" >>"$PWD/asked"
[ "\$1" = indextargets ] && echo http://debian.invalid/debian
EOF
chmod +x bin/apt-get
PATH=$PWD/bin:$PATH expect 4 "$pagerace" oracle $trace -m 512 --kernel 6.12 \
    --kernel-cache cache
grep -q "=$PWD/cache/apt/" asked || fail "apt is asked: $(cat asked)"

# A kernel that there is no package of; those that there are, each once and in order.
mkdir packages
printf '#!/bin/sh\n[ "$1" = indextargets ] && echo http://debian.invalid/debian\nexit 0\n' \
    >packages/apt-get
cat >packages/apt-cache <<'EOF'
#!/bin/sh
for v in 7.3.4+deb13 6.12.9+deb12 6.1.0-50 6.18.1 6.12.117+deb12 6.1.0-9; do
	echo "linux-image-$v-cloud-amd64"
done
EOF
chmod +x packages/*
PATH=$PWD/packages:$PATH expect 2 "$pagerace" oracle $trace -m 512 --kernel 5.4 \
    --kernel-cache "$PWD/cache2"
grep -q 'there are 6.1, 6.12, 6.18, 7.3$' err || fail "not those that there are: $(cat err)"

# A file that is no kernel is not booted.  Two images of one name are two kernels, and one
# that is named twice is booted once; the emulator of this test takes for its counts what
# the image says.
echo text >text
says 2 '--kernel-image text' 'no kernel (a bzImage)'
says 2 '--kernel-image nowhere/bzImage' 'cannot be read'
cat >bin/cc <<'EOF'
#!/bin/sh
while [ "$1" != -o ]; do shift; done
: >"$2"
EOF
cat >bin/qemu-system-x86_64 <<EOF
#!/bin/sh
[ "\$1" = --version ] && echo 'QEMU emulator version 10.0.0' && exit
while [ \$# -gt 1 ]; do
	case \$1 in
	-kernel) image=\$2 ;;
	-initrd) initrd=\$2 ;;
	-serial) console=\${2#file:} ;;
	esac
	shift
done
echo "\$image" >>"$PWD/booted"
grep -a -o 'job=[0-9]* limit' "\$initrd" | while read -r job rest; do
	echo "pagerace-oracle: \$job \$(tail -c +601 "\$image")"
done >"\$console"
EOF
chmod +x bin/*
image() {
	mkdir -p "$1"
	{
		head -c 514 /dev/zero
		printf HdrS
		head -c 82 /dev/zero
		printf 'release=%s majflt=%s' "$2" "$3"
	} >"$1/bzImage"
}
image old 6.12.1-me 7
image new 6.12.2-me 5
PATH=$PWD/bin:$PATH expect 0 "$pagerace" oracle $trace -m 512,600 -q --json own.json \
    --kernel-image old/bzImage,new/bzImage,old/bzImage:swappiness=10
[ "$(tr '\n' ' ' <booted)" = 'old/bzImage new/bzImage ' ] || fail "booted: $(cat booted)"
[ "$(grep -o '"release": "[^"]*"' own.json | tr -d '\n')" = "$(
	printf '"release": "%s"' 6.12.1-me 6.12.1-me 6.12.2-me 6.12.2-me 6.12.1-me 6.12.1-me
)" ] || fail "kernels: $(grep release own.json)"
[ "$(grep -o '"pgmajfault": [0-9]' own.json | tr -d '\n')" = "$(
	printf '"pgmajfault": %s' 7 7 5 5 7 7
)" ] || fail "counts: $(grep pgmajfault own.json)"
image new 6.12.1-me 5
PATH=$PWD/bin:$PATH expect 2 "$pagerace" oracle $trace -m 512 -q \
    --kernel-image old/bzImage,new/bzImage
grep -q "both say that they are 6.12.1-me" err || fail "namesakes: $(cat err)"

left() {
	swapon --show 2>/dev/null | grep -e pagerace -e zram || true
	find /sys/fs/cgroup -maxdepth 2 -name 'pagerace-[0-9]*' 2>/dev/null ||
		true
	find "$TMPDIR" -maxdepth 1 -name 'pagerace-oracle.*' 2>/dev/null || true
}

# An oracle that is killed while it waits leaves neither emulator nor folder.
cat >bin/qemu-system-x86_64 <<EOF
#!/bin/sh
[ "\$1" = --version ] && echo 'QEMU emulator version 10.0.0' && exit
echo \$\$ >"$PWD/emulator"
exec sleep 600
EOF
PATH=$PWD/bin:$PATH "$pagerace" oracle $trace -m 512 -q --kernel-image old/bzImage 2>err &
pid=$!
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ -s emulator ] && break
	sleep 1
done
kill -KILL $pid
wait $pid || true
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ -z "$(ls tmp)" ] && ! ps -o stat= -p "$(cat emulator)" | grep -q '^[^Z]' && break
	sleep 1
done
[ -z "$(ls tmp)" ] || fail "a killed oracle leaves $(ls tmp)"
ps -o stat= -p "$(cat emulator)" | grep -q '^[^Z]' && fail "a killed oracle leaves an emulator"

if [ "$(id -u)" -ne 0 ]; then
	says 4 --here 'needs root'
	echo "skipped: the running kernel, which root can ask"
	finish
fi
before=$(left)
swappiness=$(cat /proc/sys/vm/swappiness)
if ! "$pagerace" oracle $trace -m 512 --here --repeats 1 -q 2>err; then
	echo "skipped: $(cat err)"
	finish
fi

# With memory for all pages none comes back; with a quarter, as many as an
# ideal policy cannot avoid, and not more than there are references.
"$pagerace" oracle $trace -m 512,4096 --here --repeats 1 -q --json o.json
"$pagerace" compare $trace -p opt -m 500 -q --json opt.json
need_python
python3 - <<'P' || fail "the kernel's counts are impossible"
import json
o, opt = json.load(open("o.json")), json.load(open("opt.json"))
small, large = o["runs"]
least = opt["runs"][0]["faults"]["page_faults"]
assert large["faults"]["swap_in"] == 0, large["faults"]
assert large["faults"]["zero_fill"] == o["trace"]["pages"]
assert least <= small["faults"]["page_faults"] < 40000, small["faults"]
assert small["swap"]["writes"] > 0 and small["swap"]["reads"] > 0
for r in o["runs"]:
    f = r["faults"]
    assert r["hits"] + f["total"] == r["references"] - r["denied"]
P

# Out of memory is a result, with the counts until the process was killed: none, if
# that was before its first touch.
"$pagerace" oracle gen:uniform:pages=200,n=3000 -m 4 --here --repeats 1 -q \
    --json small.json 2>err || fail "out of memory is an error: $(cat err)"
grep -q 'killed a process in 1 run' err || fail "no word of it: $(cat err)"
grep -q 'always a free frame' err && fail "a kernel without memory had free frames"
python3 - <<'P' || fail "the counts are not those until it was killed"
import json
k = json.load(open("small.json"))["runs"][0]["kernel"]
assert k["oom"] == 1 and k["pgscan"] >= k["pgsteal"], k
P

# Processes 0 and 1 share a group, 2 has one: only the group that is too small swaps.
"$pagerace" gen -q -o three.prt \
    zipf:pages=800,n=30000,s=0.8,seed=4,writes=30%,processes=3,quantum=300
groups() {
	"$pagerace" oracle three.prt -m 4000 --here --repeats 1 -q --json "$1" \
	    --set scope=local --set groups="$2" 2>/dev/null
	python3 -c "import json, sys
print(json.load(open('$1'))['runs'][0]['faults']['swap_in'])"
}
[ "$(groups enough.json 0+1:2500/2)" -eq 0 ] || fail "groups that suffice swap"
[ "$(groups both.json 0+1:1000/2)" -gt 1000 ] ||
    fail "two processes do not share the limit of their group"
[ "$(groups one.json 0+1:3500/2)" -gt 300 ] || fail "a group has no limit of its own"

# Pages of files: each is read from the disk by its own fault, and nothing is read twice
# where memory suffices.  A file system in memory has no such files.
files=gen:zipf:pages=2048,n=30000,s=0.9,seed=61,areas=2,files=1
ahead=$(cat /sys/class/bdi/*/read_ahead_kb)
if "$pagerace" oracle $files -m 1024,4096 --here --repeats 1 -q --json f.json 2>err; then
	"$pagerace" compare $files -p opt -m 1024 -q --json fopt.json
	python3 - <<'P' || fail "the kernel's counts of files are impossible"
import json
small, large = json.load(open("f.json"))["runs"]
least = json.load(open("fopt.json"))["runs"][0]["faults"]["swap_in"]
k, n = small["kernel"], large["kernel"]
assert large["faults"]["swap_in"] == 0 and n["pswpin"] == 0
assert 900 < n["file_reads"] == n["pgmajfault"] < 1100, n
assert small["faults"]["swap_in"] >= least > 500, (small["faults"], least)
assert k["pgmajfault"] == small["faults"]["swap_in"] + n["pgmajfault"]
assert k["pgsteal_file"] > 0 and k["pswpout"] > 0
assert abs(k["file_reads"] + k["pswpin"] - k["pgmajfault"]) < 100, k
P
	[ "$(cat /sys/class/bdi/*/read_ahead_kb)" = "$ahead" ] ||
		fail "read_ahead_kb is not put back"
else
	grep -q TMPDIR err || fail "files cannot be asked for: $(cat err)"
	echo "skipped: $(cat err)"
fi
if [ "$(stat -f -c %T /dev/shm 2>/dev/null)" = tmpfs ]; then
	TMPDIR=/dev/shm expect 4 "$pagerace" oracle $files -m 1024 --here --repeats 1 -q
	grep -q 'have to be on a disk (set TMPDIR)' err ||
		fail "files in memory are not refused: $(cat err)"
fi

# A document of it is read back.
expect 0 "$pagerace" report o.json
expect 0 "$pagerace" diff o.json o.json

"$pagerace" oracle $trace -m 512 --here --repeats 1000 -q 2>err &
pid=$!
sleep 1
kill -INT $pid
wait $pid && fail "an interrupted oracle says that all is well"
"$pagerace" oracle $files -m 512 --here --repeats 1000 -q 2>err &
pid=$!
sleep 1
kill -KILL $pid
wait $pid || true
for i in 1 2 3 4 5 6 7 8 9 10; do
	[ "$(left)" = "$before" ] && break
	sleep 1
done
[ "$(left)" = "$before" ] || fail "left behind: $(left)"
[ "$(cat /proc/sys/vm/swappiness)" = "$swappiness" ] ||
    fail "vm.swappiness is not put back"
finish
