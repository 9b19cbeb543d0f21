/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a line of each format looks like.  Lines are those of the formats'
 * sources, with names and numbers of a usual length.
 */
#include "bench/reader_rows.h"

const struct row reader_rows[] = {
	{ "lackey", NULL, "LSML", "oas", " %c %08lx,%lu\n", " %c %lx,%lu", 1,
	    0 },
	{ "hexrw", NULL, "RWRR", "ao", "%08lx %c\n", "%lx %c", 0, 0 },
	{ "din", NULL, "0102", "oa", "%c %lx\n", "%c %lx", 1, 0 },
	{ "xdin", NULL, "rwri", "oas", "%c %lx %lx\n", "%c %lx %lx", 1, 0 },
	{ "ls", NULL, "lsll", "oas", "%c 0x%08lx %lu\n", "%c %lx %lu", 1, 0 },
	{ "iref", NULL, "ILSM", "oa", "%c %lx\n", "%c %lx", 1, 0 },
	{ "iref", NULL, "IRWR", "oa", "%c: 0x%lx\n", "%c: %lx", 1, 0 },
	{ "ramulator", NULL, "LLLL", "oa", "%cD %lu\n", "%cD %lu", 1, 0 },
	{ "pinatrace", NULL, "RWRR", "poa", "0x%lx: %c 0x%lx\n",
	    "0x%lx: %c 0x%lx", 2, 0 },
	{ "lirs", NULL, "", "p", "%lu\n", "%lu", 0, 0 },
	{ "refs", NULL, "rwrr", "po", "%lu%c\n", "%lu%c", 0, 0 },
	{ "refs", NULL, NULL, "ppp", "%lu %lu %lu\n", "%lu %lu %lu", 0, 0 },
	{ "columns", "columns", "RWRI", "oas", "%c,%lx,%lu\n", "%c,%lx,%lu", 1,
	    0 },
	{ "text", NULL, "RWXR", "oas", "%c %lx %lu\n", "%c %lx %lu", 1, 0 },
	{ "arc", NULL, NULL, "ps", "%lu 1 0 %lu\n", "%lu %*u %*u %lu", 0, 0 },
	{ "spc", NULL, "rwrr", "pos", "0,%lu,512,%c,%lu.25\n",
	    "%*u,%lu,%*u,%c,%lu", 0, 0 },
	{ "msr", NULL, NULL, "sa", "128166372%09lu,hm,0,Read,%lu,512,413\n",
	    "%lu,%*[^,],%*u,%*[^,],%lu", 1, 0 },
	{ "msr", NULL, NULL, "sa", "128166372%09lu,hm,0,Read,%lu,32768,413\n",
	    "%lu,%*[^,],%*u,%*[^,],%lu", 1, 0 },
	{ "systor", NULL, "WRRR", "soa",
	    "1455592511.%09lu,0.000165225,%c,0,%lu,512\n",
	    "%*u.%lu,%*f,%c,%*u,%lu", 2, 0 },
	{ "fiu", NULL, "RWRR", "spo", "%lu 4892 syslogd %lu 1 %c 6 0 531e77\n",
	    "%lu %*u %*s %lu %*u %c", 1, 0 },
	{ "fio", NULL, NULL, "a", "/dev/sdb read %lu 512\n", "%*s %*s %lu", 0,
	    0 },
	{ "fio", NULL, NULL, "a", "/dev/sdb read %lu 16384\n", "%*s %*s %lu", 0,
	    0 },
	{ "mqsim", NULL, NULL, "sp", "48513%05lu 1 %lu 8 1\n",
	    "%lu %*u %lu %*u %*u", 1, 0 },
	{ "mqsim", NULL, NULL, "sp", "48513%05lu 1 %lu 64 1\n",
	    "%lu %*u %lu %*u %*u", 1, 0 },
	{ "disksim", NULL, NULL, "sp", "48%lu.513 1 %lu 8 1\n",
	    "%lu.%*u %*u %lu %*u %*u", 1, 0 },
	{ "simpleo3", NULL, NULL, "sa", "%lu %lu\n", "%lu %lu", 1, 0 },
	{ "simpleo3", NULL, NULL, "saa", "%lu %lu %lu\n", "%lu %lu %lu", 1, 0 },
	{ "drmemview", NULL, NULL, "ssa",
	    "%12lu %12lu: W0.T3256 write  8 byte(s) @ 0x%016lx by PC 0x7f61\n",
	    "%lu %lu: W%*u.T%*u %*s %*u byte(s) @ 0x%lx", 2, 0 },
	{ "perfscript", NULL, NULL, "sa",
	    "big 17142/17142 733.%06lu: 1 page-faults: %lx ffffffff8175\n",
	    "%*s %*u/%*u %*u.%lu: %*u %*s %lx", 1, 0 },
	{ "ftrace", NULL, NULL, "sa",
	    "big-19251 [001] d.... 823.%06lu: page_fault_user: address=0x%lx "
	    "ip=0x7fd3f422f109 error_code=0x6\n",
	    "%*s [%*u] %*s %*u.%lu: %*s address=0x%lx", 1, 0 },
	{ "perftrace", NULL, NULL, "sa",
	    "%6lu.045 ( 0.000 ms): big/17150 minfault [elf_load+0x28a] => "
	    "0x%lx (?k)\n",
	    "%lu.%*u ( %*u.%*u ms): %*s %*s %*s => 0x%lx", 1, 0 },
	{ "perftrace", NULL, NULL, "sa",
	    "%6lu.106 ( 0.000 ms): big/17150 majfault [_start+0x0] => "
	    "/usr/lib/libc.so.6@0x%lx (d.)\n",
	    "%lu.%*u ( %*u.%*u ms): %*s %*s %*s => %*[^@]@0x%lx", 1, 0 },
	{ "damon", NULL, NULL, "saz",
	    "kdamond.0  4452 [000] 82877.%06lu: damon:damon_aggregated: "
	    "target_id=0 nr_regions=17 %lu-%lu: 2 3\n",
	    "%*s %*u [%*u] %*u.%lu: %*s target_id=%*u nr_regions=%*u %lu-%lu: "
	    "%*u",
	    1, 0 },
	{ "damonjson", NULL, NULL, "az",
	    "{\"start\": %lu, \"end\": %lu, \"nr_accesses\": {\"samples\": 2}, "
	    "\"age\": {\"aggr_intervals\": 3}},\n",
	    " {\"start\": %lu, \"end\": %lu, \"nr_accesses\": {\"samples\": "
	    "%*u}",
	    0, 0 },
	{ "objectcsv", NULL, NULL, "sp", "%lu,%lu,4096\n", "%lu,%lu,%*u", 1,
	    0 },
	{ "u64addr", NULL, NULL, NULL, NULL, NULL, 0, 8 },
	{ "u64page", NULL, NULL, NULL, NULL, NULL, 0, 8 },
	{ "champsim", NULL, NULL, NULL, NULL, NULL, 0, 64 },
	{ "oraclegeneral", NULL, NULL, NULL, NULL, NULL, 0, 24 },
};

const size_t nreader_rows = sizeof(reader_rows) / sizeof(reader_rows[0]);
