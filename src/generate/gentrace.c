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
#include "generate/placement.h"
#include "trace/format.h"

#define ACCESS_SIZE 8
#define CHUNK       1024

struct gentrace_params {
	uint64_t n, seed, writes, processes, quantum, page, areas, files;
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
	{ "areas", PARAM_COUNT, offsetof(struct gentrace_params, areas), "1", 1,
	    PLACEMENT_SPLIT_MAX, NULL, NULL,
	    "areas that the pages of a pattern are divided among, with gaps "
	    "between them" },
	{ "files", PARAM_COUNT, offsetof(struct gentrace_params, files), "0", 0,
	    PLACEMENT_SPLIT_MAX, NULL, NULL,
	    "of the areas, the first so many have the pages of a file" },
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
	&pattern_mix,
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
	struct placement placement;
	uint64_t done, mapped; /* mapped: areas reported so far */
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
	return (0);
}

static void
hash_table(const struct param *row, const void *in, bool texts,
    pattern_hash_f *add, void *to)
{
	char value[256];

	for (; row != NULL && row->name != NULL; row++) {
		if (row->type == PARAM_TEXT && !texts)
			continue;
		param_print(row, in, value, sizeof(value));
		add(to, row->name, strlen(row->name) + 1);
		add(to, value, strlen(value) + 1);
	}
}

void
pattern_hash(const struct pattern *p, const void *params, const void *state,
    pattern_hash_f *add, void *to)
{
	add(to, p->name, strlen(p->name));
	hash_table(p->params, params, p->hash == NULL, add, to);
	if (p->hash != NULL)
		p->hash(state, add, to);
}

static void
update(void *to, const void *bytes, size_t size)
{
	XXH3_64bits_update(to, bytes, size);
}

/* The digest of a trace that is not a file: of its canonical description. */
static void
digest(const struct gentrace *g, char out[24])
{
	XXH3_state_t *h = XXH3_createState();
	char value[24];

	XXH3_64bits_reset(h);
	pattern_hash(g->pattern, g->params, g->process[0].state, update, h);
	/* One area, and no file, is what there was before there were parameters
	 * for them. */
	for (const struct param *row = gentrace_params; row->name != NULL;
	     row++) {
		if (strcmp(row->name, "areas") == 0 && g->p.areas == 1)
			continue;
		if (strcmp(row->name, "files") == 0 && g->p.files == 0)
			continue;
		param_print(row, &g->p, value, sizeof(value));
		update(h, row->name, strlen(row->name) + 1);
		update(h, value, strlen(value) + 1);
	}
	snprintf(out, 24, "xxh3:%016" PRIx64, XXH3_64bits_digest(h));
	XXH3_freeState(h);
}

/* The areas of the first process, then those of the next one. */
static void
map_area(const struct gentrace *g, struct event *ev)
{
	const struct placed_area *a =
	    &g->placement.area[g->mapped % g->placement.n];

	*ev = (struct event){
		.kind = EVENT_MAP,
		.pid = (uint32_t)(g->mapped / g->placement.n),
		.start = a->start,
		.size = a->size,
		.flags = MAP_READ | MAP_WRITE | MAP_USER,
	};
	snprintf(ev->name, sizeof(ev->name), "%s", a->name);
	if (g->mapped % g->placement.n < g->p.files)
		ev->flags |= MAP_OF_FILE;
}

static uint64_t
address_of(const struct gentrace *g, uint64_t offset)
{
	const struct placed_area *a = placement_find(&g->placement, offset);

	return (a->start + (offset - a->offset));
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
			.addr = address_of(g, ref[i].offset),
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
	if (g->mapped < g->p.processes * g->placement.n) {
		map_area(g, ev);
		g->mapped++;
		return (0);
	}
	while (*n < cap && g->done < g->p.n) {
		uint64_t left = g->p.n - g->done;
		size_t most = cap - *n < left ? cap - *n : (size_t)left;

		*n += fill(g, a + *n, most);
	}
	return (0);
}

/* References of a process: whole rounds, and its part of the last one. */
static uint64_t
share_of(const struct gentrace_params *p, uint64_t process)
{
	uint128 round = (uint128)p->quantum * p->processes;
	uint64_t rounds = (uint64_t)(p->n / round);
	uint128 rest = p->n % round, before = (uint128)p->quantum * process;
	uint128 more = rest > before ? rest - before : 0;

	return (rounds * p->quantum +
		(uint64_t)(more < p->quantum ? more : p->quantum));
}

static int
open_process(struct gentrace *g, struct mem *m, uint64_t i,
    const struct profile_reader *profiles, struct err *err)
{
	const struct pattern *p = g->pattern;
	struct stream *s = &g->process[i];
	const struct pattern_env env = {
		.page = g->p.page,
		.most = g->p.n,
		.likely = share_of(&g->p, i),
		.profiles = profiles,
	};

	s->rng.state = rng_at(g->p.seed, i);
	s->state = mem_alloc(m, p->state_size + 1);
	return (
	    p->open == NULL ? 0 : p->open(s->state, g->params, &env, m, err));
}

/* Every process has the same areas. */
static int
place(struct gentrace *g, struct mem *m, struct err *err)
{
	const struct pattern *p = g->pattern;
	struct pattern_area area[PATTERN_AREAS_MAX] = { { .name = p->name } };
	const void *state = g->process[0].state;
	size_t n = 1;

	if (p->areas != NULL)
		n = p->areas(state, area);
	else
		area[0].size = p->extent(state, g->params, g->p.page, g->p.n);
	if (placement_make(&g->placement, m, area, n, g->p.areas, g->p.page) !=
	    0)
		return (err_set(err, ERR_USAGE,
		    "pattern %.40s: its area is larger than 128 TiB", p->name));
	return (0);
}

int
gentrace_open(struct trace_source *out, struct mem *m,
    const struct selection *sel, const struct profile_reader *profiles,
    struct err *err)
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
	for (uint64_t i = 0; i < g->p.processes; i++)
		if (open_process(g, m, i, profiles, err) != 0)
			return (-1);
	if (place(g, m, err) != 0)
		return (-1);
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
