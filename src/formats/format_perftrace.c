/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * perftrace: page faults as perf trace -F all --no-syscalls prints them.
 *
 *	0.045 ( 0.000 ms): big/17150 minfault [elf_load+0x28a] => 0x7f62 (?k)
 *	0.106 ( 0.000 ms): big/17150 majfault [_start+0x0] =>
 *	    /usr/lib/ld-linux.so.2@0x1ab70 (d.)
 *
 * The fields are the time in milliseconds, the command and the thread, the
 * instruction, and the target: an address, or a file and an offset in it.
 * Memory that belongs to no file ([stack], [heap], //anon) has its address
 * there.
 *
 * Source: perf, builtin-trace.c, trace__pgfault().  perf does not print where a
 * file is mapped, so each file has addresses of its own: bits 48 and up are
 * its number, from 1 on.  Nothing tells reads from writes: all are reads.
 */
#include "formats/plain_disks.h"
#include "formats/samples.h"

struct perftrace {
	struct names files;
	/* Texts before the last '@' that were read: the number of the file and
	 * 1, or 0 where it is no file. */
	struct targets targets;
	struct plain_same thread; /* read in bulk, "big/17150 " */
	uint64_t pid;             /* of it */
};

/* Of the target: an address, and the file, if it is an offset in one. */
static bool
read_target(const char *p, const char *end, struct csv_line *file,
    uint64_t *addr, const char **at)
{
	static const char *const none[] = { "[stack", "[heap", "//anon",
		"/anon_hugepage", "/dev/zero", "/SYSV" };
	const char *digits = memrchr(p, '@', (size_t)(end - p));

	*file = (struct csv_line){ 0 };
	if (digits != NULL) {
		file->n = 1;
		file->at[0] = p;
		file->end[0] = digits;
		for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++)
			if (field_prefix(&p, digits, none[i]))
				file->n = 0;
	}
	*at = p = digits != NULL ? digits + 1 : p;
	return (field_prefix_0x(&p, end) &&
		field_hex(&p, end, addr) == FIELD_OK && p == end);
}

/* "big/17150", the thread behind the last slash. */
static bool
read_thread(const char *s, const char *end, uint64_t *thread)
{
	const char *p = memrchr(s, '/', (size_t)(end - s));

	p = p == NULL ? s : p + 1;
	return (field_decimal(&p, end, thread) == FIELD_OK && p == end);
}

/* The address in the space of its file. */
static enum record_kind
file_address(struct perftrace *pt, const struct csv_line *file, uint64_t *addr,
    struct record *rec)
{
	int n;

	if (file->n == 0) {
		if (file->at[0] != NULL)
			targets_add(&pt->targets, file->at[0], file->end[0], 0,
			    ACCESS_READ);
		return (RECORD_ACCESS);
	}
	n = devices_number(&pt->files, file, 0, rec);
	if (n < 0)
		return (RECORD_FATAL);
	if (*addr >> DEVICE_SHIFT != 0)
		return (record_malformed(rec, file->end[0] + 1,
		    "an offset in the file belongs here"));
	targets_add(&pt->targets, file->at[0], file->end[0], (uint32_t)n + 1,
	    ACCESS_READ);
	*addr |= ((uint64_t)n + 1) << DEVICE_SHIFT;
	return (RECORD_ACCESS);
}

static enum record_kind
perftrace_line(void *state, const char *s, const char *end, struct record *rec)
{
	const char *p = s, *word = sample_find(s, end, " minfault ["), *target;
	const char *colon = sample_find(s, end, "ms): ");
	uint64_t time, pid, addr;
	struct csv_line file;
	enum record_kind kind;

	if (word == NULL)
		word = sample_find(s, end, " majfault [");
	if (word == NULL || colon == NULL || colon > word)
		return (RECORD_STRANGE);
	field_blanks(&p, end);
	if (field_scaled(&p, end, 6, &time) != FIELD_OK)
		return (record_malformed(
		    rec, p, "a time in milliseconds belongs here"));
	/* Both texts have the blank where nothing is between them. */
	if (word < colon + 5 || !read_thread(colon + 5, word, &pid) ||
	    pid > PID_MAX)
		return (record_malformed(rec, colon + 5, WHY_PID));
	target = sample_find(word, end, "] => ");
	if (target == NULL)
		return (record_malformed(
		    rec, word, "'[instruction] => target' belongs here"));
	/* The kind of memory in brackets is the last word. */
	target += sizeof("] => ") - 1;
	p = sample_find(target, end, " (");
	for (const char *next = p; next != NULL;
	     next = sample_find(p + 1, end, " ("))
		p = next;
	if (!read_target(target, p == NULL ? end : p, &file, &addr, &p))
		return (record_malformed(rec, p, WHY_ADDRESS));
	kind = file_address(state, &file, &addr, rec);
	return (kind == RECORD_ACCESS
		    ? sample_access(rec, addr, ACCESS_READ, pid, time)
		    : kind);
}

/* "big/17150 ", the thread of the line before or another. */
static always_inline bool
plain_thread(struct perftrace *pt, struct plain_fields *f)
{
	const char *s = f->p, *end, *slash;
	uint64_t number;

	if (likely(plain_again(f, &pt->thread)))
		return (true);
	if (!plain_cut(f, &end))
		return (false);
	slash = plain_last_of(s, end, '/');
	if (slash == end || !plain_value(f, slash + 1, end, &number) ||
	    !plain_done(f) || number > PID_MAX)
		return (false);
	pt->pid = number;
	plain_see(&pt->thread, s, f->p);
	return (true);
}

/* An address, or a file that is known and an offset in it. */
static always_inline bool
plain_target_address(
    struct perftrace *pt, struct plain_fields *f, uint64_t *addr)
{
	const char *s = f->p, *end, *p;
	uint64_t file = 0, offset = 0;
	unsigned op;

	if (!plain_cut(f, &end))
		return (false);
	p = plain_last_of(s, end, '@');
	if (p == end)
		p = s;
	else if (!plain_target(&pt->targets, s, p++, &file, &op))
		return (false);
	if (p[0] != '0' || p[1] != 'x' ||
	    !plain_hex_value(f, p + 2, end, &offset))
		return (false);
	*addr = file << DEVICE_SHIFT | offset;
	return (file == 0 || offset >> DEVICE_SHIFT == 0);
}

/* "[elf_load+0x28a] => 0x7f62 (?k)" and the end of the line. */
static always_inline bool
plain_fault(struct perftrace *pt, struct plain_fields *f, uint64_t *addr)
{
	const char *end;

	return (*f->p == '[' && plain_cut(f, &end) && end[-1] == ']' &&
		plain_text(f, "=> ") && plain_target_address(pt, f, addr) &&
		*f->p == '(' && plain_stop(f) != NULL && plain_line_end(&f->p));
}

static always_inline struct plain_line
perftrace_read(void *how, not_used bool hex, const struct plain_place *at)
{
	struct perftrace *pt = how;
	struct plain_fields f = plain_fields(at, ' ');
	struct plain_line l = PLAIN_LINE(at->p);
	const char *s, *stop;

	plain_blanks(&f);
	s = f.p;
	l.good = plain_cut(&f, &stop) &&
		 plain_scaled(&f, s, stop, 6, true, &l.time) &&
		 plain_text(&f, "(");
	/* How long it took is not used. */
	plain_pass_low(&f);
	l.good = l.good && f.p < at->end && plain_text(&f, "ms): ") &&
		 plain_thread(pt, &f) &&
		 (plain_text(&f, "minfault ") || plain_text(&f, "majfault ")) &&
		 plain_fault(pt, &f, &l.addr) && plain_done(&f);
	l.pid = pt->pid & PID_MAX;
	l.p = f.p;
	return (l);
}

PLAIN_BULK(perftrace_bulk, perftrace_read, ' ', NULL)

const struct trace_format trace_format_perftrace = {
	.name = "perftrace",
	.summary = "page faults, as perf trace -F all prints them",
	.carries = CARRIES_PIDS | CARRIES_TIME | CARRIES_SAMPLED,
	.numbers = "files",
	.partial = "page faults",
	.state_size = sizeof(struct perftrace),
	.line = perftrace_line,
	.bulk = perftrace_bulk,
};
