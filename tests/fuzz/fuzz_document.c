/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Any bytes as a result document: it is refused with a message, or a report
 * of it can be made, and what is written from it reads back as the same bytes.
 *
 * An entry for libFuzzer; with corpus.c in its place it runs over files.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz_choice.h"
#include "report/report.h"
#include "result/document.h"
#include "result/json.h"

/* Reads a document; false: it was refused. */
static bool
read_bytes(struct document *d, const void *bytes, size_t size)
{
	FILE *from = fmemopen((void *)(uintptr_t)bytes, size, "r");
	struct err err;
	bool good;

	if (from == NULL)
		abort();
	good = document_read(d, "input", from, &err) == 0;
	fclose(from);
	assert(good || (err.kind != ERR_NONE && err.msg[0] != '\0' &&
			   strlen(err.msg) < sizeof(err.msg)));
	return (good);
}

static void
report_in(const struct document *d, const struct report_format *format)
{
	const struct report_subject subject = { .study = d->study,
		.nstudy = d->nstudy };
	const struct report_view view = { .width = 80, .suite = d->suite };
	FILE *to = fopen("/dev/null", "w");
	bool can = report_has_studies(format), written;
	struct err err;

	written = report_write(format, &subject, &view, to, &err) == 0;
	/* There may be no figure of the document, or several of a suite. */
	if (written != can && !(can && format->one_study))
		abort();
	fclose(to);
}

/* One of the reports. */
unsigned
fuzz_choices(void)
{
	unsigned n = 0;

	while (report_formats[n] != NULL)
		n++;
	return (n);
}

/* The document as it is written; the caller frees it. */
static char *
write_text(const struct document *d, size_t *size)
{
	char *text = NULL;
	FILE *to = open_memstream(&text, size);
	struct err err;

	if (to == NULL ||
	    json_write_studies(d->study, d->nstudy, d->suite, to, &err) != 0 ||
	    fclose(to) != 0)
		abort();
	return (text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	unsigned choice = fuzz_choice(bytes, &size);
	struct document d, again;
	char *first, *second;
	size_t nfirst, nsecond;

	if (size == 0 || !read_bytes(&d, bytes, size))
		return (0);
	report_in(&d, report_formats[choice]);
	first = write_text(&d, &nfirst);
	document_close(&d);
	if (!read_bytes(&again, first, nfirst))
		abort();
	second = write_text(&again, &nsecond);
	document_close(&again);
	assert(nfirst == nsecond && memcmp(first, second, nfirst) == 0);
	free(first);
	free(second);
	return (0);
}
