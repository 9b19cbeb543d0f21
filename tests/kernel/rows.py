#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes result documents of 'pagerace oracle' as rows of the .tsv files of this
folder.

usage: rows.py KIND DOCUMENT...     KIND is linux, programs, groups, files, machine or
                                    nullblk

The trace of a row is that of the document, without 'gen:'.
"""
import json
import sys

COUNTS = ["pgmajfault", "pswpin", "pswpout", "pgscan", "pgsteal",
          "workingset_refault", "workingset_activate", "workingset_restore"]
FILES = ["file_reads", "file_writes", "pgscan_file", "pgsteal_file",
         "workingset_refault_file", "workingset_activate_file"]
COLUMNS = {
    "linux": ["lru", "limit"] + COUNTS + ["kernel_pages"],
    "programs": ["lru", "limit"] + COUNTS + ["kernel_pages"],
    "groups": ["lru", "scope", "swappiness", "limit"] + COUNTS
              + ["kernel_pages"],
    "files": ["lru", "scope", "swappiness", "limit"] + COUNTS + FILES
             + ["kernel_pages"],
    "machine": ["lru", "boost", "limit"] + COUNTS,
    "nullblk": ["limit", "page_cluster"] + COUNTS[:3]
               + ["swap_ra", "swap_ra_hit"] + COUNTS[3:],
}
LRUS = {"classic": "linux", "mglru": "mglru"}


def values(run):
    params = run["params"]
    out = dict(run["kernel"], limit=run["frames"], scope=run["model"]["scope"],
               lru=LRUS[params["lru"]])
    out.update((k, params.get(k)) for k in ("swappiness", "page_cluster", "boost"))
    return out


def main(kind, documents):
    columns = COLUMNS[kind]
    print("\t".join(columns + ["trace"]))
    for path in documents:
        with open(path) as f:
            document = json.load(f)
        trace = document["trace"]["name"]
        trace = trace[4:] if trace.startswith("gen:") else trace
        for run in document["runs"]:
            row = values(run)
            print("\t".join([str(row.get(c, 0)) for c in columns] + [trace]))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
