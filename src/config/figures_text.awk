# SPDX-License-Identifier: BSD-2-Clause
# Turns figures.yaml into a C string, so that the program needs no file.
# Characters are taken one by one: how many backslashes a replacement text
# needs differs between awks.
BEGIN {
	print "/* Made from figures.yaml by figures_text.awk. */"
	print "#include \"config/figurefile.h\"\n"
	print "const char figures_text[] ="
}
{
	out = ""
	for (i = 1; i <= length($0); i++) {
		c = substr($0, i, 1)
		out = out (c == "\\" || c == "\"" ? "\\" c : c)
	}
	print "    \"" out "\\n\""
}
END {
	print "    \"\";"
}
