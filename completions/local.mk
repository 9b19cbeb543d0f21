## SPDX-License-Identifier: BSD-2-Clause
## Completions of three shells, made from the rows that the program prints of
## itself; not made where the program cannot run, which is where it is built
## for another machine.
EXTRA_DIST += %D%/bash.awk %D%/body.bash %D%/fish.awk %D%/zsh.awk
completion_files = %D%/pagerace %D%/_pagerace %D%/pagerace.fish
CLEANFILES += $(completion_files)
if !CROSS_COMPILING
bashcompdir = $(datadir)/bash-completion/completions
nodist_bashcomp_DATA = %D%/pagerace
zshcompdir = $(datadir)/zsh/site-functions
nodist_zshcomp_DATA = %D%/_pagerace
fishcompdir = $(datadir)/fish/vendor_completions.d
nodist_fishcomp_DATA = %D%/pagerace.fish
endif
make_completions = $(MKDIR_P) %D% && ./pagerace$(EXEEXT) completions >$@-rows && \
	$(AWK) -v body=$(srcdir)/%D%/body.bash -f $$script $@-rows >$@-t && \
	mv $@-t $@ && rm -f $@-rows
%D%/pagerace: pagerace$(EXEEXT) %D%/bash.awk %D%/body.bash
	$(AM_V_GEN)script=$(srcdir)/%D%/bash.awk; $(make_completions)
%D%/_pagerace: pagerace$(EXEEXT) %D%/zsh.awk
	$(AM_V_GEN)script=$(srcdir)/%D%/zsh.awk; $(make_completions)
%D%/pagerace.fish: pagerace$(EXEEXT) %D%/fish.awk
	$(AM_V_GEN)script=$(srcdir)/%D%/fish.awk; $(make_completions)
