#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compares what kernels counted, in the .tsv files of this folder, with what the
policies 'linux' and 'mglru' count, and with 'lru' and 'clock'.

usage: held.py PAGERACE FILE.tsv...          exit 1 if an error exceeds its bound
       held.py --table PAGERACE FILE.tsv...  the tables of doc/KERNEL.md

A file is of one kernel; its name says which (linux-6.12.tsv, programs-6.12.117.tsv).
In one of programs a trace is a file of the sources with a part of it.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

COUNTS = ("pgmajfault", "pswpout")
POLICIES = ("linux", "mglru")
# Mean and worst error of major faults, then of swap-outs, in percent.  The rows of
# 'loop' are not in the mean of mglru, which is chaotic there.
BOUNDS = {
    "linux": ((1.0, 5.0), (1.0, 3.0)),
    "mglru": ((1.5, 9.5), (1.5, 6.5)),
    "linux programs": ((3.0, 17.0), (3.0, 17.0)),
    "mglru programs": ((6.0, 19.0), (6.0, 19.0)),
}
# Pages that the kernel has charged itself, for programs.
KERNEL_PAGES = "7"
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def rows_of(path):
    kernel = os.path.basename(path).split("-", 1)[1][:-len(".tsv")]
    with open(path) as f:
        table = csv.DictReader((l for l in f if l[0] != "#"), delimiter="\t")
        return [dict(row, kernel=kernel) for row in table]


def is_program(trace):
    return trace.startswith("traces/")


def source(pagerace, trace, folder):
    """The words of a command line that say which trace."""
    if not is_program(trace):
        return ["gen:" + trace]
    words = trace.split()
    words[0] = os.path.join(TOP, words[0])
    if "--filter" in words:
        part = os.path.join(folder, "part.prt")
        subprocess.run([pagerace, "convert"] + words[:3]
                       + ["-q", "-o", part, "--to", "packed"], check=True)
        words[:3] = [part]
    return words + ["--set", "kernel_pages=" + KERNEL_PAGES]


def run_all(pagerace, rows):
    with tempfile.TemporaryDirectory() as folder:
        return run_in(pagerace, rows, folder)


def run_in(pagerace, rows, folder):
    """By trace, kernel, policy and limit: the run of the result document."""
    runs = {}
    for trace in dict.fromkeys(row["trace"] for row in rows):
        of = [row for row in rows if row["trace"] == trace]
        kernels = dict.fromkeys(row["kernel"] for row in of)
        limits = dict.fromkeys(row["limit"] for row in of)
        policies = [p + ":version=" + k for k in kernels for p in POLICIES]
        out = subprocess.run(
            [pagerace, "compare"] + source(pagerace, trace, folder)
            + ["-q", "-j", "1", "-d", "none", "-m", ",".join(limits),
               "--json", "-"]
            + [w for p in policies + ["lru", "clock"] for w in ("-p", p)],
            check=True, stdout=subprocess.PIPE).stdout
        for run in json.loads(out)["runs"]:
            key = (trace, run["params"].get("version"), run["policy"],
                   str(run["frames"]))
            runs[key] = run
    return runs


def error(model, kernel):
    return 100.0 * (model - kernel) / max(kernel, 1)


def compared(rows, runs):
    for row in rows:
        key = (row["trace"], row["kernel"], row["lru"], row["limit"])
        run = runs[key]
        textbook = [runs[(row["trace"], None, p, row["limit"])]
                    for p in ("lru", "clock")]
        yield (row, run["kernel"],
               [t["faults"]["swap_in"] for t in textbook])


def held(rows, runs):
    errors = {}
    for row, kernel, _ in compared(rows, runs):
        if row["lru"] == "mglru" and row["trace"].startswith("loop"):
            continue
        key = (row["kernel"], row["lru"]
               + (" programs" if is_program(row["trace"]) else ""))
        errors.setdefault(key, []).append(
            [abs(error(kernel[c], int(row[c]))) for c in COUNTS])
    bad = 0
    for (version, policy), of in errors.items():
        for i, count in enumerate(COUNTS):
            one = [e[i] for e in of]
            mean, worst = sum(one) / len(one), max(one)
            bound = BOUNDS[policy][i]
            says = "ok"
            if mean > bound[0] or worst > bound[1]:
                says = "exceeds %.1f or %.1f" % bound
                bad = 1
            print("%s %s, %d conditions: %s off by %.2f %% on the mean, "
                  "%.2f %% at worst: %s" % (policy, version, len(one), count,
                                            mean, worst, says))
    return bad if errors else 1


def table(rows, runs):
    print("| kernel | lists | trace | limit | pgmajfault | model | error | lru "
          "| clock |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for row, kernel, textbook in compared(rows, runs):
        real = int(row["pgmajfault"])
        print("| %s | %s | `%s` | %s | %d | %d | %+.2f %% | %+.1f %% | %+.1f %% |"
              % (row["kernel"], row["lru"], row["trace"], row["limit"], real,
                 kernel["pgmajfault"], error(kernel["pgmajfault"], real),
                 error(textbook[0], real), error(textbook[1], real)))


def main(args):
    tables = args[:1] == ["--table"]
    args = args[tables:]
    rows = [row for path in args[1:] for row in rows_of(path)]
    runs = run_all(args[0], rows)
    if tables:
        table(rows, runs)
        return 0
    return held(rows, runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
