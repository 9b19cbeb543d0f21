# SPDX-License-Identifier: BSD-2-Clause
# Turns files of text into C strings: arguments are NAME=x before each file;
# the string is called x.  A name without a file is an empty string.
# Characters are taken one by one, as in config/figures_text.awk.
function finish() {
	if (open != "")
		print "    \"\";\n"
	open = ""
}
function start(name) {
	finish()
	open = name
	print "const char " name "[] ="
}
BEGIN {
	print "/* SPDX-License-Identifier: BSD-2-Clause */"
	print "/* Made by assets_text.awk. */"
	print "#include \"report/html_page.h\"\n"
}
FNR == 1 {
	made[name] = 1
	start(name)
}
index(tolower($0), "</scr" "ipt") {
	print FILENAME ": has an end of script within" >"/dev/stderr"
	failed = 1
	exit 1
}
{
	out = ""
	for (i = 1; i <= length($0); i++) {
		c = substr($0, i, 1)
		if (c == "\\" || c == "\"" || c == "?")
			c = "\\" c
		out = out c
		if (length(out) > 1000) {
			print "    \"" out "\""
			out = ""
		}
	}
	print "    \"" out "\\n\""
}
END {
	if (failed)
		exit 1
	finish()
	# The last name may have no file.
	if (!(name in made)) {
		start(name)
		finish()
	}
}
