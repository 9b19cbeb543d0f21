/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as YAML: a suite, or figures of devices.  They are refused with a
 * message that has a position, or they can be read.
 *
 * An entry for libFuzzer; with corpus.c in its place it runs over files.
 */
#include <assert.h>
#include <string.h>

#include "config/figurefile.h"
#include "config/suite.h"
#include "fuzz/fuzz_choice.h"

unsigned
fuzz_choices(void)
{
	return (2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = fuzz_choice(bytes, &size);
	const char *text = (const char *)bytes;
	struct mem *m = mem_open();
	struct figures figures;
	struct suite suite;
	struct err err = { .kind = ERR_NONE };
	int failed;

	if (choice == 0)
		failed = suite_load_text(
		    &suite, m, "input", text, size, NULL, 0, &err);
	else
		failed =
		    figures_load_text(&figures, m, "input", text, size, &err);
	assert((failed == 0) == (err.kind == ERR_NONE));
	assert(strlen(err.msg) < sizeof(err.msg));
	assert(strlen(err.excerpt) < sizeof(err.excerpt));
	mem_close(m);
	return (0);
}
