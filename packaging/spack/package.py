# SPDX-License-Identifier: BSD-2-Clause
# From a tarball that 'make dist' made, as packages/pagerace/package.py of a
# Spack repository; tools/release.sh prints the checksum for 'version'.
from spack.package import *


class Pagerace(AutotoolsPackage):
    """Replays memory traces against a modelled address space, and compares
    page-replacement policies."""

    homepage = "https://example.org/pagerace"
    url = "https://example.org/pagerace/pagerace-0.1.0.tar.xz"

    license("BSD-2-Clause")

    version(
        "0.1.0",
        sha256="0000000000000000000000000000000000000000000000000000000000000000",
    )

    variant("jemalloc", default=True, description="Use jemalloc")
    variant("libedit", default=True, description="Edit lines of 'space'")

    depends_on("c", type="build")
    depends_on("pkgconfig", type="build")
    depends_on("libyaml@0.2.1:")
    depends_on("libarchive@3.4:")
    depends_on("zlib-api")
    depends_on("jansson@2.12:")
    depends_on("xxhash@0.8:")
    depends_on("zstd@1.4:")
    depends_on("jemalloc@5.2:", when="+jemalloc")
    depends_on("libedit@3.1:", when="+libedit")

    conflicts("platform=darwin")
    conflicts("platform=windows")

    def configure_args(self):
        args = self.with_or_without("libedit")
        if "~jemalloc" in self.spec:
            args.append("--without-jemalloc")
        return args
