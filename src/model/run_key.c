/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Run keys.  Parameters are compared as text, sorted by name, so that a run
 * that was read from a document is the same as one that was made.
 */
#include "model/run_key.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/param.h"
#include "model/former_name.h"

#define PARTS 13

/* Bytes of one value as text; a longer one is truncated in every key. */
#define VALUE_MAX 512

static int
compare_texts(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return (strcmp(*x, *y));
}

/* Without 'unused' those that say of something that it is not used. */
static const char *
print_values(
    struct mem *m, const struct param *table, const void *values, bool unused)
{
	const char **pair;
	char value[VALUE_MAX], *all, *end;
	size_t n = 0, rows = 0, size = 1;

	if (table == NULL || values == NULL)
		return ("");
	while (table[rows].name != NULL)
		rows++;
	pair = mem_array(m, rows, sizeof(*pair));
	for (size_t i = 0; i < rows; i++) {
		size_t len = strlen(table[i].name) + VALUE_MAX + 2;
		char *text;

		if (!unused && param_is_unused(&table[i], values))
			continue;
		text = mem_alloc(m, len);
		snprintf(text, len, "%s=%s", table[i].name,
		    param_print(&table[i], values, value, sizeof(value)));
		pair[n++] = text;
		size += strlen(text) + 1;
	}
	if (n > 0)
		qsort(pair, n, sizeof(*pair), compare_texts);
	end = all = mem_alloc(m, size);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*end++ = ',';
		end = stpcpy(end, pair[i]);
		mem_free(m, (void *)(uintptr_t)pair[i]);
	}
	mem_free(m, pair);
	return (all);
}

/* "1% of pages, seed 1". */
static const char *
print_sampling(struct mem *m, const struct trace_sampling *s)
{
	char text[100];

	if (s->pages == 0)
		return ("none");
	if (s->ppm != 0)
		snprintf(text, sizeof(text), "%ju ppm of pages, seed %ju",
		    (uintmax_t)s->ppm, (uintmax_t)s->seed);
	else
		snprintf(text, sizeof(text), "%ju pages, seed %ju",
		    (uintmax_t)s->most, (uintmax_t)s->seed);
	return (mem_strdup(m, text));
}

struct run_key
run_key_of_study(struct mem *m, const struct study *s)
{
	const char *figures = s->nrun > 0 ? s->run[0].figures : NULL;

	return ((struct run_key){
	    .digest = s->trace.digest,
	    .format = s->trace.format != NULL ? s->trace.format : "",
	    .page_size = s->trace.page_size,
	    .sampling = print_sampling(m, &s->trace.sampling),
	    .declared = s->trace.declared != NULL ? s->trace.declared : "",
	    .policy = "",
	    .params = "",
	    .device = "",
	    .device_params = "",
	    .figures = figures != NULL ? figures : "",
	    .settings =
		print_values(m, s->settings_table, study_settings(s), false),
	});
}

/* A policy that a document has under a former name is what it is called now. */
static void
key_policy(struct mem *m, struct run_key *key, const struct run *r)
{
	const struct former_name *f = former_name(r->policy);
	char *all;
	size_t size;

	key->policy = r->policy;
	key->params = print_values(m, r->policy_params, r->policy_values, true);
	if (f == NULL)
		return;
	key->policy = f->policy;
	if (f->params[0] == '\0')
		return;
	/* They sort before those that the policy had. */
	size = strlen(f->params) + strlen(key->params) + 2;
	all = mem_alloc(m, size);
	snprintf(all, size, "%s%s%s", f->params,
	    key->params[0] != '\0' ? "," : "", key->params);
	key->params = all;
}

struct run_key *
run_keys_make(struct mem *m, const struct study *s)
{
	struct run_key *key = mem_array(m, s->nrun, sizeof(*key));
	const struct run_key common = run_key_of_study(m, s);

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];

		key[i] = common;
		key_policy(m, &key[i], r);
		key[i].frames = r->frames;
		key[i].seeds = r->spread.seeds > 0 ? r->spread.seeds : 1;
		key[i].device = r->device;
		key[i].device_params =
		    print_values(m, r->device_params, r->device_values, true);
		key[i].figures = r->figures != NULL ? r->figures : "";
	}
	return (key);
}

/* The parts of two keys side by side, those that explain most first. */
struct part {
	const char *name;
	const char *a, *b; /* NULL: a number */
	uint64_t na, nb;
};

static void
make_parts(
    struct part part[PARTS], const struct run_key *a, const struct run_key *b)
{
	const struct part all[PARTS] = {
		{ "trace", a->digest, b->digest, 0, 0 },
		{ "trace format", a->format, b->format, 0, 0 },
		{ "sample", a->sampling, b->sampling, 0, 0 },
		{ "page size", NULL, NULL, a->page_size, b->page_size },
		{ "areas and quotas", a->declared, b->declared, 0, 0 },
		{ "model", a->settings, b->settings, 0, 0 },
		{ "device figures", a->figures, b->figures, 0, 0 },
		{ "device", a->device, b->device, 0, 0 },
		{ "device parameter", a->device_params, b->device_params, 0,
		    0 },
		{ "policy", a->policy, b->policy, 0, 0 },
		{ "policy parameter", a->params, b->params, 0, 0 },
		{ "frames", NULL, NULL, a->frames, b->frames },
		{ "seeds", NULL, NULL, a->seeds, b->seeds },
	};

	memcpy(part, all, sizeof(all));
}

static int
compare_part(const struct part *p)
{
	return (p->a != NULL ? strcmp(p->a, p->b)
			     : (p->na > p->nb) - (p->na < p->nb));
}

int
run_key_compare(const struct run_key *a, const struct run_key *b)
{
	struct part part[PARTS];
	int order = 0;

	make_parts(part, a, b);
	for (size_t i = 0; i < PARTS && order == 0; i++)
		order = compare_part(&part[i]);
	return (order);
}

/* Takes "seed=1" off a list "seed=1,tick=0"; its length. */
static size_t
take_pair(const char **list, const char **pair)
{
	size_t n = strcspn(*list, ",");

	*pair = *list;
	*list += n + ((*list)[n] == ',');
	return (n);
}

static void
keep(char out[80], const char *text, size_t n)
{
	snprintf(out, 80, "%.*s", (int)n, text);
}

/* Of two lists, which are sorted by name, the first pair that differs; a name
 * that one of them lacks has no value there. */
static void
differing_pair(const struct part *p, struct run_key_difference *out)
{
	const char *a = p->a, *b = p->b, *x, *y;
	size_t nx, ny, kx, ky;
	int order;

	do {
		nx = take_pair(&a, &x);
		ny = take_pair(&b, &y);
	} while (nx == ny && nx > 0 && memcmp(x, y, nx) == 0);
	kx = strcspn(x, "=,");
	ky = strcspn(y, "=,");
	order = nx == 0 || ny == 0 ? (nx == 0) - (ny == 0)
				   : strncmp(x, y, kx > ky ? kx : ky);
	snprintf(out->name, sizeof(out->name), "%s %.*s", p->name,
	    (int)(order > 0 ? ky : kx), order > 0 ? y : x);
	keep(out->a, "not set", 7);
	keep(out->b, "not set", 7);
	if (order <= 0)
		keep(out->a, x + kx + (kx < nx), nx - kx - (kx < nx));
	if (order >= 0)
		keep(out->b, y + ky + (ky < ny), ny - ky - (ky < ny));
}

/* "seed=1", but not "hexrw:base=10". */
static bool
is_list(const char *text)
{
	return (text[strcspn(text, ":=")] == '=');
}

static void
describe(const struct part *p, struct run_key_difference *out)
{
	if (p->a == NULL) {
		snprintf(out->name, sizeof(out->name), "%s", p->name);
		snprintf(out->a, sizeof(out->a), "%ju", (uintmax_t)p->na);
		snprintf(out->b, sizeof(out->b), "%ju", (uintmax_t)p->nb);
	} else if (is_list(p->a) || is_list(p->b)) {
		differing_pair(p, out);
	} else {
		snprintf(out->name, sizeof(out->name), "%s", p->name);
		keep(out->a, p->a, strlen(p->a));
		keep(out->b, p->b, strlen(p->b));
	}
}

unsigned
run_key_differ(const struct run_key *a, const struct run_key *b,
    struct run_key_difference *first)
{
	struct part part[PARTS];
	unsigned n = 0;

	make_parts(part, a, b);
	for (size_t i = 0; i < PARTS; i++) {
		if (compare_part(&part[i]) == 0)
			continue;
		if (n++ == 0 && first != NULL)
			describe(&part[i], first);
	}
	return (n);
}

bool
run_key_difference(const struct run_key *there, const struct run_key *here,
    char *buf, size_t size)
{
	struct run_key_difference d;

	if (run_key_differ(there, here, &d) == 0)
		return (false);
	snprintf(buf, size, "%s %s there, %s here", d.name, d.a, d.b);
	return (true);
}
