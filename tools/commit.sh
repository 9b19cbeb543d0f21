#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# commit.sh SRCDIR: the commit that the sources are of, on one line; nothing
# where it is not known.  A checkout is asked; a tarball has it in '.commit',
# where 'make dist' writes it.  A tarball that is unpacked within some other
# checkout is not of that one's commit, so only SRCDIR's own '.git' counts.
set -eu

cd "$1"
if [ -e .git ]; then
	GIT_OPTIONAL_LOCKS=0 git describe --always --dirty --abbrev=12 \
	    --exclude='*' 2>/dev/null || :
elif [ -f .commit ]; then
	cat .commit
fi
