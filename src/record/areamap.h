/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The areas of a recorded process: ranges of addresses that do not overlap,
 * in ascending order, each with its permissions and its name.
 *
 * Some methods report mappings as they are made.  The others report accesses
 * only; then an area is looked up in /proc/PID/maps when it is accessed first,
 * and stays until the process ends, executes another program, or maps
 * something else in its place.
 */
#ifndef RECORD_AREAMAP_H
#define RECORD_AREAMAP_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Of a name, as in struct event. */
#define AREA_NAME_SIZE 32

struct recarea {
	uint64_t start, end;
	unsigned flags; /* enum map_flags */
	char name[AREA_NAME_SIZE];
};

struct areamap {
	struct recarea *area;
	size_t n, cap;
};

void areamap_clear(struct areamap *m);
void areamap_copy(struct areamap *to, const struct areamap *from);

/* The area of an address, or NULL. */
struct recarea *areamap_find(const struct areamap *m, uint64_t addr);

/* The first area that ends above the address; m->n: there is none. */
size_t areamap_above(const struct areamap *m, uint64_t addr);

/* Adds an area where there is none.  false: the process has AREAMAP_MAX. */
#define AREAMAP_MAX 65536
bool areamap_add(struct areamap *m, const struct recarea *a);

/* Takes out what lies in [start, end) of the first area that overlaps it, and
 * copies that part to *out; false: there is none. */
bool areamap_cut(
    struct areamap *m, uint64_t start, uint64_t end, struct recarea *out);

/* A line of /proc/PID/maps, with a path of the longest kind. */
#define AREAMAP_LINE 4608

/* Reads one line of /proc/PID/maps; false: it is none.  A mapping of a file is
 * named as the file is; others have names in brackets. */
bool areamap_line(const char *line, struct recarea *a);

/* The text of lines of a process; NULL: it is gone. */
FILE *areamap_open(pid_t pid);

/* Names a mapping without a name after the one before it: what follows a file's
 * data directly is its bss, if it is not executable where those are not, and
 * what follows that soon is the heap of a program whose kernel is an
 * interpreter, which does not name it. */
void areamap_name_anonymous(struct recarea *a, const struct recarea *before);

/*
 * Finds the mapping of an address in a text as /proc/PID/maps has it, reduced
 * to the part around the address that no area of m covers.  false: there is no
 * such mapping.  A part behind a bss is not named as that is: the kernel joins
 * what is mapped there to it.
 */
bool areamap_lookup(
    const struct areamap *m, FILE *maps, uint64_t addr, struct recarea *out);

/* The same in the mappings of a process as they are now. */
bool areamap_lookup_process(
    const struct areamap *m, pid_t pid, uint64_t addr, struct recarea *out);

/* The last part of a path, shortened to a name. */
void areamap_name(char name[AREA_NAME_SIZE], const char *path);

#endif
