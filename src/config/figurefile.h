/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading figures of devices from YAML: those built into the program, and a
 * file that changes some of them or adds devices.
 */
#ifndef CONFIG_FIGUREFILE_H
#define CONFIG_FIGUREFILE_H

#include "base/err.h"
#include "base/mem.h"
#include "base/param.h"
#include "model/figures.h"
#include "model/spec.h"

#define FIGURE_DEVICES_MAX 256

/* src/config/figures.yaml, as it was when the program was built. */
extern const char figures_text[];

/* The figures of a device that are single numbers; the offsets are in struct
 * device_figures.  Kind, texts and tables by percentile are given by YAML only.
 */
extern const struct param figures_device_table[];
/* The figures of the kernel; the offsets are in struct kernel_figures. */
extern const struct param figures_kernel_table[];

/* The built-in figures, changed by the file at path (NULL: unchanged).
 * Everything is owned by m. */
int figures_load(
    struct figures *f, struct mem *m, const char *path, struct err *err);

/* As figures_load(), with a text in the file's place. */
int figures_load_text(struct figures *f, struct mem *m, const char *file,
    const char *text, size_t len, struct err *err);

/* Writes f->digest, over the figures that are used: devices sorted by name,
 * without summaries and sources, which do not change a result. */
void figures_digest(struct figures *f);

/* The figures of the device that a selection names, changed by the values of
 * the selection. */
int figures_select(struct device_figures *out, const struct figures *f,
    const struct selection *s, enum err_kind kind, struct err *err);

#endif
