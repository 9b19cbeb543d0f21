/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns as a source of accesses.
 *
 * Each process has an area and a stream of random numbers of its own.  The
 * processes take turns of a fixed number of references.  Which references are
 * writes is drawn from another stream, so the share of writes does not change
 * the pages.
 */
#include "generate/gentrace.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "base/choice.h"
#include "trace/format.h"

#define AREA_START   UINT64_C(0x10000000)
#define AREA_END_MAX (UINT64_C(1) << 47) /* of user space */
#define ACCESS_SIZE  8
#define CHUNK        1024

struct gentrace_params {
	uint64_t n, seed, writes, processes, quantum, page;
};

const struct param gentrace_params[] = {
	{ "n", PARAM_COUNT, offsetof(struct gentrace_params, n), "1M", 1,
	    UINT64_C(1) << 40, NULL, NULL, "references" },
	{ "seed", PARAM_COUNT, offsetof(struct gentrace_params, seed), "1", 0,
	    0, NULL, NULL, "of everything that is drawn" },
	{ "writes", PARAM_SHARE, offsetof(struct gentrace_params, writes), "0%",
	    0, 1000000, NULL, NULL,
	    "of the references that are writes, beside those of the pattern" },
	{ "processes", PARAM_COUNT, offsetof(struct gentrace_params, processes),
	    "1", 1, 4096, NULL, NULL,
	    "processes, each with the pattern for itself" },
	{ "quantum", PARAM_COUNT, offsetof(struct gentrace_params, quantum),
	    "1k", 1, 0, NULL, NULL, "references of a process in its turn" },
	{ "page", PARAM_SIZE, offsetof(struct gentrace_params, page), "4KiB",
	    16, PATTERN_PAGE_MAX, NULL, NULL, "bytes of a page" },
	{ .name = NULL },
};

const struct pattern *const pattern_list[] = {
	&pattern_sequential,
	&pattern_loop,
	&pattern_uniform,
	&pattern_zipf,
	&pattern_distance,
	&pattern_phases,
	&pattern_scan,
	&pattern_walk,
	&pattern_btree,
	&pattern_matmul,
	NULL,
};

/* Parameters of a pattern, those of every pattern included. */
#define ROWS_MAX 24

struct stream {
	struct rng rng;
	void *state;
};

struct gentrace {
	const struct pattern *pattern;
	void *params;
	struct gentrace_params p;
	uint64_t extent, done, mapped; /* mapped: areas told so far */
	struct rng writes;
	struct stream *process; /* by number, from 0 */
};

const struct pattern *
gentrace_pattern(const struct selection *sel, struct err *err)
{
	return (choice_find((const void *const *)pattern_list, "pattern",
	    sel->name, ERR_USAGE, &sel->at, err));
}

/* A parameter that neither the pattern nor every pattern has: the error names
 * those of both. */
static int
refuse_param(const struct gentrace *g, const char *what,
    const struct setting *v, struct err *err)
{
	struct param both[ROWS_MAX + 1] = { 0 };
	size_t n = 0;

	for (int own = 1; own >= 0; own--)
		for (const struct param *row = own ? g->pattern->params
						   : gentrace_params;
		     row != NULL && row->name != NULL && n < ROWS_MAX; row++)
			both[n++] = *row;
	return (param_set(both, what, NULL, v, ERR_USAGE, err));
}

static int
set_params(struct gentrace *g, const struct selection *sel, struct err *err)
{
	char what[64];

	snprintf(what, sizeof(what), "pattern %.40s", g->pattern->name);
	param_defaults(gentrace_params, &g->p);
	if (g->pattern->params != NULL)
		param_defaults(g->pattern->params, g->params);
	for (size_t i = 0; i < sel->nvalue; i++) {
		const struct setting *v = &sel->value[i];
		bool own = g->pattern->params != NULL &&
			   param_find(g->pattern->params, v->name) != NULL;

		if (!own && param_find(gentrace_params, v->name) == NULL)
			return (refuse_param(g, what, v, err));
		if (own ? param_set(g->pattern->params, what, g->params, v,
			      ERR_USAGE, err) != 0
			: param_set(gentrace_params, what, &g->p, v, ERR_USAGE,
			      err) != 0)
			return (-1);
	}
	if ((g->p.page & (g->p.page - 1)) != 0)
		return (err_set(
		    err, ERR_USAGE, "%s: page is a power of two", what));
	g->extent = g->pattern->extent(g->params, g->p.page, g->p.n);
	if (g->extent > AREA_END_MAX - AREA_START)
		return (err_set(err, ERR_USAGE,
		    "%s: its area is larger than 128 TiB", what));
	return (0);
}

/* The digest of a trace that is not a file: of its canonical description. */
static void
digest(const struct gentrace *g, char out[24])
{
	XXH3_state_t *h = XXH3_createState();
	char value[256];

	XXH3_64bits_reset(h);
	XXH3_64bits_update(h, g->pattern->name, strlen(g->pattern->name));
	for (int own = 0; own < 2; own++) {
		const struct param *row =
		    own ? g->pattern->params : gentrace_params;
		const void *in = own ? g->params : &g->p;

		for (; row != NULL && row->name != NULL; row++) {
			param_print(row, in, value, sizeof(value));
			XXH3_64bits_update(h, row->name, strlen(row->name) + 1);
			XXH3_64bits_update(h, value, strlen(value) + 1);
		}
	}
	snprintf(out, 24, "xxh3:%016" PRIx64, XXH3_64bits_digest(h));
	XXH3_freeState(h);
}

static void
map_area(const struct gentrace *g, struct event *ev)
{
	uint64_t page = g->p.page > 4096 ? g->p.page : 4096;

	*ev = (struct event){
		.kind = EVENT_MAP,
		.pid = (uint32_t)g->mapped,
		.start = AREA_START,
		.size = (g->extent + page - 1) & ~(page - 1),
		.flags = MAP_READ | MAP_WRITE | MAP_USER,
	};
	snprintf(ev->name, sizeof(ev->name), "%s", g->pattern->name);
}

/* At most n accesses of the process whose turn it is; returns how many. */
static size_t
fill(struct gentrace *g, struct access *a, size_t n)
{
	uint64_t turn = g->done / g->p.quantum;
	uint64_t left = (turn + 1) * g->p.quantum - g->done;
	uint32_t pid = (uint32_t)(turn % g->p.processes);
	struct stream *s = &g->process[pid];
	struct pattern_reference ref[CHUNK];

	n = n < CHUNK ? n : CHUNK;
	n = n < left ? n : left;
	memset(ref, 0, n * sizeof(*ref));
	g->pattern->fill(s->state, g->params, g->p.page, &s->rng, ref, n);
	for (size_t i = 0; i < n; i++) {
		bool writes = ref[i].writes;

		if (g->p.writes > 0)
			writes |= rng_below(&g->writes, 1000000) < g->p.writes;
		a[i] = (struct access){
			.addr = AREA_START + ref[i].offset,
			.size = ACCESS_SIZE,
			.pid = pid & PID_MAX,
			.op = writes ? ACCESS_WRITE : ACCESS_READ,
		};
	}
	g->done += n;
	return (n);
}

static int
next(void *self, struct access *a, not_used uint64_t *time, size_t cap,
    size_t *n, struct event *ev, not_used struct err *err)
{
	struct gentrace *g = self;

	*n = 0;
	ev->kind = EVENT_NONE;
	if (g->mapped < g->p.processes) {
		map_area(g, ev);
		g->mapped++;
		return (0);
	}
	while (*n < cap && g->done < g->p.n) {
		uint64_t left = g->p.n - g->done;
		size_t room = cap - *n < left ? cap - *n : (size_t)left;

		*n += fill(g, a + *n, room);
	}
	return (0);
}

int
gentrace_open(struct trace_source *out, struct mem *m,
    const struct selection *sel, struct err *err)
{
	struct gentrace *g = mem_alloc(m, sizeof(*g));
	const struct pattern *p = gentrace_pattern(sel, err);

	if (p == NULL)
		return (-1);
	g->pattern = p;
	g->params = mem_alloc(m, p->params_size + 1);
	if (set_params(g, sel, err) != 0)
		return (-1);
	g->writes.state = rng_at(g->p.seed, UINT64_MAX);
	g->process = mem_array(m, g->p.processes, sizeof(*g->process));
	for (uint64_t i = 0; i < g->p.processes; i++) {
		g->process[i].rng.state = rng_at(g->p.seed, i);
		g->process[i].state = mem_alloc(m, p->state_size + 1);
		if (p->open != NULL && p->open(g->process[i].state, g->params,
					   g->p.page, m, err) != 0)
			return (-1);
	}
	*out = (struct trace_source){
		.format = "gen",
		.carries = CARRIES_WRITES | CARRIES_SIZES | CARRIES_PIDS |
			   CARRIES_EVENTS,
		.next = next,
		.self = g,
		.total = g->p.n,
	};
	digest(g, out->digest);
	return (0);
}
