/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words (model/access_word.h) as columns.
 *
 * Of a site the last access is kept as a word.  One comparison with it tells
 * whether operation, size and page are the same, or all of an instruction.
 */
#include "trace/known_pages.h"
#include "trace/packed_exact_write.h"

/* Whether a word may be one at a site whose last one is given: of an
 * instruction all is the same, of data operation and size. */
static inline bool
fits(uint64_t word, uint64_t last)
{
	unsigned ignored = access_word_kind(word) == ACCESS_FETCH ? 0 : 48;

	return (((word ^ last) & ~ROOT_WORD) >> ignored == 0);
}

/* The site of a word that is not at the predicted one: the one before it, that
 * of an instruction, or one behind the root; NO_SITE: it is to be looked for.
 */
static inline uint16_t
other_site(struct exact_writer *x, uint16_t last, uint64_t w)
{
	uint16_t id = x->seen.other[last];

	if (fits(w, x->seen.word[id]))
		return (id);
	if (access_word_kind(w) == ACCESS_FETCH) {
		id = *key_head(&x->site_keys,
		    fetch_key(access_word_addr(w), access_word_size(w)));
		while (id != NO_SITE && x->seen.word[id] != w)
			id = x->site_keys.next[id];
		return (id);
	}
	if (site_context(&x->sites, x->now) == x->now->root)
		return (x->rooted[access_word_kind(w)]
				 [access_word_size(w) % ROOT_SIZES]);
	return (NO_SITE);
}

/* A word at a site that is found at once, though not as most are; NO_SITE: it
 * is not there, or on a page that is not known.  *data: the end of the column;
 * moved: the address of the access before it. */
static inline uint16_t
put_found(struct exact_writer *x, struct packed_pages *pages,
    const struct known_pages *known, uint16_t last, uint64_t w, uint64_t moved,
    unsigned char *symbol, unsigned char **data)
{
	uint16_t id = x->seen.next[last];
	bool predicted = fits(w, x->seen.word[id]);
	uint64_t before, base, difference;

	if (!predicted) {
		x->now->last = last;
		id = other_site(x, last, w);
	}
	if (id == NO_SITE || !fits(w, x->seen.word[id]))
		return (NO_SITE);
	before = x->seen.word[id];
	if (((w ^ before) & ~ROOT_WORD) >> WORD_PAGE_SHIFT != 0) {
		if (!word_is_known(known, w))
			return (NO_SITE);
		(void)packed_pages_number(
		    pages, access_word_addr(w), x->now->pid);
	}
	if (!predicted) {
		follow(x, last, id);
		*symbol = SYMBOL_KNOWN;
		put_byte(x, COLUMN_SITE_LOW, id & 255);
		put_byte(x, COLUMN_SITE_HIGH, id >> 8);
	}
	if (access_word_kind(w) == ACCESS_FETCH)
		return (id);
	x->seen.word[id] = w | (before & ROOT_WORD);
	base = (before & ROOT_WORD) != 0 ? moved : access_word_addr(before);
	difference = zigzag(access_word_addr(w) - base);
	*data = likely(difference < UINT64_C(1) << 28)
		    ? varint_put_short(*data, (uint32_t)difference)
		    : varint_put(*data, difference);
	return (id);
}

/* Of each operation: the bits of a word that most have in common with the last
 * one at their site, and the bytes of a difference that is 0. */
static const struct {
	uint64_t common[4], bytes[4];
} of_op = {
	{ -UINT64_C(4096), -UINT64_C(4096), -UINT64_C(4096), UINT64_MAX },
	{ 1, 1, 1, 0 },
};

/* A difference within a page, without a branch. */
static always_inline unsigned char *
put_near(unsigned char *data, uint64_t difference, unsigned op)
{
	uint64_t more = difference > 127;

	difference += difference & ~UINT64_C(127);
	difference |= more << 7;
	data[0] = (unsigned char)difference;
	data[1] = (unsigned char)(difference >> 8);
	return (data + of_op.bytes[op] + more);
}

/* The process is where these accesses have left it. */
static void
leave(struct exact_process *p, const uint64_t *word, size_t n)
{
	bool code = false, data = false;

	for (size_t i = n; i > 0 && !(code && data); i--) {
		uint64_t w = word[i - 1];

		if (access_word_kind(w) != ACCESS_FETCH) {
			p->data = data ? p->data : access_word_addr(w);
			data = true;
		} else if (!code) {
			p->code = access_word_addr(w) + access_word_size(w);
			code = true;
		}
	}
}

/*
 * Accesses of the process as words within pages, while they are of the only
 * process of the block and at sites that follow an instruction and are found at
 * once.  pages has pages of 4 KiB or more.
 *
 * Most words have the page of the last one at the predicted site, or are the
 * same fetch, whose difference is not written.
 */
static never_inline size_t
put_words(struct exact_writer *x, struct packed_pages *pages,
    const uint64_t *word, size_t n, const struct known_pages *known)
{
	struct seen *const seen = &x->seen;
	unsigned char *data = x->column[COLUMN_DATA].end;
	unsigned char *symbol = x->column[COLUMN_SYMBOLS].end;
	size_t last = x->now->last, found, i = 0;

	for (; i < n; i++) {
		const uint64_t w = word[i];
		const size_t id = seen->next[last];
		const uint64_t before = seen->word[id];
		const unsigned op = access_word_kind(w);

		if (likely(((w ^ before) & of_op.common[op]) == 0)) {
			data = put_near(data, zigzag(w - before), op);
			seen->word[id] = w;
			last = id;
			continue;
		}
		found = put_found(x, pages, known, (uint16_t)last, w,
		    i > 0 ? access_word_addr(word[i - 1]) : x->now->data,
		    symbol + i, &data);
		if (found == NO_SITE)
			break;
		last = found;
	}
	leave(x->now, word, i);
	x->now->last = (uint16_t)last;
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
	n = x->epoch != known->epoch ? known_words(known, word, n)
				     : x->scanner->plain(word, n);
	for (i = 0; i < n; i++) {
		struct access a;
		size_t run = 0;
		bool tried;

		exact_switch(x, pid);
		tried = x->nprocess == 1 && pages->shift >= WORD_PAGE_SHIFT;
		if (tried)
			run = put_words(x, pages, word + i, n - i, known);
		put_symbols(x, run);
		i += run;
		if (i == n || !word_is_known(known, word[i]))
			break;
		a = (struct access){ .addr = access_word_addr(word[i]),
			.size = access_word_size(word[i]),
			.pid = pid & PID_MAX,
			.op = access_word_kind(word[i]) & 7 };
		if (!tried && x->seen.next[x->now->last] != NO_SITE &&
		    exact_put_predicted(x, pages, &a, 1) == 1) {
			put_symbols(x, 1);
			continue;
		}
		exact_put_other(x, pages, &a);
	}
	return (i);
}
