# SPDX-License-Identifier: BSD-2-Clause
#
# Valgrind lackey in, the same trace by pages out.
#
# An access becomes one reference to its page, or two if it straddles, low page
# first; sizes and offsets are gone (",1", "000").  Consecutive references to
# one page are a run.  Of a run are kept: the first two fetches, the first two
# reads or writes, and the first write.  What that preserves is said in
# README.md.
#
# -v limit=N	end after N references read (0: at the end of the trace)
# -v every=1	keep whole runs
#
# At the end one line goes to standard error: what was read and kept.

BEGIN {
	digits = "0123456789abcdef"
	for (i = 0; i < 4096; i++)
		offset[sprintf("%03x", i)] = i
	seen = kept = fetches = writes = npages = 0
}

# The page after PAGE, both in hexadecimal digits.
function next_page(page, head, last) {
	last = substr(page, length(page))
	head = substr(page, 1, length(page) - 1)
	if (last != "f")
		return (head substr(digits, index(digits, last) + 1, 1))
	return ((head == "" ? "1" : next_page(head)) "0")
}

function reference(kind, page, class, write) {
	seen++
	if (page != run) {
		run = page
		n["fetch"] = n["data"] = wrote = 0
	}
	class = kind == "I " ? "fetch" : "data"
	write = kind == " S" || kind == " M"
	if (!every && ++n[class] > 2 && (wrote || !write))
		return
	if (write)
		wrote = 1
	kept++
	if (class == "fetch")
		fetches++
	else if (write)
		writes++
	if (!(page in pages)) {
		pages[page] = 1
		npages++
	}
	print kind " " page "000,1"
}

/^(I | [LSM]) [0-9a-f]+,[0-9]+$/ {
	comma = index($2, ",")
	page = substr($2, 1, comma - 4)
	kind = substr($0, 1, 2)
	reference(kind, page)
	size = substr($2, comma + 1)
	if (offset[substr($2, comma - 3, 3)] + size > 4096)
		reference(kind, next_page(page))
	if (limit && seen >= limit)
		exit
}

END {
	printf "%d references read, %d kept: %d reads, %d writes, " \
	    "%d fetches; %d pages\n", seen, kept, kept - writes - fetches, \
	    writes, fetches, npages > "/dev/stderr"
}
