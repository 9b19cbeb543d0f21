## SPDX-License-Identifier: BSD-2-Clause
## Packages of distributions; tests/shell/packaging.sh looks at them.
EXTRA_DIST += \
	debian/changelog \
	debian/control \
	debian/copyright \
	debian/pagerace-dev.install \
	debian/pagerace-doc.install \
	debian/pagerace.install \
	debian/rules \
	debian/source/format \
	%D%/docker/Dockerfile \
	%D%/homebrew/pagerace.rb \
	%D%/nix/flake.nix \
	%D%/spack/package.py
