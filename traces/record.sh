#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# Records a program's memory references with Valgrind's lackey, reduced to
# pages on the way (reduce.awk), so that nothing large touches the disk.
set -eu

usage() {
	cat <<EOF
usage: record.sh [-a] [-n LIMIT] -o FILE PROGRAM [ARGUMENT...]

  -o FILE   where the trace goes; .xz, .zst and .gz are compressed so
  -n LIMIT  stop after LIMIT references of the program; default: at its end
  -a        keep all references of a run on one page (larger; see README.md)

The program's own input and output stay where they are.
EOF
}

here=$(cd "$(dirname "$0")" && pwd)
out=
limit=0
every=0
while getopts o:n:ah opt; do
	case $opt in
	o) out=$OPTARG ;;
	n) limit=$OPTARG ;;
	a) every=1 ;;
	h)
		usage
		exit 0
		;;
	*)
		usage >&2
		exit 2
		;;
	esac
done
shift $((OPTIND - 1))
if [ -z "$out" ] || [ $# -eq 0 ]; then
	usage >&2
	exit 2
fi
case $limit in
*[!0-9]*)
	echo "record.sh: '$limit' is not a number of references" >&2
	exit 2
	;;
esac
command -v valgrind >/dev/null || {
	echo "record.sh: valgrind is missing (./bootstrap deps record)" >&2
	exit 4
}

case $out in
*.xz) pack='xz -9e -T1 -c' ;;
*.zst) pack='zstd -q -19 -c' ;;
*.gz) pack='gzip -9 -n -c' ;;
*) pack=cat ;;
esac

part=$out.part
trap 'rm -f "$part" "$part.status" "$part.count"' EXIT
trap 'exit 4' HUP INT TERM

# Where the limit ends the reader first, valgrind is ended by the closed pipe.
# The program's standard output is kept apart from the trace as descriptor 3.
{
	{
		status=0
		valgrind --tool=lackey --basic-counts=no \
		    --trace-mem=yes --log-fd=9 "$@" 9>&1 >&3 3>&- || status=$?
		echo "$status" >"$part.status"
	} | {
		awk -v limit="$limit" -v every="$every" -f "$here/reduce.awk" \
		    2>"$part.count"
	} | $pack >"$part"
} 3>&1

cat "$part.count" >&2
status=$(cat "$part.status")
case $(cat "$part.count") in
*" 0 kept"* | "")
	echo "record.sh: nothing was recorded (status $status)" >&2
	exit 4
	;;
esac
if [ "$status" -ne 0 ] && [ "$limit" -eq 0 ]; then
	echo "record.sh: the program ended with status $status" >&2
fi
mv "$part" "$out"
