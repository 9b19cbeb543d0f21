## SPDX-License-Identifier: BSD-2-Clause
check_SCRIPTS += %D%/reduce.sh
EXTRA_DIST += %D%/reduce.sh
check_SCRIPTS += %D%/rooms.sh
EXTRA_DIST += %D%/rooms.sh
check_SCRIPTS += %D%/policies.sh
EXTRA_DIST += %D%/policies.sh
