/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formats of test_plain_lines.c and their lines.
 */
#ifndef UNIT_PLAIN_ROWS_H
#define UNIT_PLAIN_ROWS_H

#include "base/param.h"

#define GIVEN 7 /* parameters */
#define NONE                                                                   \
	{                                                                      \
		{                                                              \
			.name = NULL                                           \
		}                                                              \
	}

static const struct {
	const char *name;
	const char *letters; /* those behind '|' are errors */
	/* Plain, and as they also occur, of %o, one of the letters; the
	 * address %d decimal, %x and %X hexadecimal, %p of eight digits; a
	 * number %n decimal, %h and %H hexadecimal. */
	const char *line[4];
	struct setting given[GIVEN];
} formats[] = {
	{ "hexrw", "RWrw|X",
	    { "%x %o\n", "%p %o\r\n", "0x%x %o\n", "%x\t%o \n" }, NONE },
	{ "din", "012|3456",
	    { "%o %x\n", "%o %X\n", "%o %x %n\n", " %o  %x\n" }, NONE },
	{ "xdin", "rwimcv|R",
	    { "%o %x %h\n", "%o %x %H\r\n", "%o %x\n", "%o %x %h z\n" }, NONE },
	{ "ls", "ls|x",
	    { "%o 0x%x %n\n", "%o 0x%p %n\r\n", "%o 0X%x %n\n",
		"%o 0x%x 1 2 3\n" },
	    NONE },
	{ "lirs", "*", { "%d\n", "%n\r\n", "0x%x\n", "**\n" }, NONE },
	{ "refs", "rRwW |x", { "%n\n", "%n%o\n", "%n %n%o 7\n", "1:%n%o\n" },
	    NONE },
	{ "refs", "rRwW |x",
	    { "%n\n", "%n%o 5 6w\r\n", "%n\t%n%o 7\n", "%n 5%o  7 \n" }, NONE },
	{ "refs", "rw|x;",
	    { "%n, %n%o, 7\n", "%n%o,\n", "%n; %n 5\r\n", "%n, %n ,7%o\n" },
	    NONE },
	{ "refs", "rw|x,",
	    { "%n,%n%o,7\n", "%n%o\r\n", "%n,5,\n", "%n,,%n,\r7%o\n" }, NONE },
	{ "iref", "ILSM|X",
	    { "%o %x\n", "%o %X\r\n", "%o 0x%x\n", " %o  %x\n" }, NONE },
	{ "pinatrace", "RW|X",
	    { "0x%x: %o 0x%x\n", "0x%x: %o 0x%X %n\r\n", "%x: %o %x\n",
		"0x%x : %o 0x%x %h\n" },
	    NONE },
	{ "ramulator", "LS",
	    { "LD %d\n", "ST 0x%x\r\n", "%oT 0X%x\n", "LD  %d %n\n" }, NONE },
	{ "columns", "RWIMr|X0",
	    { "%o,%x,%n\n", "%o,%X,%n\r\n", "%o , 0x%x,%h \n",
		"\"%o\",0x%x,,%n\n" },
	    { { .name = "op", .value = "1" }, { .name = "addr", .value = "2" },
		{ .name = "size", .value = "3" },
		{ .name = "delim", .value = "comma" } } },
	{ "columns", "RWls|I",
	    { "%n %d %o\n", "%n,%d;%oead rest, more\r\n", "%n\t0x%x\t%o\n",
		"%n : %x %o2\n" },
	    { { .name = "pid", .value = "1" }, { .name = "addr", .value = "2" },
		{ .name = "op", .value = "3" } } },
	{ "columns", "013|2",
	    { "%n.%n,%o,x y,%d\n", "%n,%o,,0x%x\n", ",%o,z,%d, 1\n",
		"%n,%o,\"a,b\",%d\n" },
	    { { .name = "time", .value = "1" }, { .name = "op", .value = "2" },
		{ .name = "addr", .value = "4" },
		{ .name = "time_unit", .value = "us" },
		{ .name = "delim", .value = "comma" },
		{ .name = "read", .value = "0|3" },
		{ .name = "write", .value = "1" } } },
	{ "columns", "wi|s",
	    { "%x %o 1\n", "%d %o %n\n", "%x\t%o\n", "; %x %o\n" },
	    { { .name = "addr", .value = "1" }, { .name = "op", .value = "2" },
		{ .name = "size", .value = "3" },
		{ .name = "base", .value = "16" },
		{ .name = "unit", .value = "page" },
		{ .name = "delim", .value = "blank" } } },
	{ "columns", "f|x",
	    { "%o:%n\n", "%o:0X%x\n", "%o: %n\n", "%o:%n:\"\n" },
	    { { .name = "op", .value = "1" },
		{ .name = "addr", .value = "2" } } },
	{ "text", "RWXM",
	    { "%o %x %n\n", "%o 0x%X\r\n", "%o %x %n pid=%n t=%n\n",
		"%o %x 4K\n" },
	    NONE },
	{ "refs", "rw,;",
	    { "%n 7,%n%o 1:%n\t%nW\n", "%n%o\r\n", "%n ,; %n \t\r\n",
		"%n 0x7 %n, # 3\n" },
	    NONE },
	{ "arc", "0",
	    { "%n 3 0 %n\n", "%n 1 0 %d\r\n", "0x%x 2 0 1\n", "%d  %n 0 %n\n" },
	    NONE },
	{ "arc", "0",
	    { "%x 3 0 %n\n", "0x%x %n 7 %d\r\n", "%X 20 0 1\n", "%d 0 0 %n\n" },
	    { { .name = "base", .value = "16" },
		{ .name = "unit", .value = "byte" } } },
	{ "spc", "rwRW|x",
	    { "0,%n,512,%o,%n.%n\n", "7,%n,%n,%o,0.%d,more\r\n",
		"%n , %d,%n,%o,%n\n", "0,%d,%n,%o,%d.%n\n" },
	    NONE },
	{ "msr", "01",
	    { "%n,hm,%o,Read,%n,512,413\n",
		"12816637200306%n,hm,%o,Write,%n,%n,9\r\n",
		"%n,hm,%o,write,%d,%n,1\n", "%d, hm,0,Read ,%n,4096, 1\n" },
	    NONE },
	{ "systor", "RWr|X",
	    { "%n.%n,0.5,%o,0,%n,512\n", "%n.%d,,%o,1,%d,%n\r\n",
		"Timestamp,Response,IOType,LUN,Offset,Size\n",
		"%n,0.1,%o , 1,%n,%n\n" },
	    NONE },
	{ "fiu", "RWr|X",
	    { "%n 4892 syslogd %n 1 %o 6 0 531e77\n",
		"%d %n x %n %n %o 6 %n\r\n", "%n 1 a  %d 1 %o 6 0\n",
		"%n 4892 syslogd %n 8 %o 6 0 aa bb\n" },
	    NONE },
	{ "fiu", "RW",
	    { "%n %n syslogd %n 1 %o 6 0\n", "%n %d x %n 8 %o 6 1 0\r\n",
		"%n 1 a %d 1 %o 6 0 \n", "%n\t4892 syslogd %n 8 %o 6 0\n" },
	    { { .name = "pid", .value = "yes" } } },
	{ "fio", "bc#",
	    { "/dev/sdb read %n 512\n", "%odev write %n %n\r\n",
		"/dev/sd%o close\n", "/dev/sd%o  READ %d 4096\n" },
	    NONE },
	{ "fio", "bc",
	    { "%n /dev/sd%o read %n 512\n", "%d /dev/sd%o write %d %n\r\n",
		"%n #x write %n 4096\n", "%n /dev/sd%o trim %n 1\n" },
	    NONE },
	{ "drmemview", "12",
	    { "%n %n: W%o.T3256 write  8 byte(s) @ 0x%x by PC\n",
		"  %n      %n: W1.T-1 read  %n byte(s) @ 0x%p by PC 0x1\r\n",
		"%n %n: W0.T%o ifetch %n byte(s) @ 0x%x 48 89\n",
		"%n %n: W0.T1 <marker: timestamp %n>\n" },
	    NONE },
	{ "perfscript", "12",
	    { "big %o/%o %n.%n: 1 page-faults: %x ffff8175\n",
		"  big two %n [00%o] %n.%n: cpu/mem-stores/P: %x 4011a6 "
		"s+0x1\r\n",
		"%n [000] %n.%n:  1 minor-faults:  %p   %x\n",
		"a 1/2 %n.%d: 7 cpu/mem-loads/P: %x %x |OP STORE|\n" },
	    NONE },
	{ "ftrace", "123",
	    { "    big-%o  [001] d.... %n.%n: page_fault_user: "
	      "address=0x%x ip=0x7fd3 error_code=0x%o\n",
		"b %n [000] %n.%n: exceptions:page_fault_kernel: address=0x%p "
		"ip=0x1 error_code=0x2\r\n",
		"%d %n %n 0x%x 0x%x %n\n",
		"<...>-7 ( %n) [00%o] .... %n.%d: page_fault_user: address=sym "
		"ip=0x1 error_code=0x%h\n" },
	    NONE },
	{ "ftrace", "123",
	    { "%n %n %n 0x%x 0x%x 1%o\n",
		"a-%o ( %n) [00%o] %n.%n: page_fault_kernel: address=0x%X "
		"ip=0x1 error_code=0x1%o\n",
		"%n %o %o %x %x %o\n", "%n  %o %d 0x%x 0X%x %o\n" },
	    NONE },
	{ "objectcsv", "ab",
	    { "%n,%n,4096\n", "%n.%n,%d,%n,rest, b\r\n", "%n,%o%x,1,\"q\n",
		"%n,\"%n\",%n,rest,\"x\"\n" },
	    NONE },
	{ "objectcsv", "ab\"",
	    { "%n\t%oz\t%n.%n\n", "%d\t%o %o\t%n\r\n", "%n\t\t%n\t\"\n",
		"%n\t%o \t %n\n" },
	    { { .name = "time", .value = "3" }, { .name = "id", .value = "1" },
		{ .name = "size", .value = "0" },
		{ .name = "delim", .value = "tab" },
		{ .name = "header", .value = "2" } } },
	{ "mqsim", "01|2",
	    { "%n 1 %n 8 %o\n", "%d 0 %d %n %o\r\n", " %n\t1 %n %n %o \n",
		"%n.%n 1 %n 8 0%o\n" },
	    NONE },
	{ "disksim", "017",
	    { "%n.%n 1 %n 8 %o\n", "%n 0 %d %n %o\r\n", "%n. 1  %n %n %o\n",
		"%n.%d 1 %n 8 %n%o\n" },
	    NONE },
	{ "simpleo3", "1",
	    { "%n %d\n", "%n %d %n\n", "%n 0x%x %d \r\n", "%n %d %n 7\n" },
	    NONE },
	{ "simpleo3", "1",
	    { "%n %x %h\n", "%n %X 0x%x\r\n", "%n  %x\t%h\n", "%n %d -1\n" },
	    { { .name = "base", .value = "16" },
		{ .name = "unit", .value = "page" } } },
	{ "damon", "01|x",
	    { "kdamond.0  4452 [000] 823.%n: damon:damon_aggregated: "
	      "target_id=%o nr_regions=17 %n-9%x777: 2 3\n",
		"kdamond.0  4452 [000] 823.%n: damon_aggregated: "
		"target_id=0 nr_regions=%n %d-9%d: %o\r\n",
		"  kdamond.%o  4452 [000] 823.%n: damon:damon_aggregated: "
		"target_id=%n nr_regions=%n %n-%d: %n %n \r\n",
		"kdamond.0-44 [000] .... %n: damon_aggregated: "
		"target_id=0 nr_regions=17 %n - 9%n: 1\n" },
	    NONE },
	{ "perftrace", "12",
	    { "%n.%o45 ( 0.000 ms): big/17150 minfault [elf_load+0x28a] => "
	      "0x%x (?k)\n",
		"  %n.%o (%n.%n ms): big/%n majfault [_start+0x0] => "
		"/usr/lib/ld-linux%o@0x%h (d.)\r\n",
		"%n.%n (     ): b c/17150 majfault [a b] => [heap]@0x%x (d.) "
		"\n",
		"%n ( 0.0 ms): b/%o minfault [] => [stack]@0x%p (?) (x)\n" },
	    NONE },
	{ "lackey", "LSM",
	    { " %o %p,8\n", "I  %p,4\n", " %o %p,%n\n", "== 1 ==\n" }, NONE },
};

#endif
