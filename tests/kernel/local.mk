## SPDX-License-Identifier: BSD-2-Clause
check_SCRIPTS += %D%/held.sh %D%/nullblk.sh %D%/stats.sh
EXTRA_DIST += \
	%D%/files-6.12.117.tsv \
	%D%/groups-6.12.117.tsv \
	%D%/held.py \
	%D%/held.sh \
	%D%/linux-6.1.tsv \
	%D%/linux-6.12.117.tsv \
	%D%/linux-6.18.tsv \
	%D%/linux-7.3.tsv \
	%D%/machine-6.12.117.tsv \
	%D%/nullblk-6.1.tsv \
	%D%/nullblk-6.12.tsv \
	%D%/nullblk-6.18.tsv \
	%D%/nullblk-7.3.tsv \
	%D%/nullblk.py \
	%D%/nullblk.sh \
	%D%/nullblk.yaml \
	%D%/programs-6.12.117.tsv \
	%D%/rows.py \
	%D%/stats.sh \
	%D%/unseen/awk.prt \
	%D%/unseen/files-6.1.tsv \
	%D%/unseen/files-6.12.117.tsv \
	%D%/unseen/files-6.18.tsv \
	%D%/unseen/files-7.3.tsv \
	%D%/unseen/groups-6.1.tsv \
	%D%/unseen/groups-6.18.tsv \
	%D%/unseen/groups-7.3.tsv \
	%D%/unseen/jq.prt \
	%D%/unseen/perl.prt \
	%D%/unseen/programs-6.1.tsv \
	%D%/unseen/programs-6.12.117.tsv
