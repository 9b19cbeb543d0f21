/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How things are called in a report: a policy or a device with its parameters,
 * memory as it was asked for, names that came from outside.
 */
#ifndef RESULT_LABEL_H
#define RESULT_LABEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/param.h"
#include "model/spec.h"
#include "model/study.h"

/* Long enough for every label; what is longer is cut. */
#define LABEL_SIZE 512

/* "k=2,lazy=yes": all parameters, or those alone that are not as they are by
 * default.  "" where there are none. */
char *label_params(char *buf, size_t size, const struct param *table,
    const void *values, bool all);

/* "clock:k=2", "nvme": as it would be asked for, defaults left out. */
char *label_policy(char *buf, size_t size, const struct run *r);
char *label_device(char *buf, size_t size, const struct run *r);

/* Settings of the model that are not as by default: "seed=7". */
char *label_settings(char *buf, size_t size, const struct study *s);

/* As it would be written: "64", "25%", "65536B". */
char *label_memory(char *buf, size_t size, const struct memory_size *m);

/* A name from outside, made fit for a terminal: control characters and bytes
 * that are no UTF-8 become '?'. */
char *label_clean(char *buf, size_t size, const char *name);

#endif
