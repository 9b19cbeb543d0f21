/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An area that a YAML file declares before the trace begins.
 */
#ifndef MODEL_AREASPEC_H
#define MODEL_AREASPEC_H

#include "base/err.h"
#include "model/event.h"

struct area_spec {
	struct event map;    /* EVENT_MAP; map.pid as below */
	bool any_process;    /* in the space of every process */
	bool anywhere;       /* map.start is a hint: the first gap from there */
	struct err_where at; /* its position */
};

#endif
