/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_CONSOLE_H
#define UCORE_KIT_CONSOLE_H

#include <stdio.h>

#endif
