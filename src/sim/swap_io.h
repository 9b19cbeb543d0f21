/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The swap of one run with a swap cache into which pages are read ahead: level
 * 2 of the model, and level 3 on a device that is not zram (mm/vmscan.c,
 * mm/swap_state.c, mm/memory.c).
 *
 * At level 2 a victim is written in the fault, as at the levels below.  What
 * follows is of level 3.
 *
 * A page that reclaim evicts and that must be written is unmapped and stays in
 * its frame until the device has it; then it is the next that reclaim empties.
 * The frames to write are collected, and go to the device when a pass over the
 * lists ends, adjacent slots as one request.  A page that is referenced before
 * its frame is empty is mapped again: a minor fault.
 *
 *	release() ─▶ collected ─submit()─▶ device ─time─▶ written() ─▶ release()
 *	mapped       not mapped            not mapped     clean        empty
 *
 * Work takes time here, also within a fault: what the device has done when
 * reclaim looks at a frame decides what happens to it.  'clock' is that time.
 */
#ifndef SIM_SWAP_IO_H
#define SIM_SWAP_IO_H

#include "device/device.h"
#include "machine/reclaim/inflight.h"
#include "machine/reclaim/page_index.h"
#include "machine/reclaim/swap_readahead.h"
#include "machine/reclaim/swapcache.h"
#include "machine/reclaim/watermark.h"
#include "model/charge.h"
#include "policy/policy.h"

struct replay;
struct replay_setup;
struct instance;
struct instance_setup;
struct partition;

/* The work of reclaim for a page that it looks at, and for one that it hands to
 * the device (doc/KERNEL.md says how they were found). */
#define SWAP_SCAN_NS   500
#define SWAP_SUBMIT_NS 1000

struct swap_io_counts {
	uint64_t minor;     /* faults that found their page in the swap cache */
	uint64_t ahead;     /* pages read ahead */
	uint64_t ahead_hit; /* of these, referenced */
	uint64_t stalled;   /* faults that reclaimed: allocstall */
	uint64_t by_fault;  /* pages that they reclaimed */
	uint64_t by_daemon; /* the same, in the background */
	uint64_t oom;       /* pages brought in though nothing was freed */
	sim_ns reclaim_ns;  /* of faults, for reclaim */
	sim_ns write_ns;    /* of faults, until write-back freed a frame */
	sim_ns minor_ns;    /* of minor faults */
	sim_ns daemon_ns;   /* of the processor of the daemon */
};

enum swap_mode {
	/* Of a policy that reclaims as a kernel does.  Memory is that of a
	 * machine where swap is synchronous. */
	SWAP_MODE_SYNC,
	SWAP_MODE_ASYNC,
	/* Of a textbook policy.  Level 2: it is told of each page that comes
	 * in, and has a victim for it that leaves at once.  Level 3: it is
	 * asked for a batch of victims, which leave it, and then are written.
	 */
	SWAP_MODE_DEMAND,
	SWAP_MODE_BATCH,
};

/* The memory of a group. */
struct group_memory {
	struct charge charge;
	frame_t batch; /* pages of one reclaim, at most */
};

#define DAEMON_PRIORITY 12 /* DEF_PRIORITY */

/* Resting: it looks again when its time has come. */
enum daemon_state { DAEMON_SLEEPS, DAEMON_AWAKE, DAEMON_RESTS };

/* Reclaim before a page comes in (swap_reclaim.c), and in the background
 * (swap_daemon.c). */
struct swap_reclaim {
	bool machine; /* memory is of a machine, else the limit of a group */
	struct watermarks marks;
	struct group_memory *group; /* of a group's limit: by partition */
	page_id_t no_page;          /* stands in for a page that comes in */
	enum daemon_state daemon;
	sim_ns clock; /* of the daemon: when it goes on */
	/* Of passes: the priority of the next one, the pages freed since it was
	 * the first, and how often none were at any priority. */
	unsigned priority, failures;
	uint64_t run_freed;
	bool waits; /* the last one freed none: first a transfer is to end */
};

/* A write that a batch of the daemon requests at a time that no reference has
 * reached.  The frames of its pages, if they have not left them, are the next
 * of those of all. */
struct later_write {
	sim_ns at;
	uint64_t slot;
	uint32_t pages, frames;
};

/* What the daemon will have requested.  A batch is done when it begins, but
 * until it is over a fault may request something before (swap_later.c). */
struct swap_later {
	struct later_write *write;
	frame_t *frame;                /* NO_FRAME: is something else's since */
	size_t begin, end;             /* of 'write' */
	size_t frame_begin, frame_end; /* of 'frame' */
	size_t cap, frame_cap;
};

struct swap_io {
	struct replay *r;
	enum swap_mode mode;
	struct swap_reclaim *reclaim; /* NULL: the policy reclaims by itself, or
				       * there is one victim for each page */
	bool running;                 /* 'clock' is now */
	sim_ns served;                /* the last transfer was requested then */
	unsigned page_cluster;
	bool by_slot; /* read-ahead is by slot, not by address */
	sim_ns clock;
	struct inflight flight;
	struct swap_later later;
	bool in_daemon;     /* 'clock' is the daemon's */
	frame_t nleaving;   /* frames that will be free when they are written */
	frame_t *collected; /* to be written, in the order of release() */
	size_t ncollected;
	uint64_t request_pages;        /* at most */
	unsigned requests, last_pages; /* of them; pages of the last */
	struct page_index index;
	page_id_t *slot_page; /* by slot: the page that was written to it */
	size_t nslot;
	struct swap_readahead device_ahead; /* by_slot */
	struct swap_readahead *area_ahead;  /* by area */
	size_t narea;
	struct swap_io_counts counts;
};

/* NULL: with this policy and its parameters, at this level, a swap-in reads one
 * page and a write is at once. */
struct swap_io *swap_io_open(struct replay *r, const struct replay_setup *s);

/* For the instances of the run, of which there are the partitions: busy() and
 * submit() of their hosts, and what is free. */
void swap_io_serve(const struct swap_io *io, struct instance_setup *setup);

/* A reference to a page that is not mapped: untouched, cached or swapped. */
void swap_io_fault(struct replay *r, page_id_t page, bool write);

/* The page was written to the slot: cleaned by the policy, or a victim.  Only
 * while it is running. */
void swap_io_write(struct swap_io *io, page_id_t page, slot_t slot);
/* The same at any time; when it is not running, the time that it takes is
 * added to the stalls. */
void swap_io_write_out(struct swap_io *io, page_id_t page, slot_t slot);

/* Is there a level 2 or 3 for a textbook policy in these settings? */
bool swap_io_demands(const struct replay_setup *s);

/* policy_host.release() of the page in f, a frame of the machine: true if it
 * stays there to be written. */
bool swap_io_keeps(struct replay *r, frame_t f);

/* f is emptied, whatever was in progress. */
void swap_io_forget(struct swap_io *io, frame_t f);

/* A change of the address space is to happen to the page: it is in no transfer
 * and not cached from now on. */
void swap_io_settle(struct replay *r, page_id_t page);

/* NULL: there is no reclaim before a page comes in. */
struct swap_reclaim *swap_reclaim_open(
    struct swap_io *io, const struct replay_setup *s);

/* The instance of a textbook policy learns that frames are emptied before they
 * are needed: a page comes in and is unmapped. */
void swap_reclaim_begin(struct swap_io *io, struct instance *i);

/* Reclaims what is needed before a page can come in.  keep: the page is a
 * copy of one that must stay, and no victim is asked for. */
void swap_reclaim_make_room(struct swap_io *io, struct partition *c, bool keep);

/* May a page come in as it is? */
bool swap_reclaim_has_room(const struct swap_io *io, const struct partition *c);

/* What the daemon does by now. */
void swap_reclaim_run(struct swap_io *io);
/* Few frames are free. */
void swap_daemon_wake(struct swap_io *io);
/* n: as many are needed; *by counts them.  Returns whether anything was done.
 */
bool swap_reclaim_batch(
    struct swap_io *io, struct partition *c, uint64_t n, uint64_t *by);

/* The daemon is run again after so many references. */
#define SWAP_RECLAIM_STRIDE 64

/* Changes between references take time, too. */
void swap_io_begin_change(struct replay *r);
void swap_io_end_change(struct replay *r);

/* For swap_io.c, swap_fault.c and swap_later.c. */

/* The write is requested at io->clock, of the pages in these frames, or of a
 * page that has none (frames 0); true if it lies ahead. */
bool swap_later_add(
    struct swap_io *io, const struct transfer *t, const frame_t *f, uint32_t n);
/* Writes that are requested by then are served. */
void swap_later_serve(struct swap_io *io, sim_ns now);
/* f is given to something else. */
void swap_later_forget(struct swap_io *io, frame_t f);
/* When the next write in progress is complete; false: there is none. */
bool swap_io_next_end(struct swap_io *io, sim_ns *at);

/* The slot has the page. */
void swap_io_note_slot(struct swap_io *io, slot_t slot, page_id_t page);
static inline bool
swap_io_is_textbook(const struct swap_io *io)
{
	return (io->mode >= SWAP_MODE_DEMAND);
}
/* device_serve(), after what the daemon requests before; where there is a queue
 * not before the last one. */
void swap_io_serve_one(
    struct swap_io *io, struct transfer *t, struct served *out);
/* The same, whatever the daemon requests. */
void swap_io_serve_now(
    struct swap_io *io, struct transfer *t, struct served *out);
/* f gets these bits of enum frame_io. */
void swap_io_set(struct swap_io *io, frame_t f, uint8_t bits);
/* The page in f, which its policy lets go, is written: it is not mapped. */
bool swap_io_begin_write(struct swap_io *io, frame_t f);
/* What was released goes to the device. */
void swap_io_submit(struct swap_io *io);
/* Write-back of the page in f is complete, and it was not asked for. */
void swap_reclaim_written(struct swap_io *io, frame_t f);
/* A frame of the partition is taken; one is given back. */
void swap_reclaim_charge(struct swap_io *io, const struct partition *c);
void swap_reclaim_uncharge(struct swap_io *io, const struct partition *c);
/* What the device has done by now. */
void swap_io_advance(struct swap_io *io);
/* Waits until the page in f is read. */
void swap_io_wait(struct swap_io *io, frame_t f);

#endif
