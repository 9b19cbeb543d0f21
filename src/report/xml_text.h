/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text in XML: of an element or of an attribute in double quotes.  Characters
 * that XML 1.0 does not allow become '?'.
 */
#ifndef REPORT_XML_TEXT_H
#define REPORT_XML_TEXT_H

#include <stdio.h>

void xml_text(const char *text, FILE *to);

#endif
