# SPDX-License-Identifier: BSD-2-Clause
# Links between files of the source tree, as links between installed ones.
s|](doc/|](|g
s|](policies/examples/|](../../pagerace/examples/|g
s|](traces/|](../../pagerace/traces/|g
s|](src/policy/|](../../../include/pagerace/policy/|g
s|](\.\./src/base/|](../../../include/pagerace/base/|g
s|](\.\./policies/lib/|](../../../include/pagerace/policies/lib/|g
s|](\.\./doc/|](../../doc/pagerace/|g
