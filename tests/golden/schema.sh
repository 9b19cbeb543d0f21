#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
# Holds the golden result documents to their schema, and shows that the schema
# refuses what it should.  Skipped where Python's jsonschema is not there.
set -eu
: "${srcdir:=.}"
python3 -c 'import jsonschema' 2>/dev/null || {
	echo "skipped: no python3 with jsonschema"
	exit 77
}
python3 - "$srcdir" <<'EOF'
import copy, json, sys

import jsonschema

root = sys.argv[1]
golden = root + "/tests/golden/"
schema = json.load(open(root + "/doc/result.schema.json"))
known = getattr(jsonschema, "Draft202012Validator", None)
if known is None:
    print("skipped: jsonschema does not know draft 2020-12")
    sys.exit(77)
known.check_schema(schema)
check = known(schema)
documents = {}
for name in "replay", "comparison", "empty":
    documents[name] = json.load(open(golden + name + ".json"))
    check.validate(documents[name])
check.validate({"schema": "pagerace.suite/1",
                "tool": documents["comparison"]["tool"],
                "results": [documents["comparison"], documents["replay"]]})

def broken(change):
    bad = copy.deepcopy(documents["comparison"])
    change(bad)
    return not check.is_valid(bad)

for change in (
    lambda d: d.pop("runs"),
    lambda d: d.update(schema="pagerace.result/2"),
    lambda d: d["runs"][3].pop("swap"),
    lambda d: d["runs"][0].update(hits=-1),
    lambda d: d["runs"][0]["faults"].update(total="9"),
    lambda d: d["runs"][0].update(sight="everything"),
    lambda d: d["runs"][0]["latency_ns"]["buckets"].append([1, 2]),
    lambda d: d["trace"].update(digest="md5:00"),
    lambda d: d["curves"].append({"policy": "lru", "points": [[0, 1]]}),
):
    if not broken(change):
        sys.exit("the schema lets a broken document pass")
EOF
