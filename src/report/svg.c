/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing SVG.
 */
#include "report/svg.h"

#include "report/xml_text.h"

void
svg_begin(FILE *to, unsigned width, unsigned height, const char *title)
{
	fprintf(to,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" "
	    "height=\"%u\" viewBox=\"0 0 %u %u\" "
	    "font-family=\"system-ui, Helvetica, Arial, sans-serif\">\n"
	    "<title>",
	    width, height, width, height);
	xml_text(title, to);
	fputs("</title>\n", to);
	svg_rect(to, 0, 0, width, height, "#ffffff");
}

void
svg_begin_inline(FILE *to, unsigned width, unsigned height, const char *title,
    const char *about)
{
	fprintf(to,
	    "<svg class=\"chart\" viewBox=\"0 0 %u %u\" role=\"img\">\n"
	    "<title>",
	    width, height);
	xml_text(title, to);
	fputs("</title>\n<desc>", to);
	xml_text(about, to);
	fputs("</desc>\n", to);
}

void
svg_end(FILE *to)
{
	fputs("</svg>\n", to);
}

/* The place is given by the attributes. */
static void
put_text(FILE *to, const struct svg_style *style, const char *text)
{
	static const char *const anchor[] = {
		[SVG_START] = "start",
		[SVG_MIDDLE] = "middle",
		[SVG_END] = "end",
	};

	fprintf(to, "font-size=\"%u\" fill=\"%s\" text-anchor=\"%s\"%s>",
	    style->size, style->color, anchor[style->anchor],
	    style->bold ? " font-weight=\"600\"" : "");
	xml_text(text, to);
	fputs("</text>\n", to);
}

void
svg_text(FILE *to, unsigned x, unsigned y, const struct svg_style *style,
    const char *text)
{
	fprintf(to, "<text x=\"%u\" y=\"%u\" ", x, y);
	put_text(to, style, text);
}

void
svg_turned(FILE *to, unsigned x, unsigned y, const struct svg_style *style,
    const char *text)
{
	fprintf(to, "<text transform=\"translate(%u %u) rotate(-90)\" ", x, y);
	put_text(to, style, text);
}

void
svg_rect(FILE *to, unsigned x, unsigned y, unsigned width, unsigned height,
    const char *fill)
{
	fprintf(to,
	    "<rect x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\" "
	    "fill=\"%s\"/>\n",
	    x, y, width, height, fill);
}

void
svg_line(FILE *to, unsigned x1, unsigned y1, unsigned x2, unsigned y2,
    const char *color)
{
	fprintf(to, "<path d=\"M%u %uL%u %u\" stroke=\"%s\" fill=\"none\"/>\n",
	    x1, y1, x2, y2, color);
}
