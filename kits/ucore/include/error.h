/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_ERROR_H
#define UCORE_KIT_ERROR_H

#include <defs.h>

#endif
