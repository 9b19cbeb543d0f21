## SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += \
	%D%/RESULT.md \
	%D%/result.schema.json
