/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading what guests print (guest/init.c).
 */
#ifndef ORACLE_GUESTANSWER_H
#define ORACLE_GUESTANSWER_H

#include <stdio.h>

#include "oracle/question.h"

/* Fills in the answers to n questions from a console's text; what is damaged or
 * of another question is passed over.  warning: the first one, or empty. */
void guestanswer_read(
    FILE *from, struct oracle_answer *a, size_t n, char *warning, size_t size);

/* How many answers the text has so far. */
size_t guestanswer_count(const char *path);

#endif
