/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The latency of faults as HdrHistogram's percentile text, which its plotter
 * reads (HdrHistogram_c, hdr_percentiles_print(), classic), in nanoseconds.
 * Each of several runs is a section after a comment with its name.
 *
 * Percentiles are reported at steps that halve with the distance to 100 %:
 * five for every halving, the default of that library.  A value is the highest
 * of its bucket, as in the C library, and so is the maximum.
 */
#include <math.h>

#include "base/hist.h"
#include "base/num.h"
#include "report/report.h"
#include "result/label.h"

#define TICKS 5 /* for every halving */

/* The percentile to report after this one, p < 100. */
static double
step(double p)
{
	double halving = 2;

	/* 2^(floor(log2(100 / (100 - p))) + 1), without a logarithm. */
	while (100 / (100 - p) >= halving)
		halving *= 2;
	return (p + 100 / (TICKS * halving));
}

static void
line(uint64_t value, double p, uint64_t total, FILE *to)
{
	fprintf(to, "%12.*f %12f %12ju ", HIST_FIGURES, (double)value, p / 100,
	    (uintmax_t)total);
	if (p < 100)
		fprintf(to, "%12.2f\n", 100 / (100 - p));
	else
		fprintf(to, "%12s\n", "inf");
}

static void
section(const struct hist *h, FILE *to)
{
	uint64_t seen = 0, last = 0;
	double p = 0;

	fprintf(to, "%12s %12s %12s %12s\n\n", "Value", "Percentile",
	    "TotalCount", "1/(1-Percentile)");
	for (unsigned i = 0; hist_next(h, &i); i++) {
		last = hist_high(i);
		seen += h->bucket[i];
		while (p <= 100 * (double)seen / (double)h->count) {
			double next;

			line(last, p, seen, to);
			next = p < 100 ? step(p) : p;
			/* The last bucket is said once more, as 100 %. */
			if (seen == h->count || next <= p)
				break;
			p = next;
		}
	}
	if (h->count > 0)
		line(last, 100, seen, to);
	fprintf(to, "#[Mean    = %12.3f, StdDeviation   = %12.3f]\n",
	    hist_mean(h), hist_deviation(h));
	fprintf(to, "#[Max     = %12.3f, Total count    = %12ju]\n",
	    (double)last, (uintmax_t)h->count);
	fprintf(to, "#[Buckets = %12d, SubBuckets     = %12d]\n",
	    HIST_BUCKETS / HIST_HALF - 1, HIST_SUB_BUCKETS);
}

static void
write_study(const struct study *s, FILE *to)
{
	static const struct hist none;
	char policy[LABEL_SIZE], device[LABEL_SIZE];

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];

		if (s->nrun > 1)
			fprintf(to, "%s#[%s, %ju frame%s, %s]\n",
			    i == 0 ? "" : "\n",
			    label_policy(policy, sizeof(policy), r),
			    (uintmax_t)r->frames, num_plural(r->frames),
			    label_device(device, sizeof(device), r));
		section(r->outcome.latency != NULL ? r->outcome.latency : &none,
		    to);
	}
}

static int
write_report(const struct study *const *s, size_t n,
    not_used const struct report_view *view, FILE *to, not_used struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			fputc('\n', to);
		write_study(s[i], to);
	}
	return (0);
}

const struct report_format hgrm_format = {
	.name = "hgrm",
	.summary = "latency of faults, for HdrHistogram's plotter",
	.write = write_report,
};
