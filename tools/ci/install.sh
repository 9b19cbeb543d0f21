#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The links of the installed documents lead somewhere, and 'make uninstall' leaves
# no file.  The installed files suffice to write a policy: the headers and the pkg-config
# file compile one, and the file of a built-in policy; each header compiles
# alone, as C and as C++; and the installed kit builds its
# examples.
set -eu

cd "$(dirname "$0")/../.."
./bootstrap build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 4' HUP INT TERM

make -s -C build install DESTDIR="$work/root" >/dev/null
make -s -C build install prefix="$work/other" >/dev/null
# Both places differ from the one given to configure: one is under DESTDIR, the
# other is a prefix given to make install.
flags() {
	PKG_CONFIG_LIBDIR=$1/share/pkgconfig pkg-config --cflags pagerace
}
prefix=$work/other
if [ ! -d "$work/root/usr/local/share/pkgconfig" ] ||
    ! ls $(flags "$work/root/usr/local" | sed 's/^-I//') >/dev/null; then
	echo "install.sh: pagerace.pc leads nowhere under DESTDIR" >&2
	exit 1
fi
cflags=$(flags "$prefix")

cat >"$work/first.c" <<'EOF'
#include "policy/policy.h"

/* The lowest frame goes, always. */
struct first {
	const struct frame_table *frames;
};

static size_t
first_footprint(const struct policy_setup *setup)
{
	(void)setup;
	return (sizeof(struct first));
}

static void
first_init(void *st, const struct policy_setup *setup)
{
	struct first *first = st;

	first->frames = setup->frames;
}

static frame_t
first_victim(void *st, page_id_t page)
{
	(void)st;
	(void)page;
	return (0);
}

static const struct policy_ops first_ops = {
	.size = sizeof(struct policy_ops),
	.victim = first_victim,
};

const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = "first",
	.summary = "the lowest frame, always",
	.size = sizeof(struct policy),
	.sight = SEES_FAULTS,
	.footprint = first_footprint,
	.init = first_init,
	.ops = &first_ops,
};
EOF
for compiler in gcc clang; do
	$compiler -std=gnu17 -O2 -Wall -Wextra -Werror -fPIC -shared $cflags \
	    -o "$work/first.so" "$work/first.c"
	$compiler -std=gnu17 -O2 -Wall -Wextra -Werror -fPIC -shared \
	    -DPOLICY_PLUGIN $cflags -o "$work/opt.so" policies/opt.c
	find "$prefix/include" -name '*.h' | while read -r header; do
		$compiler -std=gnu17 -Wall -Wextra -Werror -fsyntax-only \
		    -Wno-unused-function -DPOLICY_PLUGIN -x c $cflags \
		    -include "$header" /dev/null || echo "$header"
		# A header named by itself is not part of a translation unit's
		# main file, so that static functions it leaves unused are fine.
		$compiler -std=c++17 -Wall -Wextra -Werror -fsyntax-only \
		    -DPOLICY_PLUGIN -x c++ $cflags -include "$header" \
		    /dev/null || echo "$header, as C++"
	done >"$work/alone"
	if [ -s "$work/alone" ]; then
		echo "install.sh: these do not compile by themselves:" >&2
		cat "$work/alone" >&2
		exit 1
	fi
done
for file in bin/pagerace share/man/man1/pagerace.1 \
    share/pagerace/traces/README.md share/pagerace/examples/second_chance.c \
    share/pagerace/kits/ucore/plugin.mk share/doc/pagerace/PLUGINS.md; do
	if [ ! -s "$prefix/$file" ]; then
		echo "install.sh: $file is not installed" >&2
		exit 1
	fi
done
for manager in clock extended_clock fifo lru; do
	(cd "$work" && PKG_CONFIG_LIBDIR=$prefix/share/pkgconfig \
	    make -s -f "$prefix/share/pagerace/kits/ucore/plugin.mk" \
	    SRC="$prefix/share/pagerace/kits/ucore/examples/swap_$manager.c" \
	    MANAGER="swap_manager_$manager")
done

# A link is followed from the directory of its document.
for document in "$prefix"/share/doc/pagerace/*.md "$prefix"/share/pagerace/*/*.md; do
	sed -n 's/.*](\([^)#:]*\)[)#].*/\1/p' "$document" | while read -r link; do
		[ -e "$(dirname "$document")/$link" ] ||
			echo "install.sh: $document: there is no $link"
	done
done >"$work/links"
if [ -s "$work/links" ]; then
	cat "$work/links" >&2
	exit 1
fi
make -s -C build uninstall prefix="$prefix" >/dev/null
if find "$prefix" ! -type d -o -name pagerace | grep . >"$work/left"; then
	echo "install.sh: 'make uninstall' leaves" >&2
	cat "$work/left" >&2
	exit 1
fi
