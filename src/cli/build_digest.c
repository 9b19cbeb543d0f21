const char build_digest[] = "sha256:15d23cffa79a0878";
