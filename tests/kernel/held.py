#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-2-Clause
"""Compares what kernels counted, in the .tsv files of this folder, with what the
policies 'linux' and 'mglru' count, and with 'lru' and 'clock'.

usage: held.py PAGERACE FILE.tsv...          exit 1 if an error exceeds its bound
       held.py --table PAGERACE FILE.tsv...  the tables of doc/KERNEL.md
       held.py --means PAGERACE FILE.tsv...  errors of all counts, mean (worst)
       held.py --errors PAGERACE FILE.tsv... the same, of each condition

A file is of one kernel; its name says which (linux-6.12.tsv, programs-6.12.117.tsv).
In one of programs a trace is a file of the sources with a part of it; in one of
groups, and of files, a row has its swappiness and the scope of memory groups, with the
groups where two of three processes share one.  A head 'walk=' is of the parameter of
mglru.  Several rows of one condition are averaged; the table has how far their major
faults spread.  Rows of the folder 'unseen' were measured when the policies were
finished, and no rule was made from them: they have bounds of their own.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

COUNTS = ("pgmajfault", "pswpout")
POLICIES = ("linux", "mglru")
# Mean and worst error of major faults, then of swap-outs, in percent, of all kernels
# or of one.  The rows of 'loop' are not in the mean of mglru, which is chaotic there.
BOUNDS = {
    "linux": ((0.2, 1.0), (0.2, 1.0)),
    "mglru": ((0.9, 3.0), (0.7, 2.5)),
    # Raised when phases was asked again: 4.6 %, in the band of 8 pages less and more.
    "linux 7.3": ((0.8, 5.0), (0.6, 3.0)),
    # The scan with 8,192 pages, of which the kernel's count is the model's with 8,190.
    "mglru 6.12.117": ((1.6, 11.0), (1.2, 7.5)),
    "linux programs": ((3.0, 13.5), (3.0, 13.5)),
    "mglru programs": ((3.0, 15.0), (3.0, 15.0)),
    "linux groups": ((1.0, 3.0), (1.0, 2.0)),
    "mglru groups": ((1.0, 3.0), (0.8, 2.5)),
    "linux files": ((1.0, 3.5), (2.0, 6.5)),
    "mglru files": ((1.5, 5.0), (1.5, 3.5)),
    "linux unseen files": ((1.6, 4.5), (5.0, 9.5)),
    "mglru unseen files": ((3.0, 8.0), (3.0, 10.0)),
    "linux unseen groups": ((2.5, 4.5), (2.0, 4.0)),
    "mglru unseen groups": ((1.5, 2.0), (1.5, 2.0)),
    # Raised when they were asked again: 3.9 % of one of two conditions.
    "mglru unseen groups 6.1": ((2.5, 4.5), (2.0, 3.0)),
    "linux unseen programs": ((3.0, 9.0), (3.0, 9.0)),
    "mglru unseen programs": ((3.0, 7.5), (2.5, 6.0)),
}
# Of files, too: pages read from swap, read from files, and written to these.
FILE_COUNTS = ("pswpin", "file_reads", "file_writes")
FILE_BOUNDS = {
    "linux files": ((2.5, 9.5), (1.0, 4.0), (4.5, 13.0)),
    "mglru files": ((1.5, 6.5), (2.0, 8.0), (4.0, 7.0)),
    "linux unseen files": ((6.0, 15.0), (5.0, 11.0), (20.0, 40.0)),
    "mglru unseen files": ((4.5, 12.5), (6.5, 22.0), (8.0, 17.0)),
}
# The folder of rows that no rule was made from.
UNSEEN = "unseen"
TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


def rows_of(path):
    kind, kernel = os.path.basename(path)[:-len(".tsv")].split("-", 1)
    folder = os.path.basename(os.path.dirname(os.path.abspath(path)))
    with open(path) as f:
        lines = f.readlines()
    walk = [l.split()[1] for l in lines if l.startswith("# walk=")]
    table = csv.DictReader((l for l in lines if l[0] != "#"), delimiter="\t")
    return [dict({"scope": "global", "swappiness": "60"}, **row,
                 kernel=kernel, kind=kind, unseen=folder == UNSEEN,
                 walk=walk[0] if walk and row["lru"] == "mglru" else "")
            for row in averaged(table)]


# What a row was asked; the rest was counted.
ASKED = ("lru", "scope", "swappiness", "boost", "limit", "kernel_pages", "trace")


def mean(values):
    return sum(values) / len(values)


def averaged(rows):
    """Rows of one condition, which was asked several times, as one: the means of the
    counts, and how far major faults spread, in percent of theirs."""
    same = {}
    for row in rows:
        same.setdefault(tuple(row.get(k) for k in ASKED), []).append(row)
    for of in same.values():
        row = dict(of[0])
        for c in row:
            if c not in ASKED:
                row[c] = round(mean([int(r[c]) for r in of]))
        faults = [int(r["pgmajfault"]) for r in of]
        row["spread"] = (100 * (max(faults) - min(faults)) / max(mean(faults), 1)
                         if len(of) > 1 else None)
        yield row


def is_program(trace):
    return trace.startswith(("traces/", "tests/"))


def charged(row):
    """Pages that the kernel had charged itself, where that is known and no buffer heads
    of files are among them; else nothing."""
    return row.get("kernel_pages") if row["kind"] in ("programs", "linux") else ""


def source(pagerace, row, folder):
    """The words of a command line that say which trace, and how many pages the kernel
    had charged itself."""
    trace = row["trace"]
    own = charged(row)
    charge = ["--set", "kernel_pages=" + own] if own else []
    if not is_program(trace):
        return ["gen:" + trace] + charge
    words = trace.split()
    words[0] = os.path.join(TOP, words[0])
    if "--filter" in words:
        part = os.path.join(folder, "part.prt")
        subprocess.run([pagerace, "convert"] + words[:3]
                       + ["-q", "-o", part, "--to", "packed"], check=True)
        words[:3] = [part]
    return words + charge


def run_all(pagerace, rows):
    with tempfile.TemporaryDirectory() as folder:
        return run_in(pagerace, rows, folder)


def policies_of(rows):
    """The policies that are asked for the rows, as -p has them."""
    out = {}
    for row in rows:
        out["%s:version=%s,swappiness=%s%s"
            % (row["lru"], row["kernel"], row["swappiness"],
               row["walk"] and "," + row["walk"])] = True
    return list(out) + ["lru", "clock"]


def where_of(row):
    return (row["trace"], row["scope"], charged(row))


def key_of(run, where):
    swappiness = run["params"].get("swappiness")
    return where + (run["params"].get("version"), run["policy"],
                    None if swappiness is None else str(swappiness),
                    str(run["frames"]))


def run_in(pagerace, rows, folder):
    """By trace, scope, charged pages, kernel, policy, swappiness and limit: the run of
    the result document."""
    runs = {}
    for where in dict.fromkeys(where_of(r) for r in rows):
        of = [r for r in rows if where_of(r) == where]
        limits = dict.fromkeys(row["limit"] for row in of)
        level = (["--set", "level=3"] if of[0]["kind"] == "machine" else [])
        out = subprocess.run(
            [pagerace, "compare"] + source(pagerace, of[0], folder)
            + ["-q", "-j", "1", "-d", "none", "-m", ",".join(limits),
               "--json", "-"] + settings_of(where[1])
            + level + [w for p in policies_of(of) for w in ("-p", p)],
            check=True, stdout=subprocess.PIPE).stdout
        for run in json.loads(out)["runs"]:
            runs[key_of(run, where)] = run
    return runs


def settings_of(scope):
    """The words for a scope, 'local' or 'local groups=...'."""
    return [w for s in ("scope=" + scope).split() for w in ("--set", s)]


def error(model, kernel):
    return 100.0 * (model - kernel) / max(kernel, 1)


def compared(rows, runs):
    for row in rows:
        where = where_of(row)
        run = runs[where + (row["kernel"], row["lru"], row["swappiness"],
                            row["limit"])]
        textbook = [runs[where + (None, p, None, row["limit"])]
                    for p in ("lru", "clock")]
        # First touches of files are major faults of a kernel.
        first = run["kernel"]["pgmajfault"] - run["faults"]["swap_in"]
        yield (row, run["kernel"],
               [t["faults"]["swap_in"] + first for t in textbook])


def label(row):
    words = [row["lru"]]
    if row["unseen"]:
        words.append(UNSEEN)
    if row["kind"] != "linux":
        words.append(row["kind"])
    return " ".join(words)


def judge(what, version, count, errors, bound):
    of_all, worst = mean(errors), max(errors)
    bad = of_all > bound[0] or worst > bound[1]
    says = "exceeds %.1f or %.1f" % bound if bad else "ok"
    print("%s %s, %d conditions: %s off by %.2f %% on the mean, "
          "%.2f %% at worst: %s" % (what, version, len(errors), count, of_all,
                                    worst, says))
    return bad


def says_writes(row):
    """Is file_writes of the row compared?  Not where the file is not written to, and
    not of groups that wait for each other: the model's have a clock each."""
    return int(row["file_writes"]) > 0 and not row["scope"].startswith("local")


def held(rows, runs):
    errors = {}
    for row, kernel, _ in compared(rows, runs):
        if row["lru"] == "mglru" and row["trace"].startswith("loop"):
            continue
        counts = COUNTS + FILE_COUNTS if row["kind"] == "files" else COUNTS
        for c in counts:
            if c == "file_writes" and not says_writes(row):
                continue
            errors.setdefault((row["kernel"], label(row)), {}).setdefault(
                c, []).append(abs(error(kernel.get(c, 0), int(row[c]))))
    bad = 0
    for (version, policy), of in errors.items():
        bounds = dict(zip(COUNTS, BOUNDS.get("%s %s" % (policy, version),
                                             BOUNDS[policy])))
        bounds.update(zip(FILE_COUNTS, FILE_BOUNDS.get(policy, ())))
        for count, one in of.items():
            if count in bounds:
                bad |= judge(policy, version, count, one, bounds[count])
    return bad if errors else 1


def conditions(row):
    """Of a row, what its table has beside the limit."""
    words = []
    if row["kind"] == "machine":
        words.append("boost " + row["boost"])
    if row["kind"] == "files":
        words.append("swappiness " + row["swappiness"])
    if row["scope"].startswith("local"):
        words.append("two groups")
    return ", ".join([row["limit"]] + words)


def spread(row):
    return "" if row["spread"] is None else " (%.1f %%)" % row["spread"]


def table(rows, runs):
    print("| kernel | lists | trace | limit | pgmajfault | model | error | lru "
          "| clock |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for row, kernel, textbook in compared(rows, runs):
        real = int(row["pgmajfault"])
        print("| %s | %s | `%s` | %s | %d%s | %d | %+.2f %% | %+.1f %% | %+.1f %% |"
              % (row["kernel"], row["lru"], row["trace"], conditions(row),
                 real, spread(row), kernel["pgmajfault"],
                 error(kernel["pgmajfault"], real),
                 error(textbook[0], real), error(textbook[1], real)))


ALL_COUNTS = ("pgmajfault", "pswpin", "pswpout", "file_reads")


def errors_of(row, kernel, textbook):
    """In percent, by count, of those that the kernel has; and of lru and clock."""
    out = {c: error(kernel.get(c, 0), int(row[c])) for c in ALL_COUNTS
           if int(row.get(c) or 0) > 0}
    for name, count in zip(("lru", "clock"), textbook):
        out[name] = error(count, int(row["pgmajfault"]))
    return out


def print_errors(rows, runs):
    columns = ALL_COUNTS + ("lru", "clock")
    print("| kernel | lists | trace | limit | %s |" % " | ".join(columns))
    print("| --- " * (len(columns) + 4) + "|")
    for row, kernel, textbook in compared(rows, runs):
        of = errors_of(row, kernel, textbook)
        print("| %s | %s | `%s` | %s | %s |" % (
            row["kernel"], row["lru"], row["trace"], conditions(row),
            " | ".join("%+.1f" % of[c] if c in of else "-" for c in columns)))


def what(row):
    several = "processes=" in row["trace"]
    if row["kind"] == "files":
        return "pages of files" + (", several processes" if several else "")
    if row["kind"] == "groups":
        return {"local": "a group each",
                "global": "several processes, one group"}.get(
                    row["scope"], "processes share groups")
    return row["kind"]


def print_means(rows, runs):
    columns = ALL_COUNTS + ("lru", "clock")
    of = {}
    for row, kernel, textbook in compared(rows, runs):
        key = (row["kernel"], row["lru"], what(row))
        of.setdefault(key, []).append(errors_of(row, kernel, textbook))
    print("| kernel | lists | what | conditions | %s |" % " | ".join(columns))
    print("| --- " * (len(columns) + 4) + "|")
    for key in sorted(of, key=lambda k: (k[2], k[1], k[0])):
        cells = []
        for c in columns:
            e = [abs(x[c]) for x in of[key] if c in x]
            cells.append("%.2f (%.1f)" % (mean(e), max(e)) if e else "-")
        print("| %s | %d | %s |" % (" | ".join(key), len(of[key]),
                                     " | ".join(cells)))


PRINTERS = {"--table": table, "--means": print_means, "--errors": print_errors}


def main(args):
    printer = PRINTERS.get(args[0])
    args = args[printer is not None:]
    rows = [row for path in args[1:] for row in rows_of(path)]
    runs = run_all(args[0], rows)
    if printer is not None:
        printer(rows, runs)
        return 0
    return held(rows, runs)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
