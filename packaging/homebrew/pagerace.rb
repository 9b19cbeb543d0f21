# SPDX-License-Identifier: BSD-2-Clause
# From a tarball that 'make dist' made:
#
#	brew install --build-from-source ./pagerace.rb
#
# after its place and SHA-256 have been put into 'url' and 'sha256'
# (tools/release.sh prints both).
class Pagerace < Formula
  desc "Compare page-replacement policies on memory traces"
  homepage "https://example.org/pagerace"
  url "https://example.org/pagerace-0.1.0.tar.xz"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "BSD-2-Clause"

  depends_on "pkg-config" => :build
  depends_on "jansson"
  depends_on "jemalloc"
  depends_on "libarchive"
  depends_on "libyaml"
  depends_on :linux
  depends_on "xxhash"
  depends_on "zlib"
  depends_on "zstd"

  def install
    system "./configure", "--without-libedit", *std_configure_args
    system "make", "install"
  end

  test do
    out = shell_output("#{bin}/pagerace compare --refs '1 2 3 4 1 2 5 1 2 3 4 5' " \
                       "-p fifo -m 3,4 -q --csv -")
    assert_match "fifo", out
  end
end
