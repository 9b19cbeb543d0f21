/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * With which parameters policies are held to their twins.  Periods and windows
 * are short, so that much happens in a short string.
 */
#ifndef LAWS_TWINS_VARIANTS_H
#define LAWS_TWINS_VARIANTS_H

/* Settings besides the defaults, which every policy is run with. */
static const struct {
	const char *name, *params;
} variants[] = {
	{ "2q", "kin=1,kout=1" },
	{ "2q", "kin=50%,kout=100%" },
	{ "2q", "kin=3,kout=1000" },
	{ "aging", "tick=7,bits=3" },
	{ "aging", "tick=1,bits=1" },
	{ "aging", "tick=50,bits=64" },
	{ "nfu", "tick=20,bits=4" },
	{ "arc", "arithmetic=integer" },
	{ "car", "arithmetic=integer" },
	{ "cart", "arithmetic=integer" },
	{ "cacheus", "history=100%" },
	{ "cacheus", "history=2" },
	{ "cflru", "window=100%" },
	{ "cflru", "window=2" },
	{ "clock", "load_bit=0" },
	{ "clock", "hand=stay" },
	{ "clock", "load_bit=0,hand=stay" },
	{ "gclock", "max=1" },
	{ "gclock", "max=7" },
	{ "lapa", "tick=13" },
	{ "nfua", "tick=13" },
	{ "lecar", "rate=100%,history=100%" },
	{ "lecar", "rate=5%,history=2" },
	{ "lfu", "ties=fifo" },
	{ "lfu", "memory=perfect" },
	{ "lfu", "ties=fifo,memory=perfect" },
	{ "lirs", "hir=10%" },
	{ "lirs", "hir=100%" },
	{ "lirs", "hir=25%,stack=1" },
	{ "lirs", "hir=3,stack=2" },
	{ "lirs", "stack=3" },
	{ "lruk", "k=1" },
	{ "lruk", "k=3,crp=2" },
	{ "lruk", "k=8,crp=5,history=1" },
	{ "lruk", "history=0" },
	{ "nru", "period=10" },
	{ "nru", "period=1" },
	{ "nru", "period=60,order=random" },
	{ "nru", "order=random" },
	{ "s3fifo", "small=50%,threshold=1" },
	{ "s3fifo", "ghost=20%,threshold=3" },
	{ "slru", "protected=50%" },
	{ "slru", "protected=0" },
	{ "slru", "protected=1" },
	{ "slru", "protected=1000000" },
	{ "ws", "tau=30" },
	{ "wsclock", "tau=25" },
	{ "pff", "threshold=5" },
	{ "clockpro", "cold=3" },
	{ "clockpro", "cold=50%" },
	{ "wtinylfu", "window=100%" },
	{ "wtinylfu", "window=30%,protected=50%,sample=1" },
};
#define NVARIANTS (sizeof(variants) / sizeof(variants[0]))

#endif
