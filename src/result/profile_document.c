/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles from documents.
 */
#include "result/profile_document.h"

#include <stdlib.h>
#include <string.h>

#include "result/document.h"
#include "result/document_parts.h"

struct profile_ask {
	struct profile *out;
	struct mem *m;
	const char *path;
};

static int
refuse(const struct profile_ask *a, const char *why, struct err *err)
{
	struct err_where at = { .file = a->path };

	return (err_at(err, ERR_RESULT, &at, "%s", why));
}

/* [low, high, count] of other pages between two references: the distance is one
 * more. */
static int
take_buckets(const struct profile_ask *a, const struct json_cursor *distance)
{
	struct json_cursor list, at;
	uint64_t bucket[3], first;
	const char *why;
	size_t n;

	if (json_cursor_list(distance, "buckets", &list, &n) != 0)
		return (-1);
	for (size_t i = 0; i < n; i++) {
		at = json_cursor_element(&list, i);
		if (json_cursor_counts(&at, "", bucket, 3) != 0)
			return (-1);
		if (bucket[0] > bucket[1])
			return (json_cursor_fail(
			    &at, "", "must be [low, high, count]"));
		why = NULL;
		/* What is between two buckets has no reference. */
		if (bucket[0] >
		    (a->out->n > 0 ? a->out->class[a->out->n - 1].upto : 0))
			why = profile_add(a->out, a->m, bucket[0], 0);
		if (why == NULL)
			why =
			    profile_add(a->out, a->m, bucket[1] + 1, bucket[2]);
		if (why != NULL)
			return (json_cursor_fail(&at, "", "%s", why));
	}
	if (json_cursor_count(distance, "first", 0, INT64_MAX, &first) != 0)
		return (-1);
	why = profile_add(a->out, a->m, PROFILE_FIRST, first);
	return (why == NULL ? 0 : json_cursor_fail(distance, "", "%s", why));
}

static int
take_facts(void *self, const json_t *root, struct err *err)
{
	const struct profile_ask *a = self;
	struct json_cursor distance,
	    c = { .file = a->path, .m = a->m, .err = err, .at = root };
	const char *schema;

	if (!json_is_object(root) ||
	    json_cursor_text(&c, "schema", &schema) != 0 ||
	    strcmp(schema, "pagerace.facts/1") != 0)
		return (refuse(a,
		    "is not the document of a trace ('info --json' writes it; "
		    "a result document has a curve)",
		    err));
	if (json_cursor_enter(&c, "survey.reuse_distance", &distance) != 0)
		return (-1);
	return (take_buckets(a, &distance));
}

static int
by_frames(const void *x, const void *y)
{
	const struct profile_point *a = x, *b = y;

	return (a->frames < b->frames ? -1 : a->frames > b->frames);
}

/* The runs of lru as points of its curve, each once. */
static int
take_runs(const struct profile_ask *a, const struct study *s, struct err *err)
{
	struct profile_point *point =
	    mem_array(a->m, s->nrun + 1, sizeof(*point));
	size_t n = 1, kept = 1, bad;
	const char *why;

	for (size_t i = 0; i < s->nrun; i++) {
		const struct outcome *o = &s->run[i].outcome;

		if (strcmp(s->run[i].policy, "lru") != 0)
			continue;
		point[0].faults = o->references - o->denied - o->no_frame;
		point[n++] = (struct profile_point){ s->run[i].frames,
			outcome_page_faults(o) };
	}
	qsort(point, n, sizeof(*point), by_frames);
	for (size_t i = 1; i < n; i++)
		if (point[i].frames != point[kept - 1].frames)
			point[kept++] = point[i];
	if (n == 1)
		return (refuse(a, "has no run of lru, whose curve it is", err));
	why = profile_of_curve(a->out, a->m, point, kept, &bad);
	return (why == NULL ? 0 : refuse(a, why, err));
}

int
profile_document(struct profile *out, struct mem *m, const char *path,
    FILE *from, bool curve, struct err *err)
{
	struct profile_ask a = { out, m, path };
	struct document d;
	int failed;

	if (!curve)
		return (document_json(path, from, take_facts, &a, err));
	if (document_read(&d, path, from, err) != 0)
		return (-1);
	failed = d.nstudy != 1 ? refuse(&a, "has not one study", err)
			       : take_runs(&a, d.study[0], err);
	document_close(&d);
	return (failed);
}
