/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cutting a trace to its window.  An access is a page reference
 * (trace/split.h), so the window is exact to the reference.
 */
#include "study/window.h"

#include <stdio.h>

#include "base/num.h"
#include "base/scratch.h"

#define NO_END UINT64_MAX

/* A batch in temporary storage; its accesses follow those of the one before. */
struct stored {
	size_t n;
	struct event event;
	struct err_where at;
};

struct window {
	struct readahead *trace;
	const struct settings *settings;
	bool whole;  /* there is no window */
	bool stored; /* the trace is in temporary storage */
	bool timed;
	bool passes; /* what is left out need not be decoded */
	/* The number of references at the end of what is skipped, of the
	 * warm-up and of the window. */
	uint64_t skip, warm, stop;
	bool counting;
	uint64_t passed; /* references of the trace so far */

	/* The batch that is being given out. */
	const struct access *access;
	const uint64_t *time; /* NULL: not requested */
	size_t at, n;
	struct event event;
	struct err_where where;

	struct scratch *batches, *accesses, *times;
	const struct stored *next;
	size_t left; /* batches in temporary storage */
};

static void
set_bounds(struct window *w, uint64_t references)
{
	const struct settings *s = w->settings;
	uint64_t take = amount_of(s->take, references);

	w->skip = amount_of(s->skip, references);
	w->warm = w->skip + amount_of(s->warmup, references);
	/* A share of few references may be none; that is not "no end". */
	w->stop =
	    s->take.count == 0 && s->take.ppm == 0 ? NO_END : w->warm + take;
	w->counting = s->warmup.count == 0 && s->warmup.ppm == 0;
}

struct window *
window_open(struct mem *m, struct readahead *trace, const struct settings *s,
    bool timed)
{
	struct window *w = mem_alloc(m, sizeof(*w));

	w->trace = trace;
	w->settings = s;
	w->timed = timed;
	w->passes = readahead_has_refs(trace);
	set_bounds(w, 0);
	if (s->skip.ppm != 0 || s->warmup.ppm != 0 || s->take.ppm != 0) {
		w->batches = scratch_open();
		w->accesses = scratch_open();
		w->times = scratch_open();
	} else {
		w->whole = w->warm == 0 && w->stop == NO_END;
	}
	return (w);
}

bool
window_is_whole(const struct window *w)
{
	return (w->whole);
}

void
window_close(struct window *w)
{
	if (w == NULL)
		return;
	scratch_close(w->batches);
	scratch_close(w->accesses);
	scratch_close(w->times);
}

static void
take_batch(struct window *w, const struct batch *b)
{
	w->access = b->access;
	w->time = w->timed ? b->time : NULL;
	w->at = 0;
	w->n = b->n;
	w->event = b->event;
	w->where = b->at;
}

static int
read_trace(struct window *w, struct err *err)
{
	struct batch b;

	if (readahead_next(w->trace, &b, err) != 0)
		return (-1);
	take_batch(w, &b);
	return (0);
}

/* Accesses that are left out, at most so many: they are not in the batch. */
static int
pass_over(struct window *w, uint64_t most, struct err *err)
{
	struct batch b;

	if (readahead_pass(w->trace, most, &b, err) != 0)
		return (-1);
	take_batch(w, &b);
	return (0);
}

static bool
is_empty(const struct window *w)
{
	return (w->at == w->n && w->event.kind == EVENT_NONE);
}

/* Moves the next batch of the trace into temporary storage. */
static int
store(struct window *w, struct err *err)
{
	struct stored batch;
	uint64_t size;

	if (read_trace(w, err) != 0)
		return (-1);
	w->passed += w->n;
	if (!is_empty(w)) {
		batch = (struct stored){ w->n, w->event, w->where };
		w->at = w->n;
		w->event.kind = EVENT_NONE;
		if (scratch_append(w->accesses, w->access,
			batch.n * sizeof(*w->access), err) != 0 ||
		    (w->timed && scratch_append(w->times, w->time,
				     batch.n * sizeof(*w->time), err) != 0))
			return (-1);
		return (scratch_append(w->batches, &batch, sizeof(batch), err));
	}
	w->access = scratch_read(w->accesses, &size, err);
	if (w->timed)
		w->time = scratch_read(w->times, &size, err);
	w->next = scratch_read(w->batches, &size, err);
	if (w->access == NULL || w->next == NULL ||
	    (w->timed && w->time == NULL))
		return (-1);
	w->at = w->n = 0;
	w->left = (size_t)size / sizeof(*w->next);
	w->stored = true;
	set_bounds(w, w->passed);
	w->passed = 0;
	return (0);
}

/* The next batch; an empty one is the end of the trace. */
static int
fill(struct window *w, struct err *err)
{
	if (!w->stored && w->passes && w->passed < w->skip)
		return (pass_over(w, w->skip - w->passed, err));
	if (!w->stored && w->passes && w->passed >= w->stop)
		return (pass_over(w, UINT64_MAX, err));
	if (!w->stored)
		return (read_trace(w, err));
	w->access += w->n;
	if (w->timed)
		w->time += w->n;
	w->at = w->n = 0;
	if (w->left == 0)
		return (0);
	w->left--;
	w->n = w->next->n;
	w->event = w->next->event;
	w->where = w->next->at;
	w->next++;
	return (0);
}

/* "10%", "5000". */
static const char *
print_amount(char *buf, size_t size, struct amount a)
{
	if (a.ppm != 0)
		return (num_print_share(buf, size, a.ppm));
	snprintf(buf, size, "%ju", (uintmax_t)a.count);
	return (buf);
}

/* Something has to be left that counts. */
static int
check_end(const struct window *w, struct err *err)
{
	const struct err_where at = { .file = w->where.file };
	const struct settings *s = w->settings;
	char skip[32], warmup[32], take[40];

	if (w->whole || (w->passed > w->warm && w->stop > w->warm))
		return (0);
	return (err_at(err, ERR_TRACE, &at,
	    "of its %ju references none is left to count (skip %s, warmup %s, "
	    "take %s)",
	    (uintmax_t)w->passed, print_amount(skip, sizeof(skip), s->skip),
	    print_amount(warmup, sizeof(warmup), s->warmup),
	    w->stop == NO_END ? "the rest"
			      : print_amount(take, sizeof(take), s->take)));
}

/* Takes the event that follows the accesses, if they are all gone. */
static void
take_event(struct window *w, struct window_piece *p)
{
	if (w->at < w->n)
		return;
	p->event = w->event;
	w->event.kind = EVENT_NONE;
}

int
window_next(
    struct window *w, size_t most, struct window_piece *p, struct err *err)
{
	bool skipped = w->passed < w->skip, over = w->passed >= w->stop;
	uint64_t some, end = skipped       ? w->skip
			     : over        ? NO_END
			     : w->counting ? w->stop
					   : w->warm;

	*p = (struct window_piece){ .event = { .kind = EVENT_NONE } };
	if (w->batches != NULL && !w->stored)
		return (store(w, err));
	if (!skipped && !w->counting && w->passed == w->warm) {
		p->counts = w->counting = true;
		return (0);
	}
	if (is_empty(w)) {
		if (fill(w, err) != 0)
			return (-1);
		p->end = is_empty(w);
		if (p->end)
			return (check_end(w, err));
	}
	p->at = w->where;
	some = w->n - w->at;
	if (some > end - w->passed)
		some = end - w->passed;
	if (!skipped && !over && some > most)
		some = most;
	p->n = skipped || over ? 0 : (size_t)some;
	/* What is passed over is nowhere. */
	if (p->n > 0) {
		p->access = w->access + w->at;
		p->time = w->timed ? w->time + w->at : NULL;
	}
	w->at += (size_t)some;
	w->passed += some;
	if (w->passed < w->stop && (w->counting || w->passed != w->warm))
		take_event(w, p);
	else if (over)
		w->event.kind = EVENT_NONE;
	return (0);
}

void
window_tell(const struct window *w, struct trace_facts *facts)
{
	if (w->whole)
		return;
	facts->window.whole = w->passed;
	facts->window.skipped = w->skip;
	facts->window.warmup = w->warm - w->skip;
}
