## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += \
	%D%/RESULT.md \
	%D%/SUITE.md \
	%D%/result.schema.json
