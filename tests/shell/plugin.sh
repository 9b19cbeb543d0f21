#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The example of a policy in a shared object is built by its Makefile, listed and
# run, and has the counts of the built-in policies that it is equal to.  Shared
# objects that are not policies are refused.
. "${srcdir:-.}/tests/shell/harness.sh"
need_compiler

cp "$srcdir"/policies/examples/* .
chmod u+w ./*
${MAKE:-make} -s CC="$cc" CFLAGS="-O2 -Wall -Wextra -Werror" \
    PAGERACE_CFLAGS="-I$srcdir/src" >make.log 2>&1 || {
	cat make.log
	fail "the example does not build"
	finish
}
so=./second_chance.so

expect 0 "$pagerace" list policies $so
for text in '^second-chance - ' 'chance=yes' '^  bits' 'FIFO'; do
	grep -q -- "$text" out || fail "'list policies $so' lacks $text"
done

# The same in every column but the names and the memory of the policy.
small trace
numbers() {
	"$pagerace" compare "$1" -p "$2" -m 2,9,30% -d nvme -q --json - |
		grep -v '"policy\|"plugin"\|"params"\|"load_bit"\|"hand"\|"chance"\|state_bytes\|^ *},*$'
}
for t in trace "$srcdir/traces/awk.lackey.xz"; do
	for pair in clock=$so fifo=$so:chance=no; do
		numbers "$t" "${pair%%=*}" | grep -v '"sight"' >one
		numbers "$t" "${pair#*=}" | grep -v '"sight"' >two
		[ -s one ] || fail "no results"
		cmp -s one two || {
			fail "$pair differ on $t"
			diff one two | head -n 5
		}
	done
done

# The same with pages that are unmapped, shared and pinned.
cat >events <<'EOF'
pagerace-trace 1
map 10000 64K rw
W 10000 4
W 11000 4
W 12000 4
fork 7
W 10000 4 pid=7
pin 11000 4K
W 13000 4
W 14000 4
W 12000 4
unpin 11000 4K
exit pid=7
unmap 12000 8K
W 14000 4
W 15000 4
W 16000 4
W 10000 4
EOF
expect 0 "$pagerace" compare events -p $so,$so:chance=no,fifo -m 3..8*2,7
expect 0 "$pagerace" replay events -p second_chance.so -m 4
expect 0 "$pagerace" compare trace -p $so -m 8 --set seed=3 --engine=plain -j 2
cat >suite.yaml <<EOF
traces: [trace]
policies: [{ name: $so, chance: no }, fifo]
memories: [8]
EOF
expect 0 "$pagerace" bench suite.yaml
expect 2 "$pagerace" replay trace -p $so:chanse=no -m 8
grep -q "did you mean 'chance'" err || fail "no suggestion for a parameter"

# Objects that are not policies.
object() {
	cat >bad.c
	$cc -std=gnu17 -fPIC -shared "-I$srcdir/src" -o bad.so bad.c
}
refuse() {
	expect 3 "$pagerace" replay trace -p ./bad.so -m 8 --json report
	[ "$(grep -c . err)" -eq 1 ] || fail "not one message: $1"
	grep -q -- "$1" err || {
		fail "the message lacks '$1'"
		cat err
	}
	[ ! -e report ] || fail "a report is written"
	[ ! -s out ] || fail "output on standard output"
}
refuse 'cannot load ./bad.so'
if grep -q 'bad.so.*bad.so' err; then
	fail "the path is in the message twice"
fi
cp trace bad.so
refuse 'cannot load ./bad.so'
: >bad.so
refuse 'cannot load ./bad.so'
echo 'int nothing;' | object
refuse "exports no 'policy_contract'"
object <<'EOF'
#include "policy/policy.h"
const uint32_t policy_contract = POLICY_CONTRACT + 1;
EOF
refuse 'built for version 3 of the policy contract, this program has version 2'
# Version 1 of the contract: no sizes, other structs.
object <<'EOF'
#include <stdint.h>
const uint32_t policy_contract = 1;
const struct { const char *name, *summary; } policy_plugin = { "old", "old" };
EOF
refuse 'built for version 1 of the policy contract, this program has version 2'
refuse "build it again with this program's headers"
object <<'EOF'
#include "policy/policy.h"
const uint32_t policy_contract = POLICY_CONTRACT;
EOF
refuse "exports no 'policy_plugin'"
object <<'EOF'
#include "policy/policy.h"
const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = { .name = "half", .summary = "a half" };
EOF
refuse 'struct policy has a size of 0 bytes'
object <<'EOF'
#include "policy/policy.h"
const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = "half", .summary = "a half", .size = sizeof(struct policy) };
EOF
refuse 'has no ops with a victim'
object <<'EOF'
#include "policy/policy.h"
static const struct policy_ops ops = { .size = sizeof(struct policy_ops) };
const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = "half", .summary = "a half", .size = sizeof(struct policy),
	.ops = &ops };
EOF
refuse 'has no footprint'

# A policy with one wrong member.
described() {
	object <<EOF
#include "policy/policy.h"
static size_t
footprint(const struct policy_setup *s)
{
	return (s->nframes);
}
static void
init(void *st, const struct policy_setup *s)
{
	(void)st;
	(void)s;
}
static frame_t
victim(void *st, page_id_t page)
{
	(void)st;
	(void)page;
	return (0);
}
static const struct policy_ops ops = { .size = sizeof(struct policy_ops), .victim = victim };
const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = "$1",
	.summary = "the same frame",
	.size = sizeof(struct policy),
	.sight = $2,
	.footprint = footprint,
	.init = init,
	.ops = &ops,
};
EOF
}
described mine SEES_BITS
expect 0 "$pagerace" replay trace -p ./bad.so -m 8
for sight in 4 77 -1; do
	described mine "(enum policy_sight)$sight"
	refuse 'has no sight that there is'
	expect 3 "$pagerace" list policies ./bad.so
done
described lru SEES_BITS
refuse "has the name 'lru' of a built-in one"
expect 3 "$pagerace" compare trace -p lru,./bad.so -m 8
described mine SEES_BITS
mv bad.so one.so
sed 's/the same frame/another/' bad.c >another.c
object <another.c
expect 3 "$pagerace" compare trace -p ./one.so,fifo,./bad.so -m 8,9
grep -q "in ./one.so and ./bad.so have the same name 'mine'" err ||
	fail "two policies with one name are not reported"
cp one.so bad.so
expect 3 "$pagerace" compare trace -p ./one.so,./bad.so -m 8,9
described lru SEES_BITS
for object in ./bad.so ./absent.so; do
	printf 'traces: [trace]\nmemories: [8]\npolicies: [fifo, %s]\n' \
	    $object >suite.yaml
	expect 3 "$pagerace" bench suite.yaml
	grep -q '^pagerace: suite.yaml:3:18: ' err || fail "no position: $object"
done

# A wrong table of parameters: a member outside the struct, its size, a row.
with_params() {
	described mine SEES_BITS
	sed "s/^static const struct policy_ops/static const char *const none[] = { NULL };\\
struct values { $1 };\\
static const struct param params[] = { $3, { .name = NULL } };\\
&/; s/\.sight = /.params_size = $2, .params = params,\
	.param_size = sizeof(params[0]), &/" bad.c >rows.c
	object <rows.c
}
all='sizeof(struct values)'
share='"protected", PARAM_SHARE, 0'
with_params 'uint64_t n;' "$all" "{ $share, \"50%\", 0, 500000, none, 0, \"t\" }"
expect 0 "$pagerace" replay trace -p ./bad.so:protected=10% -m 8
with_params 'uint64_t n;' "$all" "{ $share, NULL, 0, 500000, none, 0, \"t\" }"
expect 0 "$pagerace" list policies ./bad.so
grep -q '^  protected=0%$' out || fail "no default where none is written"
with_params 'uint64_t n;' "$all" "{ $share, \"70%\", 0, 500000, none, 0, \"t\" }"
refuse "./bad.so: parameter 'protected': bad default '70%' (0% to 50%)"
expect 3 "$pagerace" list policies ./bad.so
expect 3 "$pagerace" check ./bad.so
with_params 'uint64_t n;' "$all" "{ $share, \"much\", 0, 0, none, 0, \"t\" }"
refuse "parameter 'protected': bad default 'much'"
with_params 'uint64_t n;' "$all" "{ $share, NULL, 0, 0, none, 0, NULL }"
refuse "parameter 'protected': it has no text"
with_params 'uint64_t n;' "$all" '{ "a", PARAM_COUNT, 8, NULL, 0, 0, none, 0, "t" }'
refuse "parameter 'a': its member ends beyond params_size"
with_params 'uint64_t n, m;' "$all" '{ "a", PARAM_COUNT, 4, NULL, 0, 0, none, 0, "t" }'
refuse "parameter 'a': its offset is not aligned"
with_params 'uint64_t n;' 4 '{ "a", PARAM_COUNT, 0, "1", 0, 0, none, 0, "t" }'
refuse "parameter 'a': its member ends beyond params_size"
with_params 'int n;' "$all" '{ "a", PARAM_CHOICE, 0, NULL, 0, 0, none, 0, "t" }'
refuse "parameter 'a': it has no choices"
with_params 'int n;' "$all" '{ "a", (enum param_type)77, 0, NULL, 0, 0, none, 0, "t" }'
refuse "parameter 'a': its type is none there is"
row='{ "a", PARAM_BOOL, 0, "yes", 0, 0, none, 0, "t" }'
with_params 'bool n;' "$all" "$row, $row"
refuse "parameter 'a': another has the same name"

# Structs that are shorter or longer than this program's, as those of a plug-in built
# with other headers of the same version: missing members count as zero, and
# unknown members must be zero.
sized() {
	described mine SEES_BITS
	sed "s/^static frame_t\$/static size_t wild(void *st) { return (*(size_t *)st); }\
&/
	s/^static const struct policy_ops.*/static const struct {\
	struct policy_ops ops; void *more; } ops = { {\
	.size = $2, .victim = victim, $5 }, $4 };/
	s/^const struct policy policy_plugin = {/const struct {\
	struct policy p; void *more; } policy_plugin = { {/
	s/\.size = sizeof(struct policy),/.size = $1,\
	.tick = (void (*)(void *))wild, .varies_space = true,/
	s/&ops,/\&ops.ops,/; s/^};/}, $3 };/" bad.c >sized.c
	object <sized.c
}
p='offsetof(struct policy, tick)'
o='offsetof(struct policy_ops, leave)'
whole='sizeof(struct policy)'
all_ops='sizeof(struct policy_ops)'
wild='.leave = (void (*)(void *, frame_t, enum leave_why))wild'
sized "$p" "$o" '(void *)1' '(void *)1' "$wild"
expect 0 "$pagerace" replay trace -p ./bad.so -m 8 --set tick=5 --json short.json
described mine SEES_BITS
expect 0 "$pagerace" replay trace -p ./bad.so -m 8 --set tick=5 --json whole.json
grep -v '"plugin"' short.json >short
grep -v '"plugin"' whole.json | cmp -s short - || fail 'a short struct gives other results'
sized "$p" "$all_ops + sizeof(void *)" 0 0 ''
expect 0 "$pagerace" replay trace -p ./bad.so -m 8
sized "$p" "$all_ops + sizeof(void *)" 0 '(void *)1' ''
refuse 'struct policy_ops sets a member that this program does not know'
sized "$whole + sizeof(void *)" "$o" '(void *)1' 0 ''
refuse 'struct policy sets a member that this program does not know'
sized "$p - 1" "$o" 0 0 ''
refuse 'struct policy has a size of'
sized 5000 "$o" 0 0 ''
refuse 'struct policy has a size of 5000 bytes'
sized "$p" "$o - 1" 0 0 ''
refuse 'struct policy_ops has a size of'
# The same for the rows of a table.
described mine SEES_BITS
sed "s/^static const struct policy_ops/static const struct row { struct param p; long more; } rows[] = {\
	{ { .name = \"a\", .type = PARAM_BOOL, .dflt = \"yes\", .text = \"t\" }, 0 },\
	{ { .name = \"b\", .type = PARAM_BOOL, .offset = 1, .text = \"t\" }, MORE },\
	{ { .name = NULL }, 0 } };\
&/; s/\.sight = /.params = \&rows[0].p, .params_size = 2,\
	.param_size = sizeof(struct row), &/" bad.c >rows.c
sed 's/MORE/0/' rows.c >wide.c
object <wide.c
expect 0 "$pagerace" list policies ./bad.so
grep -q '^  a=yes$' out && grep -q '^  b=no$' out || fail 'longer rows are not read'
expect 0 "$pagerace" replay trace -p ./bad.so:b=yes -m 8
sed 's/MORE/1/' rows.c >wide.c
object <wide.c
refuse 'struct param sets a member that this program does not know'

# A policy that breaks the contract in a run, by the frame that it returns.
named() {
	object <<EOF
#include "policy/policy.h"
static size_t
footprint(const struct policy_setup *s)
{
	return (s->nframes);
}
static void
init(void *st, const struct policy_setup *s)
{
	(void)st;
	(void)s;
}
static frame_t
victim(void *st, page_id_t page)
{
	(void)st;
	(void)page;
	return ($1);
}
static void
touch(void *st, frame_t f)
{
	(void)st;
	(void)f;
}
static const struct policy_ops ops = { .size = sizeof(struct policy_ops), ${2-} .victim = victim };
const uint32_t policy_contract = POLICY_CONTRACT;
const struct policy policy_plugin = {
	.name = "named",
	.summary = "the same frame",
	.size = sizeof(struct policy),
	.sight = SEES_FAULTS,
	.footprint = footprint,
	.init = init,
	.ops = &ops,
};
void *const unused = (void *)touch;
EOF
}
named 0
expect 0 "$pagerace" replay trace -p ./bad.so -m 8
named 8
refuse 'policy named broke its contract at reference'
named NO_FRAME
refuse 'named a frame that does not exist'
named 0 '.touch = touch,'
refuse 'claims not to see accesses'
finish
