const char build_digest[] = "sha256:fec44a5c542e0866";
