/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Head and end of a page.  Its policy of content allows what is written in the
 * page and nothing from elsewhere, so that a page that was sent to someone
 * opens no connection.
 */
#include "report/html_page.h"

#include "report/xml_text.h"

static const char head[] =
    "<!DOCTYPE html>\n"
    "<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
    "'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src "
    "data:\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n"
    "<meta name=\"generator\" content=\"pagerace " VERSION_TEXT "\">\n"
    "<title>";

/* The licence of the library of charts, which asks for it in every copy. */
static const char licence[] =
    "<!-- Chart.js is under the MIT License: Permission is hereby granted, "
    "free of charge, to any person obtaining a copy\nof this software and "
    "associated documentation files (the \"Software\"), to deal in the "
    "Software without restriction,\nincluding without limitation the rights "
    "to use, copy, modify, merge, publish, distribute, sublicense, and/or "
    "sell\ncopies of the Software, and to permit persons to whom the Software "
    "is furnished to do so, subject to the following\nconditions: The above "
    "copyright notice and this permission notice shall be included in all "
    "copies or substantial\nportions of the Software. THE SOFTWARE IS "
    "PROVIDED \"AS IS\", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED,\n"
    "INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS "
    "FOR A PARTICULAR PURPOSE AND\nNONINFRINGEMENT. IN NO EVENT SHALL THE "
    "AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER\n"
    "LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING "
    "FROM, OUT OF OR IN CONNECTION WITH THE\nSOFTWARE OR THE USE OR OTHER "
    "DEALINGS IN THE SOFTWARE. -->\n";

void
html_page_begin(const char *title, FILE *to)
{
	fputs(head, to);
	xml_text(title, to);
	fputs("</title>\n<style>\n", to);
	fputs(page_css, to);
	fputs("</style></head>\n<body>\n<main>\n", to);
}

void
html_page_end(FILE *to)
{
	fputs("</main>\n<footer>pagerace " VERSION_TEXT "</footer>\n", to);
	if (chart_js[0] != '\0') {
		fputs(licence, to);
		fputs("<script>\n", to);
		fputs(chart_js, to);
		fputs("</script>\n", to);
	}
	fputs("<script>\n", to);
	fputs(page_js, to);
	fputs("</script>\n</body></html>\n", to);
}
