# SPDX-License-Identifier: BSD-2-Clause
# From the root of the source tree: nix build ./packaging/nix
{
  description = "Compare page-replacement policies on memory traces";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-24.05";

  outputs = { self, nixpkgs }:
    let
      systems = [ "x86_64-linux" "aarch64-linux" ];
      each = f: nixpkgs.lib.genAttrs systems (system: f nixpkgs.legacyPackages.${system});
      line = builtins.head (builtins.filter (l: nixpkgs.lib.hasPrefix "AC_INIT(" l)
        (nixpkgs.lib.splitString "\n" (builtins.readFile ../../configure.ac)));
      version = builtins.head
        (builtins.match ".*\\[pagerace], \\[([0-9.]+)].*" line);
    in {
      packages = each (pkgs: {
        default = pkgs.stdenv.mkDerivation {
          pname = "pagerace";
          inherit version;
          src = ../..;
          nativeBuildInputs = [ pkgs.autoreconfHook pkgs.pkg-config ];
          buildInputs = [
            pkgs.jansson pkgs.jemalloc pkgs.libarchive pkgs.libedit pkgs.libyaml
            pkgs.xxHash pkgs.zlib pkgs.zstd
          ];
          enableParallelBuilding = true;
          meta = {
            license = pkgs.lib.licenses.bsd2;
            mainProgram = "pagerace";
            platforms = pkgs.lib.platforms.linux;
          };
        };
      });
    };
}
