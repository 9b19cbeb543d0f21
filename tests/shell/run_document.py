# SPDX-License-Identifier: BSD-2-Clause
"""run_document.py DOCUMENT: follows a document as a reader would.

A block "```LANGUAGE FILE" is saved as that file of the current directory.  A block
"```console" has commands behind "$ ", continued behind "\\", and what each prints: the
lines that follow it.  A line "..." stands for any lines, and "..." within a line for
any text of it.  A command has status 0, or "$ echo $?" follows.  A block "```sh workflow" is a script, which must exit with 0.  With UPDATE set, the
document is printed with what the commands print now.
"""
import os
import re
import subprocess
import sys


def pattern(lines):
    out = []
    for line in lines:
        if line == "...":
            out.append(r"(?:[^\n]*\n)*")
        else:
            parts = line.split("...")
            out.append(".*".join(re.escape(p) for p in parts) + "\n")
    return re.compile("".join(out))


def run(command, status=0):
    # The command before it has the status that "$?" reads.
    done = subprocess.run(["sh", "-c", "(exit %d)\n%s" % (status, command)],
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=300)
    text = done.stdout.decode("utf-8", "replace")
    # Blanks at the end of a line are not seen by a reader.
    return re.sub(r"[ \t]+\n", "\n", text), done.returncode


def session(lines, update):
    """The console block; returns its lines as they would be now, and errors."""
    out, errors, at, status = [], [], 0, 0
    while at < len(lines):
        command = [lines[at]]
        while command[-1].endswith("\\"):
            at += 1
            command.append(lines[at])
        at += 1
        wanted = []
        while at < len(lines) and not lines[at].startswith("$ "):
            wanted.append(lines[at])
            at += 1
        if not command[0].startswith("$ "):
            return lines, ["no command: " + command[0]]
        text, status = run("\n".join(command)[2:], status)
        if not pattern(wanted).fullmatch(text):
            errors.append("%s\nprints (status %d)\n%s" % (command, status, text))
        elif status != 0 and lines[at:at + 1] != ["$ echo $?"]:
            errors.append("%s\nhas status %d, which the document does not show" %
                          (command, status))
        out += command + (text.splitlines() if update and "..." not in wanted else wanted)
    return out, errors


def main():
    update = "UPDATE" in os.environ
    failed = commands = 0
    block = opened = None
    for line in open(sys.argv[1], encoding="utf-8").read().splitlines():
        if block is None or line != "```":
            if block is not None:
                block.append(line)
                continue
            m = re.match(r"```(\w+) ?(.*)$", line)
            if m:
                block, opened = [], m
            if update:
                print(line)
            continue
        kind, name = opened[1], opened[2]
        if kind == "console":
            block, errors = session(block, update)
            commands += 1
            for e in errors:
                print(e, file=sys.stderr)
                failed = 1
        elif kind == "sh" and name == "workflow":
            commands += 1
            text, status = run("set -eu\n" + "\n".join(block))
            if status != 0:
                print("status %d:\n%s" % (status, text), file=sys.stderr)
                failed = 1
        elif name:
            with open(name, "w", encoding="utf-8") as f:
                f.write("\n".join(block) + "\n")
        if update:
            print("\n".join(block + [line]))
        block = None
    if commands == 0:
        print("no commands in " + sys.argv[1], file=sys.stderr)
        failed = 1
    sys.exit(failed)


main()
