/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the figures of devices.
 *
 * The built-in file is read first, and a user's file changes it by device name
 * and key, so it contains only the differences; both have the same schema and
 * the same reader.  A table by percentile is replaced as a whole, because
 * points of two distributions do not make a distribution.
 */
#include "config/figurefile.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include "base/num.h"
#include "config/yaml.h"

#define TIME_MAX  UINT64_C(1000000000000) /* 1000 s */
#define BYTES_MAX (UINT64_C(1) << 30)
#define KEYS_MAX  32

typedef int number_f(const char *s, uint64_t *out, const char **why);

/* The texts of a device. */
struct text_key {
	const char *name;
	size_t offset;
};

/* The tables of a device by percentile. */
struct table_key {
	const char *name;
	size_t offset;
	number_f *number;
	uint64_t max;
	const char *limit;
};

static const struct text_key DEVICE_TEXTS[] = {
	{ "kind", offsetof(struct device_figures, kind) },
	{ "summary", offsetof(struct device_figures, summary) },
	{ "source", offsetof(struct device_figures, source) },
	{ NULL, 0 },
};

static const struct table_key DEVICE_TABLES[] = {
	{ "read", offsetof(struct device_figures, read), num_time, TIME_MAX,
	    "at most 1000s" },
	{ "write", offsetof(struct device_figures, write), num_time, TIME_MAX,
	    "at most 1000s" },
	{ "compressed", offsetof(struct device_figures, compressed), num_size,
	    BYTES_MAX, "at most 1GiB" },
	{ NULL, 0, NULL, 0, NULL },
};

static const char *const TOP_KEYS[] = { "kernel", "devices", NULL };

/* The devices read so far. */
struct catalogue {
	struct mem *m;
	struct device_figures *device;
	size_t n, cap;
	struct kernel_figures kernel;
	bool built_in; /* reading the built-in file: no positions are kept */
};

static const struct text_key *
text_key(const char *name)
{
	for (const struct text_key *k = DEVICE_TEXTS; k->name != NULL; k++)
		if (strcmp(k->name, name) == 0)
			return (k);
	return (NULL);
}

static const struct table_key *
table_key(const char *name)
{
	for (const struct table_key *k = DEVICE_TABLES; k->name != NULL; k++)
		if (strcmp(k->name, name) == 0)
			return (k);
	return (NULL);
}

static int
read_point(const struct table_key *k, const struct node *n,
    struct percentile_table *t, struct err *err)
{
	struct percentile p, *last = t->n > 0 ? &t->point[t->n - 1] : NULL;
	const char *why;

	if (t->n == PERCENTILES_MAX)
		return (err_at(err, ERR_LIMIT, &n->key_at,
		    "%s has too many points (at most %d)", k->name,
		    PERCENTILES_MAX));
	if (num_share(n->key, &p.ppm, &why) != 0 || p.ppm > NUM_PPM)
		return (err_at(err, ERR_CONFIG, &n->key_at,
		    "%s: bad share of requests '%.40s' (0%% to 100%%, such as "
		    "99.9%%)",
		    k->name, n->key));
	if (node_scalar(n, "the value at a share", err) != 0)
		return (-1);
	if (k->number(n->text, &p.ns, &why) != 0)
		return (err_at(err, ERR_CONFIG, &n->at,
		    "%s: bad value '%.40s' (%s)", k->name, n->text, why));
	if (p.ns > k->max)
		return (err_at(err, ERR_CONFIG, &n->at,
		    "%s: %.40s is out of range (%s)", k->name, n->text,
		    k->limit));
	if (last != NULL && p.ppm <= last->ppm)
		return (err_at(err, ERR_CONFIG, &n->key_at,
		    "%s: %.40s is not above the share before it (shares must "
		    "increase)",
		    k->name, n->key));
	if (last != NULL && p.ns < last->ns)
		return (err_at(err, ERR_CONFIG, &n->at,
		    "%s: %.40s is below the value before it (values must not "
		    "decrease)",
		    k->name, n->text));
	t->point[t->n++] = p;
	return (0);
}

static int
read_table(const struct table_key *k, const struct node *n,
    struct device_figures *d, struct err *err)
{
	struct percentile_table t = { .n = 0 };

	if (n->kind != NODE_MAPPING)
		return (err_at(err, ERR_CONFIG, &n->at,
		    "%s is a mapping of shares to values, such as "
		    "{50%%: 40us, 99%%: 90us}",
		    k->name));
	for (const struct node *c = n->first; c != NULL; c = c->next)
		if (read_point(k, c, &t, err) != 0)
			return (-1);
	memcpy((char *)d + k->offset, &t, sizeof(t));
	return (0);
}

static int
read_number(const struct param *table, const char *what, void *out,
    const struct node *n, struct err *err)
{
	struct setting s;

	if (node_setting(n, table, &s, err) != 0)
		return (-1);
	return (param_set(table, what, out, &s, ERR_CONFIG, err));
}

/* The error for a key that a device does not have, with the known keys. */
static int
unknown_figure(const struct node *n, struct err *err)
{
	const char *keys[KEYS_MAX + 1];
	size_t count = 0;

	for (const struct text_key *k = DEVICE_TEXTS; k->name != NULL; k++)
		keys[count++] = k->name;
	for (const struct table_key *k = DEVICE_TABLES; k->name != NULL; k++)
		keys[count++] = k->name;
	for (const struct param *p = figures_device_table;
	     p->name != NULL && count < KEYS_MAX; p++)
		keys[count++] = p->name;
	keys[count] = NULL;
	return (node_unknown(n, "a device", keys, err));
}

static int
read_figure(struct device_figures *d, const struct node *n, struct err *err)
{
	const struct text_key *text = text_key(n->key);
	const struct table_key *table = table_key(n->key);

	if (table != NULL)
		return (read_table(table, n, d, err));
	if (text == NULL) {
		if (param_find(figures_device_table, n->key) == NULL)
			return (unknown_figure(n, err));
		return (read_number(figures_device_table, "device", d, n, err));
	}
	if (node_scalar(n, n->key, err) != 0)
		return (-1);
	memcpy((char *)d + text->offset, &n->text, sizeof(n->text));
	return (0);
}

static bool
good_name(const char *s)
{
	return (
	    *s != '\0' && strlen(s) < 32 &&
	    s[strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789-_.")] == '\0');
}

static struct device_figures *
find(struct catalogue *c, const char *name)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->device[i].name, name) == 0)
			return (&c->device[i]);
	return (NULL);
}

static struct device_figures *
add(struct catalogue *c, const char *name)
{
	struct device_figures *d;

	c->device =
	    mem_grow(c->m, c->device, c->n, &c->cap, sizeof(*c->device));
	d = &c->device[c->n++];
	*d = (struct device_figures){
		.name = name, .summary = "", .source = ""
	};
	param_defaults(figures_device_table, d);
	return (d);
}

static int
read_device(struct catalogue *c, const struct node *n, struct err *err)
{
	struct device_figures *d = find(c, n->key);

	if (node_mapping(n, "a device", err) != 0)
		return (-1);
	if (!good_name(n->key))
		return (err_at(err, ERR_CONFIG, &n->key_at,
		    "bad name of a device '%.40s' (letters, digits, '-', '_' "
		    "and '.', below 32 of them)",
		    n->key));
	if (d == NULL) {
		if (node_find(n, "kind") == NULL)
			return (err_at(err, ERR_CONFIG, &n->key_at,
			    "device '%.32s' is new and so needs a 'kind'",
			    n->key));
		if (c->n == FIGURE_DEVICES_MAX)
			return (err_at(err, ERR_LIMIT, &n->key_at,
			    "too many devices (at most %d)",
			    FIGURE_DEVICES_MAX));
		d = add(c, n->key);
	}
	if (!c->built_in)
		d->at = n->key_at;
	for (const struct node *f = n->first; f != NULL; f = f->next)
		if (read_figure(d, f, err) != 0)
			return (-1);
	return (0);
}

static int
read_kernel(struct kernel_figures *k, const struct node *n, struct err *err)
{
	if (node_mapping(n, "kernel", err) != 0)
		return (-1);
	for (const struct node *f = n->first; f != NULL; f = f->next) {
		if (strcmp(f->key, "source") == 0) {
			if (node_scalar(f, f->key, err) != 0)
				return (-1);
			k->source = f->text;
		} else if (read_number(
			       figures_kernel_table, "kernel", k, f, err) != 0)
			return (-1);
	}
	return (0);
}

static int
read_root(struct catalogue *c, const struct node *root, struct err *err)
{
	const struct node *kernel, *devices;

	if (node_keys(root, "a file of figures", TOP_KEYS, err) != 0)
		return (-1);
	kernel = node_find(root, "kernel");
	devices = node_find(root, "devices");
	if (kernel != NULL && read_kernel(&c->kernel, kernel, err) != 0)
		return (-1);
	if (devices == NULL)
		return (0);
	if (node_mapping(devices, "devices", err) != 0)
		return (-1);
	for (const struct node *d = devices->first; d != NULL; d = d->next)
		if (read_device(c, d, err) != 0)
			return (-1);
	return (0);
}

/* The built-in figures are right, so it fails for want of memory only. */
static int
start(struct catalogue *c, struct mem *m, struct err *err)
{
	struct yaml y;
	int rc;

	*c = (struct catalogue){ .m = m, .built_in = true };
	param_defaults(figures_kernel_table, &c->kernel);
	c->kernel.source = "";
	rc = yaml_read_text(
	    &y, m, "built-in figures", figures_text, strlen(figures_text), err);
	if (rc == 0)
		rc = read_root(c, y.root, err);
	assert(rc == 0 || err->kind == ERR_SYS);
	c->built_in = false;
	return (rc);
}

static void
finish(const struct catalogue *c, struct figures *f)
{
	*f = (struct figures){
		.device = c->device, .ndevice = c->n, .kernel = c->kernel
	};
	figures_digest(f);
}

/* Applies the file y to the figures read so far. */
static int
lay_over(struct catalogue *c, const struct yaml *y, struct figures *f,
    struct err *err)
{
	if (read_root(c, y->root, err) != 0) {
		yaml_excerpt(y, err);
		return (-1);
	}
	finish(c, f);
	return (0);
}

int
figures_load(
    struct figures *f, struct mem *m, const char *path, struct err *err)
{
	struct catalogue c;
	struct yaml y;

	if (start(&c, m, err) != 0)
		return (-1);
	if (path == NULL) {
		finish(&c, f);
		return (0);
	}
	if (yaml_read_file(&y, m, path, err) != 0)
		return (-1);
	return (lay_over(&c, &y, f, err));
}

int
figures_load_text(struct figures *f, struct mem *m, const char *file,
    const char *text, size_t len, struct err *err)
{
	struct catalogue c;
	struct yaml y;

	if (start(&c, m, err) != 0)
		return (-1);
	if (yaml_read_text(&y, m, file, text, len, err) != 0)
		return (-1);
	return (lay_over(&c, &y, f, err));
}
