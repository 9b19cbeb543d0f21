/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions that compute the metrics that are not simply a member.
 */
#ifndef RESULT_METRIC_GET_H
#define RESULT_METRIC_GET_H

#include "result/metric.h"

/* Of the trace. */
metric_get_f get_digest, get_trace_denied;
/* What was run. */
metric_get_f get_params, get_device_params, get_model, get_policy_label,
    get_device_label, get_memory, get_memory_bytes;
/* Faults. */
metric_get_f get_faults, get_page_faults, get_cow, get_fault_rate;
metric_get_f get_optimum, get_regret, get_opt_ratio, get_seeds_mean;
/* Of the histogram at the row's offset. */
metric_get_f get_hist_count, get_hist_min, get_hist_max, get_hist_mean,
    get_hist_sum, get_hist_quantile, get_hist_buckets;
/* Frames in use. */
metric_get_f get_resident_mean, get_space_time;
metric_get_f get_warnings;

#endif
