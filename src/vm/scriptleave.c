/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The operations of a script by which pages leave memory.
 */
#include "base/inline.h"
#include "vm/say.h"
#include "vm/script.h"

void
script_pageout(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_pageout(s->now, arg[0], arg[1]), out);
}

void
script_discard(struct script *s, const uint64_t *arg, FILE *out)
{
	say_code(addrspace_discard(s->now, arg[0], arg[1]), out);
}

void
script_suspend(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	say_code(addrspace_suspend(s->now), out);
}

void
script_resume(struct script *s, not_used const uint64_t *arg, FILE *out)
{
	say_code(addrspace_resume(s->now), out);
}
