/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Opening a device of a kind, and passing transfers to it.
 *
 * A figure that its kind does not use is an error, because the user expects an
 * effect that it would not have; its default value is accepted.
 */
#include <assert.h>
#include <string.h>

#include "base/choice.h"
#include "device/kind.h"

struct figure {
	const char *name;
	enum figure_group group;
	size_t offset;   /* of a uint64_t */
	uint64_t absent; /* its value where it is not given */
};

#define AT(member) offsetof(struct device_figures, member)

static const struct figure FIGURES[] = {
	{ "servers", USES_SERVERS, AT(servers), 1 },
	{ "bandwidth", USES_LINK, AT(bandwidth), 0 },
	{ "overhead_ns", USES_OVERHEAD, AT(overhead_ns), 0 },
	{ "request_pages", USES_LINK, AT(request_pages), 0 },
	{ "seek_ns", USES_ARM, AT(seek_ns), 0 },
	{ "seek_root_ns", USES_ARM, AT(seek_root_ns), 0 },
	{ "rotation_ns", USES_ARM, AT(rotation_ns), 0 },
	{ "buffer_pages", USES_PROGRAM, AT(buffer_pages), 0 },
	{ "program_ns", USES_PROGRAM, AT(program_ns), 0 },
	{ "program_ways", USES_PROGRAM, AT(program_ways), 1 },
	{ "erase_every", USES_PROGRAM, AT(erase_every), 0 },
	{ "erase_ns", USES_PROGRAM, AT(erase_ns), 0 },
	{ "reject_above", USES_POOL, AT(reject_above), 0 },
	{ NULL, 0, 0, 0 },
};

/* A figure that is given and that the kind does not use, or NULL. */
static const char *
useless(const struct device_figures *f, const struct device_kind *kind)
{
	for (const struct figure *p = FIGURES; p->name != NULL; p++) {
		uint64_t value;

		memcpy(&value, (const char *)f + p->offset, sizeof(value));
		if ((kind->uses & p->group) == 0 && value != p->absent)
			return (p->name);
	}
	if ((kind->uses & USES_SERVICE) == 0 && f->read.n > 0)
		return ("read");
	if ((kind->uses & USES_SERVICE) == 0 && f->write.n > 0)
		return ("write");
	if ((kind->uses & USES_POOL) == 0 && f->compressed.n > 0)
		return ("compressed");
	return (NULL);
}

/* The times of a table do not decrease. */
static bool
table_is_free(const struct percentile_table *t)
{
	return (percentile_most(t) == 0);
}

static bool
takes_no_time(const struct device_figures *f)
{
	return (f->bandwidth == 0 && f->overhead_ns == 0 && f->seek_ns == 0 &&
		f->seek_root_ns == 0 && f->rotation_ns == 0 &&
		f->program_ns == 0 &&
		(f->erase_ns == 0 || f->erase_every == 0) &&
		table_is_free(&f->read) && table_is_free(&f->write));
}

int
device_open(struct device **out, struct mem *m, const struct device_figures *f,
    uint64_t page_size, uint64_t seed, struct err *err)
{
	enum err_kind fault = err_kind_at(&f->at);
	const struct device_kind *kind;
	struct device *d;
	const char *name;

	kind = choice_find((const void *const *)device_kinds, "kind of device",
	    f->kind, fault, &f->at, err);
	if (kind == NULL)
		return (-1);
	name = useless(f, kind);
	if (name != NULL)
		return (err_at(err, fault, &f->at,
		    "device '%s' is of kind %s, which does not use %s", f->name,
		    kind->name, name));
	assert(f->servers > 0 && f->program_ways > 0);
	d = mem_alloc(m, sizeof(*d));
	d->kind = kind;
	d->figures = f;
	d->m = m;
	d->page_size = page_size;
	d->seed = seed;
	d->is_free = takes_no_time(f);
	d->queue.n = f->servers;
	d->queue.free = mem_array(m, d->queue.n, sizeof(*d->queue.free));
	d->queue.bandwidth = f->bandwidth;
	d->state = mem_alloc(m, kind->state_size);
	if (kind->init != NULL)
		kind->init(d);
	*out = d;
	return (0);
}

void
device_serve(struct device *d, const struct transfer *t, struct served *out)
{
	d->kind->serve(d, t, out);
}

/* The same as serve_faults() of a kind. */
static void
serve_each(struct device *d, struct device_faults *f)
{
	struct transfer t = { .pages = 1 };
	struct served s;

	for (size_t i = 0; i < f->n; i++) {
		sim_ns start = f->at[i] + f->stall;

		f->wait[i] = 0;
		if ((f->move[i] & DEVICE_WRITE) != 0) {
			t.at = start;
			t.write = true;
			device_serve(d, &t, &s);
			f->latency[i] += f->sync ? s.done - t.at : s.cpu;
		}
		if ((f->move[i] & DEVICE_READ) != 0) {
			t.at = start + f->latency[i];
			t.write = false;
			device_serve(d, &t, &s);
			f->latency[i] += s.done - t.at;
			f->wait[i] = s.wait;
		}
		f->stall += f->latency[i];
	}
}

void
device_serve_faults(struct device *d, struct device_faults *f)
{
	assert(!d->kind->minds_slots && f->n <= DEVICE_FAULTS_MOST);
	if (d->kind->serve_faults != NULL)
		d->kind->serve_faults(d, f);
	else
		serve_each(d, f);
}

bool
device_is_free(const struct device *d)
{
	return (d->is_free);
}

bool
device_has_queue(const struct device *d)
{
	return ((d->kind->uses & USES_LINK) != 0);
}

bool
device_minds_slots(const struct device *d)
{
	return (d->kind->minds_slots);
}

/* NULL: there is none of the name. */
static const struct device_kind *
kind_of(const struct device_figures *f)
{
	const struct device_kind *const *k = device_kinds;

	while (*k != NULL && strcmp((*k)->name, f->kind) != 0)
		k++;
	return (*k);
}

bool
device_figures_mind_slots(const struct device_figures *f)
{
	const struct device_kind *k = kind_of(f);

	return (k == NULL || k->minds_slots);
}

static sim_ns
most(const struct device_figures *f, uint64_t page_size, bool write)
{
	const struct device_kind *k = kind_of(f);

	if (k == NULL || k->most == NULL)
		return (UINT64_MAX);
	return (k->most(f, page_size, write));
}

sim_ns
device_read_most(const struct device_figures *f, uint64_t page_size)
{
	return (most(f, page_size, false));
}

sim_ns
device_write_most(const struct device_figures *f, uint64_t page_size)
{
	return (most(f, page_size, true));
}

uint64_t
device_pool_bytes(const struct device *d)
{
	return (d->pool);
}

const struct device_kind *const device_kinds[] = {
	&device_none,
	&device_disk,
	&device_flash,
	&device_memory,
	NULL,
};

const struct device_figures device_free = {
	.name = "none",
	.kind = "none",
	.summary = "takes no time",
	.servers = 1,
	.program_ways = 1,
};
