/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking an emulated kernel: one boot answers any number of questions.
 */
#ifndef ORACLE_BOOT_H
#define ORACLE_BOOT_H

#include "oracle/emulator.h"
#include "oracle/question.h"
#include "study/stream.h"

struct boot {
	struct mem *m;
	const struct emulator *emulator;
	const struct kernelimage *kernel;
	size_t number;       /* of the questions to it */
	const char *init;    /* the guest's program */
	const char *folder;  /* for files that are used while it runs */
	const char *touches; /* path (guest/touchfile.h) */
	uint64_t ntouch;
	uint64_t file_pages;   /* of the device of files; 0: there is none */
	uint64_t region_pages; /* of all processes */
	const struct progress *progress;
};

/* Questions of one kernel; those of another number are passed over. */
int boot_ask(const struct boot *b, const struct question *q,
    struct oracle_answer *a, size_t n, struct err *err);

#endif
