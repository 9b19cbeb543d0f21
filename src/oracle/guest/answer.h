/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a line of the guest begins with, on a console where the kernel may
 * write too.
 */
#ifndef ORACLE_GUEST_ANSWER_H
#define ORACLE_GUEST_ANSWER_H

#define ANSWER "pagerace-oracle:"

#endif
