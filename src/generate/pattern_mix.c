/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mix: several patterns in one trace, each with a weight.
 *
 *	0.7*zipf(pages=10k,s=1)+0.3*sequential
 *
 * Each part has an area of its own, one behind the other, or all have the same
 * pages.  Parts are drawn, or come in turn, for a stretch of references.
 */
#include <stdio.h>
#include <string.h>

#include "base/choice.h"
#include "generate/pattern.h"

#define PARTS_MAX  PATTERN_AREAS_MAX
#define WEIGHT_ONE 1000000 /* the weight 1 */

enum mix_order { MIX_DRAWN, MIX_TURN };
static const char *const orders[] = { "drawn", "turn", NULL };

struct mix_params {
	const char *parts;
	uint64_t stretch;
	int order; /* enum mix_order */
	bool shared;
};

static const struct param mix_params[] = {
	{ "parts", PARAM_TEXT, offsetof(struct mix_params, parts),
	    "0.7*zipf(pages=10k)+0.3*scan", 0, 0, NULL, NULL,
	    "WEIGHT*PATTERN(key=value,...), with a plus between two; weights "
	    "are decimal numbers, 1 where there is none" },
	{ "stretch", PARAM_COUNT, offsetof(struct mix_params, stretch), "1", 1,
	    0, NULL, NULL, "references of a part before another one comes" },
	{ "order", PARAM_CHOICE, offsetof(struct mix_params, order), "drawn", 0,
	    0, orders, NULL,
	    "drawn: a part is drawn by its weight for each stretch; turn: "
	    "parts come in turn, for as many stretches as the weight says" },
	{ "shared", PARAM_BOOL, offsetof(struct mix_params, shared), "no", 0, 0,
	    NULL, NULL, "whether the parts have the same pages" },
	{ .name = NULL },
};

struct mix_part {
	const struct pattern *pattern;
	void *params, *state;
	uint64_t weight; /* in units of 1 / WEIGHT_ONE */
	uint64_t offset, size;
};

struct mix {
	struct mix_part part[PARTS_MAX];
	unsigned n, at; /* at: the part whose turn it is */
	uint64_t sum;   /* of the weights */
	uint64_t left;  /* references until another one comes */
	bool shared;
};

/* What the functions that read the parts need. */
struct mix_reader {
	const char *text, *p; /* the whole, and what is left */
	struct mem *m;
	struct err *err;
};

static int
refuse(const struct mix_reader *r, const char *why)
{
	return (err_set(r->err, ERR_USAGE,
	    "pattern mix: parts '%.80s': %s (0.7*zipf(pages=1k)+0.3*loop)",
	    r->text, why));
}

/* "0.75*", in units of 1 / WEIGHT_ONE; 1 where the name comes at once. */
static int
read_weight(struct mix_reader *r, uint64_t *weight)
{
	uint64_t unit = WEIGHT_ONE, n = 0;
	const char *p = r->p;
	bool point = false;

	*weight = WEIGHT_ONE;
	if ((*p < '0' || *p > '9') && *p != '.')
		return (0);
	for (; (*p >= '0' && *p <= '9') || (*p == '.' && !point); p++) {
		if (*p == '.') {
			point = true;
			continue;
		}
		unit /= point ? 10 : 1;
		n = point ? n + (uint64_t)(*p - '0') * unit
			  : n * 10 + (uint64_t)(*p - '0') * WEIGHT_ONE;
		if (n > UINT64_C(1000000) * WEIGHT_ONE)
			return (refuse(r, "a weight is at most 1000000"));
	}
	if (*p != '*')
		return (refuse(r, "a star follows a weight"));
	r->p = p + 1;
	*weight = n;
	return (n > 0 ? 0 : refuse(r, "a weight is at least 0.000001"));
}

static char *
copy(struct mem *m, const char *from, size_t len)
{
	char *s = mem_alloc(m, len + 1);

	memcpy(s, from, len);
	return (s);
}

/* The end of a value: a comma or the closing parenthesis of its part. */
static const char *
value_end(const char *p)
{
	int depth = 0;

	for (; *p != '\0'; p++) {
		if (depth == 0 && (*p == ',' || *p == ')'))
			break;
		depth += *p == '(' ? 1 : *p == ')' ? -1 : 0;
	}
	return (p);
}

static int
set_value(const struct mix_reader *r, const struct mix_part *part,
    const struct setting *s)
{
	static const struct param none = { .name = NULL };
	const struct param *table = part->pattern->params;
	char what[64];

	snprintf(what, sizeof(what), "pattern %.40s", part->pattern->name);
	return (param_set(table != NULL ? table : &none, what, part->params, s,
	    ERR_USAGE, r->err));
}

/* "(key=value,...)", where there is one. */
static int
read_values(struct mix_reader *r, struct mix_part *part)
{
	if (part->pattern->params != NULL)
		param_defaults(part->pattern->params, part->params);
	if (*r->p != '(')
		return (0);
	while (*r->p == '(' || *r->p == ',') {
		const char *key = ++r->p, *end = value_end(key);
		const char *equals = memchr(key, '=', (size_t)(end - key));
		struct setting s;

		if (end == key && *end == ')')
			break;
		if (equals == NULL)
			return (refuse(r, "key=value stands in parentheses"));
		s = (struct setting){
			.name = copy(r->m, key, (size_t)(equals - key)),
			.value =
			    copy(r->m, equals + 1, (size_t)(end - equals - 1)),
		};
		if (set_value(r, part, &s) != 0)
			return (-1);
		r->p = end;
	}
	if (*r->p != ')')
		return (refuse(r, "a parenthesis is not closed"));
	r->p++;
	return (0);
}

static int
read_part(struct mix_reader *r, struct mix_part *part)
{
	static const struct err_where nowhere;
	size_t len;

	if (read_weight(r, &part->weight) != 0)
		return (-1);
	len = strcspn(r->p, "(+");
	part->pattern = choice_find((const void *const *)pattern_list,
	    "pattern", copy(r->m, r->p, len), ERR_USAGE, &nowhere, r->err);
	if (part->pattern == NULL)
		return (-1);
	if (part->pattern == &pattern_mix)
		return (refuse(r, "a part is not a mix itself"));
	r->p += len;
	part->params = mem_alloc(r->m, part->pattern->params_size + 1);
	part->state = mem_alloc(r->m, part->pattern->state_size + 1);
	return (read_values(r, part));
}

static int
read_parts(struct mix_reader *r, struct mix *x)
{
	for (r->p = r->text;; r->p++) {
		if (x->n == PARTS_MAX)
			return (refuse(r, "more than 16 parts"));
		if (read_part(r, &x->part[x->n]) != 0)
			return (-1);
		x->sum += x->part[x->n++].weight;
		if (*r->p == '\0')
			return (0);
		if (*r->p != '+')
			return (refuse(r, "a plus stands between two parts"));
	}
}

/* Opens the parts, and places them one behind the other. */
static int
open_parts(struct mix *x, const struct pattern_env *env, struct mem *m,
    struct err *err)
{
	uint64_t at = 0;

	for (unsigned i = 0; i < x->n; i++) {
		struct mix_part *p = &x->part[i];
		struct pattern_env of = *env;

		of.likely =
		    (uint64_t)((uint128)env->likely * p->weight / x->sum);
		if (p->pattern->open != NULL &&
		    p->pattern->open(p->state, p->params, &of, m, err) != 0)
			return (-1);
		p->size = p->pattern->extent(
		    p->state, p->params, env->page, env->most);
		p->size = (p->size + env->page - 1) / env->page * env->page;
		p->offset = x->shared ? 0 : at;
		if (p->size > PATTERN_EXTENT_MAX - at)
			return (err_set(err, ERR_USAGE,
			    "pattern mix: its areas are larger than 128 TiB"));
		at += p->size;
	}
	return (0);
}

static int
mix_open(void *state, const void *params, const struct pattern_env *env,
    struct mem *m, struct err *err)
{
	const struct mix_params *p = params;
	struct mix_reader r = { .text = p->parts, .m = m, .err = err };
	struct mix *x = state;

	x->shared = p->shared;
	x->at = PARTS_MAX; /* before the first */
	if (read_parts(&r, x) != 0)
		return (-1);
	return (open_parts(x, env, m, err));
}

static uint64_t
mix_extent(const void *state, not_used const void *params,
    not_used uint64_t page, not_used uint64_t n)
{
	const struct mix *x = state;
	uint64_t end = 1;

	for (unsigned i = 0; i < x->n; i++)
		if (x->part[i].offset + x->part[i].size > end)
			end = x->part[i].offset + x->part[i].size;
	return (end);
}

static size_t
mix_areas(const void *state, struct pattern_area out[PATTERN_AREAS_MAX])
{
	const struct mix *x = state;

	if (x->shared) {
		out[0] = (struct pattern_area){ "mix", 0,
			mix_extent(x, NULL, 0, 0) };
		return (1);
	}
	for (unsigned i = 0; i < x->n; i++)
		out[i] = (struct pattern_area){ x->part[i].pattern->name,
			x->part[i].offset, x->part[i].size };
	return (x->n);
}

static void
mix_hash(const void *state, pattern_hash_f *add, void *to)
{
	const struct mix *x = state;

	for (unsigned i = 0; i < x->n; i++) {
		const struct mix_part *p = &x->part[i];

		add(to, &p->weight, sizeof(p->weight));
		pattern_hash(p->pattern, p->params, p->state, add, to);
	}
}

/* The part that comes next, and for how long. */
static void
choose(struct mix *x, const struct mix_params *p, struct rng *rng)
{
	uint64_t which;
	uint128 left;

	if (p->order == MIX_DRAWN) {
		which = rng_below(rng, x->sum);
		for (x->at = 0; which >= x->part[x->at].weight; x->at++)
			which -= x->part[x->at].weight;
		x->left = p->stretch;
		return;
	}
	x->at = x->at + 1 < x->n ? x->at + 1 : 0;
	left = (uint128)p->stretch * x->part[x->at].weight / WEIGHT_ONE;
	x->left = left == 0           ? 1
		  : left > UINT64_MAX ? UINT64_MAX
				      : (uint64_t)left;
}

static void
mix_fill(void *state, const void *params, uint64_t page, struct rng *rng,
    struct pattern_reference *out, size_t n)
{
	const struct mix_params *p = params;
	struct mix *x = state;

	while (n > 0) {
		const struct mix_part *part;
		size_t some;

		if (x->left == 0)
			choose(x, p, rng);
		part = &x->part[x->at];
		some = n < x->left ? n : (size_t)x->left;
		part->pattern->fill(
		    part->state, part->params, page, rng, out, some);
		for (size_t i = 0; i < some; i++)
			out[i].offset += part->offset;
		x->left -= some;
		out += some;
		n -= some;
	}
}

const struct pattern pattern_mix = {
	.name = "mix",
	.summary = "several patterns at once or in turn, each with a weight",
	.params = mix_params,
	.params_size = sizeof(struct mix_params),
	.state_size = sizeof(struct mix),
	.open = mix_open,
	.extent = mix_extent,
	.areas = mix_areas,
	.hash = mix_hash,
	.fill = mix_fill,
};
