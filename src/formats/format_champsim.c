/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * champsim: the instructions of ChampSim, little-endian, without a header.
 *
 *	 0  ip (8)
 *	 8  is_branch, branch_taken (1 each)
 *	10  registers
 *	16  stores, two addresses (8 each)		cloudsuite: 24, four
 *	32  loads, four addresses (8 each)		cloudsuite: 56
 *	64  the end				cloudsuite: 96, after asid (2)
 *
 * Source: ChampSim, inc/trace_instruction.h.  An address of 0 is not used.  An
 * instruction is a fetch of its ip, then its loads, then its stores; there are
 * no sizes.
 */
#include "trace/bytes.h"
#include "trace/record.h"

enum champsim_layout { LAYOUT_CHAMPSIM, LAYOUT_CLOUDSUITE };

static const struct layout {
	size_t size; /* of a record, in bytes */
	size_t stores, nstores;
	size_t loads, nloads;
} layouts[] = {
	[LAYOUT_CHAMPSIM] = { 64, 16, 2, 32, 4 },
	[LAYOUT_CLOUDSUITE] = { 96, 24, 4, 56, 4 },
};

#define BRANCH 8 /* offset of is_branch and branch_taken */

struct champsim {
	const struct layout *layout;
	size_t next; /* of the record: accesses that have been passed on */
};

struct champsim_params {
	int layout;
};

static const char *const layout_names[] = { "champsim", "cloudsuite", NULL };

static const struct param champsim_params[] = {
	{ "layout", PARAM_CHOICE, offsetof(struct champsim_params, layout),
	    "champsim", 0, 0, layout_names, NULL,
	    "records of 64 bytes, or those of CloudSuite, of 96" },
	{ .name = NULL },
};

static int
champsim_open(void *state, const void *params, not_used struct err *err)
{
	const struct champsim_params *p = params;
	struct champsim *s = state;

	s->layout = &layouts[p->layout];
	return (0);
}

/* The access of this number: the fetch, then loads, then stores. */
static enum record_kind
champsim_access(const struct layout *l, size_t i, struct record *rec)
{
	const char *p = rec->start;
	enum access_op op = ACCESS_READ;

	if (i == 0) {
		op = ACCESS_FETCH;
	} else if (i <= l->nloads) {
		p += l->loads + (i - 1) * 8;
	} else {
		p += l->stores + (i - 1 - l->nloads) * 8;
		op = ACCESS_WRITE;
	}
	return (record_access(rec, bytes_le64(p), op));
}

/* Whole records, while all accesses of one fit the batch. */
static always_inline void
take_records(const struct layout *l, struct window *w, struct splitter *c)
{
	const char *p = w->p;
	size_t n = c->n, most = 1 + l->nloads + l->nstores;

	while ((size_t)(w->end - p) >= l->size && c->cap - n >= most &&
	       ((unsigned char)p[BRANCH] | (unsigned char)p[BRANCH + 1]) <= 1) {
		size_t before = n;

		access_put_byte(&c->out[n], bytes_le64(p), ACCESS_FETCH);
		n += !c->no_fetch;
		c->dropped |= c->no_fetch;
#pragma GCC unroll 4
		for (size_t i = 0; i < l->nloads; i++) {
			uint64_t addr = bytes_le64(p + l->loads + i * 8);

			access_put_byte(&c->out[n], addr, ACCESS_READ);
			n += addr != 0;
		}
#pragma GCC unroll 4
		for (size_t i = 0; i < l->nstores; i++) {
			uint64_t addr = bytes_le64(p + l->stores + i * 8);

			access_put_byte(&c->out[n], addr, ACCESS_WRITE);
			n += addr != 0;
		}
		w->taken++;
		if (n > before) {
			w->record = p;
			w->number = w->taken;
		}
		p += l->size;
	}
	c->accesses += n - c->n;
	c->n = n;
	w->p = p;
}

static int
champsim_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct champsim *s = state;
	const struct layout *l = s->layout;
	size_t n = 1 + l->nloads + l->nstores;
	struct record rec;

	while (!sink_full(to)) {
		enum record_kind kind = RECORD_ACCESS;

		if (s->next == 0 && !to->strict)
			take_records(l, w, &to->split);
		if (sink_full(to) || !record_take(w, l->size, &rec))
			break;
		if ((unsigned char)rec.start[BRANCH] > 1 ||
		    (unsigned char)rec.start[BRANCH + 1] > 1) {
			kind = record_malformed(&rec, rec.start + BRANCH,
			    "is_branch and branch_taken are 0 or 1");
			s->next = n - 1;
		}
		for (; s->next < n && !sink_full(to); s->next++) {
			if (kind == RECORD_ACCESS)
				champsim_access(l, s->next, &rec);
			if (kind == RECORD_ACCESS && rec.access.addr == 0 &&
			    s->next > 0)
				continue;
			if (record_put(w, to, kind, &rec, err) != 0)
				return (-1);
		}
		if (s->next < n) {
			record_give_back(w, &rec);
			return (0);
		}
		s->next = 0;
	}
	return (0);
}

const struct trace_format trace_format_champsim = {
	.name = "champsim",
	.summary = "instructions of ChampSim, 64 or 96 bytes each",
	.carries = CARRIES_WRITES | CARRIES_FETCHES,
	.params = champsim_params,
	.params_size = sizeof(struct champsim_params),
	.state_size = sizeof(struct champsim),
	.open = champsim_open,
	.decode = champsim_decode,
};
