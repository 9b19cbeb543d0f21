/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pictures in formats that another program makes of SVG.
 */
#ifndef CLI_PICTURE_H
#define CLI_PICTURE_H

#include <stdio.h>

#include "base/err.h"

/* Writes the SVG of a file from its beginning to 'to', as "pdf" or "png". */
int picture_convert(FILE *svg, const char *format, FILE *to, struct err *err);

#endif
