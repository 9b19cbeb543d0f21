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

/* Where the site of a word is looked for that is neither at the predicted one
 * nor at the one before it. */
struct search {
	uint16_t context; /* of a load or a store; of an instruction NO_SITE */
	bool rooted;      /* it is behind the root */
	uint16_t *head;   /* else: the chain of its key */
};

static inline struct search
search_of(const struct exact_writer *x, uint64_t w)
{
	struct search s = { .context = NO_SITE };
	unsigned op = access_word_kind(w);
	uint32_t size = access_word_size(w);
	uint64_t key;

	if (op == ACCESS_FETCH) {
		key = fetch_key(access_word_addr(w), size);
	} else {
		s.context = site_context(&x->sites, x->now);
		s.rooted = s.context == x->now->root;
		key = data_key(s.context, op, size);
	}
	s.head = key_head(&x->site_keys, key);
	return (s);
}

/* NO_SITE: it has none yet, or is to be looked for behind the root. */
static inline uint16_t
search_site(const struct exact_writer *x, const struct search *s, uint64_t w)
{
	unsigned op = access_word_kind(w);
	uint32_t size = access_word_size(w);
	uint16_t id;

	if (op == ACCESS_FETCH) {
		id = *s->head;
		while (id != NO_SITE && x->seen.word[id] != w)
			id = x->site_keys.next[id];
		return (id);
	}
	if (!s->rooted)
		return (data_site(x, *s->head, s->context, op, size));
	id = x->rooted[op][size % ROOT_SIZES];
	return (fits(w, x->seen.word[id]) ? id : NO_SITE);
}

/* The end of the last instruction, and the last address of data, before a word.
 */
static inline vaddr_t
code_before(const struct exact_writer *x, const uint64_t *word, size_t i)
{
	while (i-- > 0)
		if (access_word_kind(word[i]) == ACCESS_FETCH)
			return (access_word_addr(word[i]) +
				access_word_size(word[i]));
	return (x->now->code);
}

static inline vaddr_t
data_before(const struct exact_writer *x, const uint64_t *word, size_t i)
{
	while (i-- > 0)
		if (access_word_kind(word[i]) != ACCESS_FETCH)
			return (access_word_addr(word[i]));
	return (x->now->data);
}

static inline unsigned char *
put_difference(unsigned char *data, uint64_t difference)
{
	difference = zigzag(difference);
	return (likely(difference < UINT64_C(1) << 28)
		    ? varint_put_short(data, (uint32_t)difference)
		    : varint_put(data, difference));
}

/* Words that are added, and what is known of them. */
struct words {
	const uint64_t *word;
	const struct known_pages *known;
	struct packed_pages *pages;
};

/* Counts the page of a word; false: it is not known. */
static inline bool
count_page(const struct exact_writer *x, const struct words *words, uint64_t w)
{
	if (!word_is_known(words->known, w))
		return (false);
	(void)packed_pages_number(
	    words->pages, access_word_addr(w), x->now->pid);
	return (true);
}

/* The i-th word at a site that it defines; NO_SITE: there can be no more, or it
 * is not on a known page. */
static inline uint16_t
put_new(struct exact_writer *x, const struct words *words, size_t i,
    const struct search *search, unsigned char **data)
{
	const uint64_t w = words->word[i];
	const vaddr_t addr = access_word_addr(w);
	struct site s = { .addr = addr,
		.size = access_word_size(w),
		.next = NO_SITE,
		.op = (uint8_t)access_word_kind(w) };
	uint16_t id;

	if (x->sites.n == SITES_MAX || !count_page(x, words, w))
		return (NO_SITE);
	put(x, COLUMN_SITES, op_size(s.op, s.size));
	if (s.op == ACCESS_FETCH) {
		put(x, COLUMN_TARGETS,
		    zigzag(addr - code_before(x, words->word, i)));
	} else {
		s.chain = site_chain(&x->sites.site[search->context]);
		*data = put_difference(
		    *data, addr - data_before(x, words->word, i));
	}
	id = site_define(x, s, search->context, search->head);
	x->seen.word[id] = w;
	return (id);
}

/* The i-th word, which is not as most are; NO_SITE: it is on a page that is not
 * known, or its site is to be looked for.  *data: the end of the column. */
static inline uint16_t
put_found(struct exact_writer *x, const struct words *words, size_t i,
    uint16_t last, unsigned char *symbol, unsigned char **data)
{
	const uint64_t w = words->word[i];
	uint16_t id = x->seen.next[last];
	uint64_t before = x->seen.word[id];
	bool predicted = fits(w, before);
	struct search search;

	if (!predicted) {
		id = x->seen.other[last];
		before = x->seen.word[id];
		if (!fits(w, before)) {
			x->now->last = last;
			search = search_of(x, w);
			id = search_site(x, &search, w);
			if (id == NO_SITE) {
				if (search.rooted)
					return (NO_SITE);
				id = put_new(x, words, i, &search, data);
				if (id == NO_SITE)
					return (NO_SITE);
				follow(x, last, id);
				*symbol = SYMBOL_NEW;
				return (id);
			}
			before = x->seen.word[id];
			/* Its last access was no word. */
			if (before == NO_WORD)
				return (NO_SITE);
		}
	}
	if (((w ^ before) & ~ROOT_WORD) >> WORD_PAGE_SHIFT != 0 &&
	    !count_page(x, words, w))
		return (NO_SITE);
	if (!predicted) {
		follow(x, last, id);
		*symbol = SYMBOL_KNOWN;
		put_byte(x, COLUMN_SITE_LOW, id & 255);
		put_byte(x, COLUMN_SITE_HIGH, id >> 8);
	}
	if (access_word_kind(w) == ACCESS_FETCH)
		return (id);
	x->seen.word[id] = w | (before & ROOT_WORD);
	*data = put_difference(*data,
	    access_word_addr(w) - ((before & ROOT_WORD) != 0
					  ? data_before(x, words->word, i)
					  : access_word_addr(before)));
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
put_words(struct exact_writer *x, const struct words *words, size_t n)
{
	const uint64_t *const word = words->word;
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
		found =
		    put_found(x, words, i, (uint16_t)last, symbol + i, &data);
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
			run = put_words(x,
			    &(struct words){ word + i, known, pages }, n - i);
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
