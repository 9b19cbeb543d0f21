/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef UCORE_KIT_X86_H
#define UCORE_KIT_X86_H

#include <defs.h>

#endif
