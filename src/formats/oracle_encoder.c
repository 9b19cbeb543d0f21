/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing format oraclegeneral: an object is a page, and its size that of a
 * page.
 *
 * A record has the number of the object's next request, which is known later.
 * Requests are kept in temporary storage (base/scratch.h); at the end they are
 * read backwards, with the last request that was seen of each object, and
 * written forwards.  Memory depends on the pages of the trace, and temporary
 * storage on its length: 20 bytes a request.
 */
#include "base/mem.h"
#include "base/scratch.h"
#include "formats/objects.h"
#include "formats/oracle.h"
#include "trace/bytes.h"

#define SECOND UINT64_C(1000000000)

struct request {
	uint32_t object;
	uint32_t seconds;
	uint32_t op;
};

struct writing {
	const struct oracle_params *params;
	const struct trace_origin *origin;
	struct objects objects;
	uint64_t *id; /* by object; from mem */
	size_t cap;
	uint64_t n;    /* requests */
	uint64_t base; /* seconds that are subtracted from times */
	struct scratch *requests, *next;
	struct mem *mem;
};

static int
encode_open(void *state, const void *params, const struct trace_origin *origin,
    not_used struct err *err)
{
	struct writing *w = state;

	*w = (struct writing){
		.params = params,
		.origin = origin,
		.requests = scratch_open(),
		.next = scratch_open(),
		.mem = mem_open(),
	};
	return (0);
}

static void
encode_close(void *state)
{
	struct writing *w = state;

	objects_close(&w->objects);
	scratch_close(w->requests);
	scratch_close(w->next);
	mem_close(w->mem);
}

/* Times of 32 bits: those that do not fit, as of an epoch in another century,
 * count from the first. */
static uint32_t
seconds_of(struct writing *w, uint64_t time)
{
	uint64_t seconds = time == NO_TIME ? 0 : time / SECOND;

	if (w->n == 0 && seconds > UINT32_MAX)
		w->base = seconds;
	seconds -= seconds < w->base ? seconds : w->base;
	return (seconds > UINT32_MAX ? UINT32_MAX : (uint32_t)seconds);
}

static int
put_request(
    struct writing *w, const struct access *a, uint64_t time, struct err *err)
{
	uint64_t page = a->addr / w->origin->page_size;
	uint32_t known = w->objects.n;
	int64_t object = objects_number(&w->objects, page, err);
	bool writes = a->op == ACCESS_WRITE || a->op == ACCESS_MODIFY;
	struct request r;

	if (object == -1)
		return (-1);
	if (object < 0)
		return (err_set(err, ERR_LIMIT,
		    "format oraclegeneral: more than %u pages",
		    LISTED_PAGES_MAX));
	if (w->objects.n > known) {
		w->id = mem_grow(w->mem, w->id, known, &w->cap, sizeof(*w->id));
		w->id[known] = page;
	}
	r = (struct request){ (uint32_t)object, seconds_of(w, time),
		writes ? OP_WRITE : OP_READ };
	w->n++;
	return (scratch_append(w->requests, &r, sizeof(r), err));
}

static int
encode_accesses(void *state, const struct access *a, const uint64_t *time,
    size_t n, not_used FILE *to, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if (put_request(state, &a[i], time != NULL ? time[i] : NO_TIME,
			err) != 0)
			return (-1);
	return (0);
}

/* Sets the next request of each; returns the requests. */
static const struct request *
look_back(struct writing *w, uint64_t **next, struct err *err)
{
	uint64_t size, *last;
	const struct request *r = scratch_read(w->requests, &size, err);

	if (r == NULL)
		return (NULL);
	*next = scratch_array(w->next, w->n * sizeof(**next), err);
	if (*next == NULL)
		return (NULL);
	last = mem_array(w->mem, w->objects.n + 1, sizeof(*last));
	/* -1: there is no next request. */
	memset(last, 0xff, w->objects.n * sizeof(*last));
	for (uint64_t i = w->n; i-- > 0;) {
		(*next)[i] = last[r[i].object];
		last[r[i].object] = i;
	}
	return (r);
}

static int
encode_end(void *state, FILE *to, struct err *err)
{
	struct writing *w = state;
	bool opns = w->params->layout == LAYOUT_OPNS;
	char record[ORACLE_OPNS_BYTES] = { 0 };
	const struct request *r;
	uint64_t *next;

	if (w->n == 0)
		return (0);
	r = look_back(w, &next, err);
	if (r == NULL)
		return (-1);
	for (uint64_t i = 0; i < w->n; i++) {
		bytes_put_le32(record, r[i].seconds);
		bytes_put_le64(record + 4, w->id[r[i].object]);
		bytes_put_le32(record + 12, (uint32_t)w->origin->page_size);
		if (opns)
			record[16] = (char)r[i].op;
		bytes_put_le64(
		    record + (opns ? ORACLE_OPNS_NEXT : ORACLE_NEXT), next[i]);
		fwrite(record, opns ? ORACLE_OPNS_BYTES : ORACLE_BYTES, 1, to);
	}
	return (0);
}

static unsigned
encode_keeps(const void *params)
{
	const struct oracle_params *p = params;

	return (CARRIES_PAGES | CARRIES_TIME |
		(p->layout == LAYOUT_OPNS ? (unsigned)CARRIES_WRITES : 0));
}

const struct trace_encoder oracle_encoder = {
	.keeps = encode_keeps,
	.state_size = sizeof(struct writing),
	.open = encode_open,
	.close = encode_close,
	.accesses = encode_accesses,
	.end = encode_end,
};
