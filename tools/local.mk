## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += \
	.ci/run \
	.clang-tidy \
	%D%/ci/analyze.sh \
	%D%/ci/bench.sh \
	%D%/ci/bound.sh \
	%D%/ci/config.site \
	%D%/ci/configured.sh \
	%D%/ci/coverage.sh \
	%D%/ci/distcheck.sh \
	%D%/ci/format.sh \
	%D%/ci/fuzz_readers.sh \
	%D%/ci/install.sh \
	%D%/ci/modules.sh \
	%D%/ci/oracle.sh \
	%D%/ci/sanitize.sh \
	%D%/commit.sh \
	%D%/modules.awk \
	%D%/modules.sh \
	%D%/release.sh \
	%D%/sources.sh

dist-hook:
	$(srcdir)/%D%/commit.sh $(srcdir) >$(distdir)/.commit
