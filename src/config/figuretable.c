/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The numbers of a device and of the kernel: their rows, their digest, and
 * those of a device selected with values.
 *
 * The upper limits keep the arithmetic of a transfer within 128 bits, and its
 * result within 64 bits for any number of transfers that can be made.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "base/choice.h"
#include "config/figurefile.h"

#define TIME_MAX      UINT64_C(1000000000000) /* 1000 s */
#define SERVERS_MAX   1024
#define BANDWIDTH_MAX UINT64_C(1000000000000000)
#define PAGES_AT_MOST (UINT64_C(1) << 32)
#define WAYS_MAX      (UINT64_C(1) << 20)
#define BYTES_MAX     (UINT64_C(1) << 30)
/* Bytes of a row as text: the name, '=' and a number. */
#define VALUE_MAX 32

static int
by_name(const void *a, const void *b)
{
	const struct device_figures *const *x = a, *const *y = b;

	return (strcmp((*x)->name, (*y)->name));
}

/* Each line's hash is the seed of the next. */
static void
add(uint64_t *h, const char *line)
{
	*h = XXH3_64bits_withSeed(line, strlen(line), *h);
}

static void
add_rows(uint64_t *h, const struct param *table, const void *in)
{
	char value[VALUE_MAX];

	for (; table->name != NULL; table++) {
		add(h, table->name);
		add(h, param_print(table, in, value, sizeof(value)));
	}
}

static void
add_table(uint64_t *h, const struct percentile_table *t)
{
	char value[2 * VALUE_MAX];

	for (size_t i = 0; i < t->n; i++) {
		snprintf(value, sizeof(value), "%ju %ju",
		    (uintmax_t)t->point[i].ppm, (uintmax_t)t->point[i].ns);
		add(h, value);
	}
	add(h, ".");
}

void
figures_digest(struct figures *f)
{
	const struct device_figures *sorted[FIGURE_DEVICES_MAX];
	uint64_t h = 0;

	for (size_t i = 0; i < f->ndevice; i++)
		sorted[i] = &f->device[i];
	qsort(sorted, f->ndevice, sizeof(sorted[0]), by_name);
	for (size_t i = 0; i < f->ndevice; i++) {
		add(&h, sorted[i]->name);
		add(&h, sorted[i]->kind);
		add_rows(&h, figures_device_table, sorted[i]);
		add_table(&h, &sorted[i]->read);
		add_table(&h, &sorted[i]->write);
		add_table(&h, &sorted[i]->compressed);
	}
	add_rows(&h, figures_kernel_table, &f->kernel);
	snprintf(f->digest, sizeof(f->digest), "xxh3:%016jx", (uintmax_t)h);
}

int
figures_select(struct device_figures *out, const struct figures *f,
    const struct selection *s, enum err_kind kind, struct err *err)
{
	const void *list[FIGURE_DEVICES_MAX + 1];
	const struct device_figures *d;
	char what[48];

	for (size_t i = 0; i < f->ndevice; i++)
		list[i] = &f->device[i];
	list[f->ndevice] = NULL;
	d = choice_find(list, "device", s->name, kind, &s->at, err);
	if (d == NULL)
		return (-1);
	*out = *d;
	snprintf(what, sizeof(what), "device %s", d->name);
	for (size_t i = 0; i < s->nvalue; i++)
		if (param_set(figures_device_table, what, out, &s->value[i],
			kind, err) != 0)
			return (-1);
	if (s->nvalue > 0)
		out->at = s->at;
	return (0);
}

#define DEVICE(member) offsetof(struct device_figures, member)
#define KERNEL(member) offsetof(struct kernel_figures, member)

const struct param figures_device_table[] = {
	{ "servers", PARAM_COUNT, DEVICE(servers), "1", 1, SERVERS_MAX, NULL,
	    NULL, "Requests served at the same time." },
	{ "bandwidth", PARAM_COUNT, DEVICE(bandwidth), "0", 0, BANDWIDTH_MAX,
	    NULL, "bytes a second",
	    "Bandwidth of the link that all requests share; 0: no limit." },
	{ "overhead_ns", PARAM_TIME, DEVICE(overhead_ns), "0", 0, TIME_MAX,
	    NULL, "ns",
	    "Time of each request in addition to its service time." },
	{ "request_pages", PARAM_COUNT, DEVICE(request_pages), "0", 0, 128,
	    NULL, "pages of 4 KiB",
	    "Pages of a request that write-back of level 3 makes, at most; 0: "
	    "128." },
	{ "seek_ns", PARAM_TIME, DEVICE(seek_ns), "0", 0, TIME_MAX, NULL, "ns",
	    "disk: the constant part of a seek's time." },
	{ "seek_root_ns", PARAM_TIME, DEVICE(seek_root_ns), "0", 0,
	    UINT64_C(1000000000), NULL, "ns",
	    "disk: the part of a seek's time that is multiplied by the square "
	    "root of its distance in units of 4 KiB." },
	{ "rotation_ns", PARAM_TIME, DEVICE(rotation_ns), "0", 0, TIME_MAX,
	    NULL, "ns",
	    "disk: one rotation; a request waits for a random share of it." },
	{ "buffer_pages", PARAM_COUNT, DEVICE(buffer_pages), "0", 0,
	    PAGES_AT_MOST, NULL, "pages of 4 KiB",
	    "flash: size of the buffer in which writes complete." },
	{ "program_ns", PARAM_TIME, DEVICE(program_ns), "0", 0, TIME_MAX, NULL,
	    "ns",
	    "flash: time to program program_ways pages, by which the buffer "
	    "empties; 0: at once." },
	{ "program_ways", PARAM_COUNT, DEVICE(program_ways), "1", 1, WAYS_MAX,
	    NULL, "pages of 4 KiB",
	    "flash: pages programmed at the same time." },
	{ "erase_every", PARAM_COUNT, DEVICE(erase_every), "0", 0,
	    PAGES_AT_MOST, NULL, "pages of 4 KiB",
	    "flash: pages written between two erasures; 0: none." },
	{ "erase_ns", PARAM_TIME, DEVICE(erase_ns), "0", 0, TIME_MAX, NULL,
	    "ns", "flash: time of an erasure, in which one server is busy." },
	{ "reject_above", PARAM_SIZE, DEVICE(reject_above), "0", 0, BYTES_MAX,
	    NULL, "bytes of 4 KiB",
	    "memory: a page that compresses to more is stored uncompressed; 0: "
	    "none is." },
	{ NULL, PARAM_BOOL, 0, NULL, 0, 0, NULL, NULL, NULL },
};

const struct param figures_kernel_table[] = {
	{ "zero_fault_ns", PARAM_TIME, KERNEL(zero_fault_ns), "0", 0, TIME_MAX,
	    NULL, "ns", "Zero-fill: the fault and zeroing the page." },
	{ "major_fault_ns", PARAM_TIME, KERNEL(major_fault_ns), "0", 0,
	    TIME_MAX, NULL, "ns",
	    "Swap-in: the kernel's own work, without the device." },
	{ "cow_fault_ns", PARAM_TIME, KERNEL(cow_fault_ns), "0", 0, TIME_MAX,
	    NULL, "ns", "Copy-on-write: the fault and copying the page." },
	{ "cow_last_ns", PARAM_TIME, KERNEL(cow_last_ns), "0", 0, TIME_MAX,
	    NULL, "ns",
	    "Copy-on-write by the last sharer: the fault, without a copy." },
	{ "evict_ns", PARAM_TIME, KERNEL(evict_ns), "0", 0, TIME_MAX, NULL,
	    "ns",
	    "Eviction: unmapping the victim and flushing its translations." },
	{ NULL, PARAM_BOOL, 0, NULL, 0, 0, NULL, NULL, NULL },
};
