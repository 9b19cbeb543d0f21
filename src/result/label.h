/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labels of a report: a policy or a device with its parameters, a memory size
 * as it was given, names from outside.
 */
#ifndef RESULT_LABEL_H
#define RESULT_LABEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/inline.h"
#include "base/param.h"
#include "model/spec.h"
#include "model/study.h"

/* Long enough for the usual labels; a longer one is truncated. */
#define LABEL_SIZE 512

/* "k=2,lazy=yes": all parameters, or only those that differ from their
 * defaults; "" if there are none. */
char *label_params(char *buf, size_t size, const struct param *table,
    const void *values, bool all);

/* "clock:k=2", "nvme": as on the command line, without defaults. */
char *label_policy(char *buf, size_t size, const struct run *r);
char *label_curve(char *buf, size_t size, const struct curve *c);
char *label_device(char *buf, size_t size, const struct run *r);

/* Settings of the model that differ from their defaults: "seed=7". */
char *label_settings(char *buf, size_t size, const struct study *s);

/* "1%" or "pages=8192". */
char *label_sample(char *buf, size_t size, const struct trace_sampling *s);
/* As on the command line: "64", "25%", "65536B". */
char *label_memory(char *buf, size_t size, const struct memory_size *m);

/* A name from outside, made safe for a terminal: control characters, characters
 * that change the direction of text, and bytes that are not UTF-8 become '?'.
 */
char *label_clean(char *buf, size_t size, const char *name);

/* As fprintf(), made safe in the same way; line ends stay.  At most 8 KiB. */
void label_say(FILE *to, const char *fmt, ...) printf_like(2, 3);

#endif
