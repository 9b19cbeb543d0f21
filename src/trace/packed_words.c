/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words (model/access_word.h) as columns.
 *
 * Of a site the last access is kept as a word.  One comparison with it tells
 * whether operation and size are the same, and one more the page.
 */
#include "trace/known_pages.h"
#include "trace/packed_exact_write.h"

/* Whether a word may be one at a site whose last one is given: of an
 * instruction all is the same, of data operation and size. */
static inline bool
fits(uint64_t word, uint64_t last)
{
	unsigned ignored = access_word_kind(word) == ACCESS_FETCH ? 0 : 48;

	return ((word ^ last) >> ignored == 0);
}

/* Whether the words' pages are the same, and the first one, which has the size
 * of the other, lies within it. */
static inline bool
same_page(uint64_t word, uint64_t before)
{
	uint64_t end = word + access_word_size(word) - 1;

	return (((word ^ before) | (end ^ before)) >> WORD_PAGE_SHIFT == 0);
}

/* The number of a site that is not the predicted one. */
static inline void
put_known(struct exact_writer *x, unsigned char *symbol, uint16_t id)
{
	*symbol = SYMBOL_KNOWN;
	put_byte(x, COLUMN_SITE_LOW, id & 255);
	put_byte(x, COLUMN_SITE_HIGH, id >> 8);
}

/*
 * Accesses of the process as words, while they are of the only process of the
 * block and at sites that follow an instruction, the predicted one or the one
 * that was so before.  pages has pages of 4 KiB or more.
 */
static size_t
put_words(struct exact_writer *x, struct packed_pages *pages,
    const uint64_t *word, size_t n, const struct known_pages *known)
{
	struct seen *seen = x->seen;
	struct exact_process *p = x->now;
	unsigned char *data = x->column[COLUMN_DATA].end;
	unsigned char *symbol = x->column[COLUMN_SYMBOLS].end;
	uint64_t code = 0, other = 0;
	size_t id = p->last, i = 0;

	for (; i < n; i++) {
		const uint64_t w = word[i];
		size_t next = seen[id].next;
		uint64_t before = seen[next].word, difference;

		if (unlikely(!fits(w, before))) {
			next = seen[id].other;
			before = seen[next].word;
			if (!fits(w, before) ||
			    (!same_page(w, before) && !word_is_known(known, w)))
				break;
			follow(x, (uint16_t)id, (uint16_t)next);
			put_known(x, symbol + i, (uint16_t)next);
		}
		if (access_word_kind(w) == ACCESS_FETCH) {
			id = next;
			code = w;
			continue;
		}
		if (unlikely(!same_page(w, before))) {
			if (!word_is_known(known, w))
				break;
			exact_count_pages(
			    pages, access_word_addr(w), 1, p->pid);
		}
		id = next;
		difference = zigzag(w - before);
		*data = (unsigned char)difference;
		if (likely(difference < 128))
			data++;
		else if (likely(difference < UINT64_C(1) << 28))
			data = varint_put_short(data, (uint32_t)difference);
		else
			data = varint_put(data, difference);
		seen[id].word = other = w;
	}
	if (code != 0)
		p->code = access_word_addr(code) + access_word_size(code);
	if (other != 0)
		p->data = access_word_addr(other);
	p->last = (uint16_t)id;
	x->column[COLUMN_DATA].end = data;
	return (i);
}

size_t
exact_words(struct exact_writer *x, struct packed_pages *pages,
    const uint64_t *word, size_t n, uint32_t pid,
    const struct known_pages *known)
{
	size_t i;

	if (x->n == 0)
		x->epoch = known->epoch;
	if (x->epoch != known->epoch)
		n = known_words(known, word, n);
	for (i = 0; i < n; i++) {
		struct access a;
		size_t run = 0;
		uint16_t next;

		exact_switch(x, pid);
		if (x->nprocess == 1 && pages->shift >= WORD_PAGE_SHIFT)
			run = put_words(x, pages, word + i, n - i, known);
		put_symbols(x, run);
		i += run;
		if (i == n || !word_is_known(known, word[i]))
			break;
		a = (struct access){ .addr = access_word_addr(word[i]),
			.size = access_word_size(word[i]),
			.pid = pid & PID_MAX,
			.op = access_word_kind(word[i]) & 7 };
		next = x->seen[x->now->last].next;
		if (next != NO_SITE &&
		    (x->nprocess > 1 || x->seen[next].word == 0) &&
		    exact_put_predicted(x, pages, &a, 1) == 1)
			put_symbols(x, 1);
		else
			exact_put_other(x, pages, &a);
	}
	return (i);
}
