/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is around the blocks of a page: its head and style before them, its
 * script after them.
 */
#ifndef REPORT_HTML_PAGE_H
#define REPORT_HTML_PAGE_H

#include <stdio.h>

void html_page_begin(const char *title, FILE *to);
void html_page_end(FILE *to);

/* Built in, made of page.css and page.js; and of the library of charts, ""
 * where the program was built without it. */
extern const char page_css[], page_js[], chart_js[];

#endif
