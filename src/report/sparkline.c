/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scale of a sparkline goes from its least to its greatest value: it shows
 * when a value changed, and the title and the table say by how much.
 */
#include "report/sparkline.h"

#include <string.h>

#include "base/num.h"
#include "result/ratio.h"

/* Of the picture, in pixels. */
#define WIDTH  96u
#define HEIGHT 20u
#define MARGIN 3u

const char *
sparkline_mark(unsigned level, bool utf8)
{
	static const char *const block[SPARKLINE_LEVELS] = { "▁", "▂", "▃", "▄",
		"▅", "▆", "▇", "█" };
	static const char *const plain[SPARKLINE_LEVELS] = { "_", ".", "-", "~",
		"=", "+", "*", "#" };

	return ((utf8 ? block : plain)[level]);
}

/* Where a value is between the least and the greatest: 0 to steps; in the
 * middle where all are equal. */
static uint64_t
height_of(const struct sparkline *s, size_t i, uint64_t steps)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (size_t k = 0; k < s->n; k++) {
		if (!s->known[k])
			continue;
		least = s->value[k] < least ? s->value[k] : least;
		most = s->value[k] > most ? s->value[k] : most;
	}
	return (most == least
		    ? steps / 2
		    : ratio_of(s->value[i] - least, most - least, steps));
}

const char *
sparkline_text(struct mem *m, const struct sparkline *s, bool utf8)
{
	size_t from =
	    s->n > SPARKLINE_CHARACTERS ? s->n - SPARKLINE_CHARACTERS : 0;
	char text[SPARKLINE_CHARACTERS * 3 + 1], *end = text;

	for (size_t i = from; i < s->n; i++)
		end = stpcpy(
		    end, s->known[i] ? sparkline_mark((unsigned)height_of(s, i,
							  SPARKLINE_LEVELS - 1),
					   utf8)
				     : " ");
	return (mem_strdup(m, text));
}

/* "684; none; 690; now 700". */
static void
put_title(const struct sparkline *s, FILE *to)
{
	char digits[40];

	fputs("<title>", to);
	for (size_t i = 0; i < s->n; i++)
		fprintf(to, "%s%s%s", i > 0 ? "; " : "",
		    i + 1 == s->n ? "now " : "",
		    s->known[i]
			? num_print_count(digits, sizeof(digits), s->value[i])
			: "none");
	fputs("</title>", to);
}

void
sparkline_svg(const struct sparkline *s, FILE *to)
{
	bool drawn = false;
	uint64_t x = 0, y = 0;

	fprintf(to, "<svg class=\"spark\" viewBox=\"0 0 %u %u\" role=\"img\">",
	    WIDTH, HEIGHT);
	put_title(s, to);
	fputs("<path d=\"", to);
	for (size_t i = 0; i < s->n; i++) {
		if (s->known[i]) {
			x = MARGIN + ratio_of(i, s->n > 1 ? s->n - 1 : 1,
					 WIDTH - 2 * MARGIN);
			y = HEIGHT - MARGIN -
			    height_of(s, i, HEIGHT - 2 * MARGIN);
			/* A value between two gaps is a dot. */
			fprintf(to, drawn ? "L%ju %ju" : "M%ju %juh0",
			    (uintmax_t)x, (uintmax_t)y);
		}
		drawn = s->known[i];
	}
	fputs("\"/>", to);
	if (drawn)
		fprintf(to, "<circle cx=\"%ju\" cy=\"%ju\" r=\"2.5\"/>",
		    (uintmax_t)x, (uintmax_t)y);
	fputs("</svg>", to);
}
