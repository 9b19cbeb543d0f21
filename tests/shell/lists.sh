#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The lists of policies are complete: each file of policies/ is built
# (policies/local.mk), each policy that one defines is in the list
# (policies/all.c), and each name in the makefile is a file. The same for the
# plain twins in tests/laws/.
#
# The check itself is tested: it must report a line removed from each list.
set -eu

srcdir=$(cd "${srcdir:-.}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# defined KIND PATTERN: the objects of that kind that the files define.
defined() {
	sed -n 's/^const struct '"$1"' \('"$1"'_[a-z0-9_]*\) = {.*/\1/p' $2 |
		sort
}

# listed KIND FILE: the names in the list of pointers.
listed() {
	sed -n 's/^	\(&\|EACH(\)\('"$1"'_[a-z0-9_]*\),.*/\2/p' "$2" | sort
}

# check DIRECTORY FOLDER PATTERN LIST KIND: prints what is missing.
check() {
	(
		cd "$1"
		ls $2/$3 | sed 's|.*/||' | sort >"$work/files"
		sed -n 's|^	%D%/\([^/ ]*\.c\).*|\1|p' $2/local.mk | sort \
		    >"$work/built"
		comm -23 "$work/files" "$work/built" |
			sed "s|.*|$2/&: not in $2/local.mk|"
		comm -13 "$work/files" "$work/built" | grep "${3%\*.c}" |
			while read -r file; do
				[ -e "$2/$file" ] ||
					echo "$2/local.mk: there is no $file"
			done
		defined "$5" "$2/$3" >"$work/defined"
		listed "$5" "$2/$4" >"$work/listed"
		[ -s "$work/defined" ] || echo "$2: defines no $5"
		comm -23 "$work/defined" "$work/listed" |
			sed "s|.*|$2: & is not in $2/$4|"
	)
}

check_all() {
	check "$1" policies '*.c' all.c policy
	check "$1" tests/laws 'plain_*.c' plain_all.c plain
}

status=0
said=$(check_all "$srcdir")
if [ -n "$said" ]; then
	echo "$said"
	status=1
fi

# notices WHAT SED-SCRIPT FILE: after this change of the file, one line is printed.
notices() {
	rm -rf "$work/tree"
	mkdir -p "$work/tree/tests"
	cp -R "$srcdir/policies" "$work/tree"
	cp -R "$srcdir/tests/laws" "$work/tree/tests"
	chmod -R u+w "$work/tree"
	sed "$2" "$srcdir/$3" >"$work/tree/$3"
	n=$(check_all "$work/tree" | grep -c "$1" || :)
	[ "$n" -eq 1 ] || {
		echo "lists.sh: $1 in $3 is not noticed"
		status=1
	}
}
notices lru.c '/%D%\/lru\.c/d' policies/local.mk
notices none.c 's|%D%/lru\.c|%D%/none.c \\\n	&|' policies/local.mk
notices policy_lru '/EACH(policy_lru,/d' policies/all.c
notices plain_lirs.c '/%D%\/plain_lirs\.c/d' tests/laws/local.mk
notices plain_lirs '/&plain_lirs,/d' tests/laws/plain_all.c
exit $status
