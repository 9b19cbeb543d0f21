/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The settings of the model.  The YAML key, --set KEY=VALUE, the range check,
 * the help text and the value in a report are made from the row of a setting.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "base/param.h"
#include "model/spec.h"

/* The offsets are in struct settings. */
extern const struct param settings_table[];

/*
 * Sets one by its name.  What a row cannot express is checked here too, so
 * that the message has the position of the value.
 */
int settings_set(struct settings *s, const struct setting *value,
    enum err_kind kind, struct err *err);

/* The defaults, and over them n settings given on the command line. */
int settings_read(
    struct settings *s, const struct setting *given, size_t n, struct err *err);

/* Whether the settings are allowed together.  The error has no position and
 * the kind ERR_USAGE; a caller that knows the position adds it. */
int settings_check(const struct settings *s, struct err *err);

#endif
