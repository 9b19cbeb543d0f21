/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/xml_text.h"

#include "result/label.h"

void
xml_text(const char *text, FILE *to)
{
	char clean[4096];

	for (text = label_clean(clean, sizeof(clean), text); *text != '\0';
	     text++)
		switch (*text) {
		case '&':
			fputs("&amp;", to);
			break;
		case '<':
			fputs("&lt;", to);
			break;
		case '>':
			fputs("&gt;", to);
			break;
		case '"':
			fputs("&quot;", to);
			break;
		default:
			fputc(*text, to);
		}
}
