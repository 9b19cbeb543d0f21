# SPDX-License-Identifier: BSD-2-Clause
# Turns the sources of the guest's program into C strings: they are compiled
# when a kernel is asked, on the machine that asks it.  Characters are taken
# one by one: how many backslashes a replacement text needs differs between
# awks.
BEGIN {
	print "/* Made from guest/ by guest_text.awk. */"
	print "#include \"oracle/guestbuild.h\"\n"
	print "const struct guest_source guest_sources[] = {"
}
FNR == 1 {
	if (NR > 1)
		print "\t},"
	name = FILENAME
	sub(/.*\//, "", name)
	print "\t{ \"" name "\","
}
{
	out = ""
	for (i = 1; i <= length($0); i++) {
		c = substr($0, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" c : c)
	}
	print "\t    \"" out "\\n\""
}
END {
	print "\t},\n\t{ NULL, NULL },\n};"
}
