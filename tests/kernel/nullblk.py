#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compares what kernels counted with swap on a slow device, in nullblk-*.tsv, with
what 'linux:swap=async' counts.

usage: nullblk.py PAGERACE FILE.tsv...          exit 1 if an error exceeds its bound
       nullblk.py --table PAGERACE FILE.tsv...  the table of doc/KERNEL.md

A kernel's own counts jump by a tenth from one limit to the next.  So rows of one
trace, whose limits lie within 16 pages, are one condition: their sums are compared.
"""
import csv
import json
import os
import subprocess
import sys

import held

COUNTS = ("pgmajfault", "pswpin", "pswpout")
# Mean error of major faults and of swap-outs, in percent, without and with read-ahead.
BOUNDS = {"0": (3.0, 2.0), "3": (2.0, 2.0)}
FIGURES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nullblk.yaml")


def conditions_of(path):
    kernel = os.path.basename(path)[len("nullblk-"):-len(".tsv")]
    of = {}
    with open(path) as f:
        for row in csv.DictReader((l for l in f if l[0] != "#"), delimiter="\t"):
            key = (kernel, row["page_cluster"], row["trace"])
            of.setdefault(key, []).append(row)
    return of


def model(pagerace, kernel, page_cluster, trace, limits):
    out = subprocess.run(
        [pagerace, "compare", "gen:" + trace, "-q", "-j", "1", "-d", "nullblk",
         "--figures", FIGURES, "--set", "think_ns=1400", "-m", ",".join(limits),
         "-p", "linux:version=%s,swap=async,page_cluster=%s" % (kernel, page_cluster),
         "--json", "-"],
        check=True, stdout=subprocess.PIPE).stdout
    return [run["kernel"] for run in json.loads(out)["runs"]]


def compared(pagerace, path):
    for (kernel, cluster, trace), rows in conditions_of(path).items():
        runs = model(pagerace, kernel, cluster, trace, [r["limit"] for r in rows])
        sums = {c: (sum(k[c] for k in runs), sum(int(r[c]) for r in rows))
                for c in COUNTS}
        yield kernel, cluster, trace, rows, sums


def main(args):
    tables = args[:1] == ["--table"]
    args = args[tables:]
    errors = {}
    for path in args[1:]:
        for kernel, cluster, trace, rows, sums in compared(args[0], path):
            of = [held.error(*sums[c]) for c in COUNTS]
            if tables:
                print("| %s | %s | `%s` | %s | %s |" % (
                    kernel, cluster, trace, ", ".join(r["limit"] for r in rows),
                    " | ".join("%d | %+.1f %%" % (sums[c][1] // len(rows), e)
                               for c, e in zip(COUNTS, of))))
            errors.setdefault((kernel, cluster), []).append((abs(of[0]), abs(of[2])))
    bad = not errors
    for (kernel, cluster), of in errors.items():
        means = [sum(e[i] for e in of) / len(of) for i in (0, 1)]
        exceeds = any(m > b for m, b in zip(means, BOUNDS[cluster]))
        bad |= exceeds
        if not tables:
            print("linux %s, page_cluster %s, %d conditions: major faults off by "
                  "%.2f %%, swap-outs by %.2f %% on the mean: %s" % (
                      kernel, cluster, len(of), *means, "exceeds" if exceeds else "ok"))
    return bad and not tables


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
