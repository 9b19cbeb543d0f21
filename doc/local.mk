## SPDX-License-Identifier: BSD-2-Clause
dist_doc_DATA = README.md LICENSE CONTRIBUTING.md NEWS.md CITATION.cff \
	%D%/PERFORMANCE.md \
	%D%/MODEL.md \
	%D%/PLUGINS.md \
	%D%/POLICIES.md \
	%D%/RECORD.md \
	%D%/ORACLE.md \
	%D%/RESULT.md \
	%D%/SUITE.md \
	%D%/SPACE.md \
	%D%/TRACE.md \
	%D%/elf.yaml \
	%D%/baseline.schema.json \
	%D%/check.schema.json \
	%D%/facts.schema.json \
	%D%/gate.schema.json \
	%D%/result.schema.json
