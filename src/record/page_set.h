/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages that the processes of a recording have touched.
 */
#ifndef RECORD_PAGE_SET_H
#define RECORD_PAGE_SET_H

#include <stdbool.h>
#include <stdint.h>

struct page_set;

struct page_set *page_set_open(void);
void page_set_close(struct page_set *s);
/* Whether it is new. */
bool page_set_add(struct page_set *s, uint64_t page, uint32_t process);

#endif
