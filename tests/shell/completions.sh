#!/bin/sh
# SPDX-License-Identifier: BSD-2-Clause
#
# The installed completions: what bash and fish offer for a command line, and
# whether zsh can read its file.
. "${srcdir:-.}/tests/shell/harness.sh"
scripts=${pagerace%/*}/completions
[ -e "$scripts/pagerace" ] || {
	echo "skipped: no completions beside $pagerace"
	exit 77
}
command -v bash >/dev/null || {
	echo "skipped: no bash"
	exit 77
}
export scripts

# Writes what bash offers for the last of these words to 'out', one on a line.
cat >ask.bash <<'EOT'
source "$scripts/pagerace"
compopt() { :; }
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_pagerace
printf '%s\n' "${COMPREPLY[@]}"
EOT
ask() {
	asked="$*"
	bash ask.bash pagerace "$@" >out 2>err || fail "bash: $asked"
	[ ! -s err ] || fail "on standard error: $asked: $(head -n 1 err)"
}
# offers WORD...: these are offered, and no word with another beginning.
offers() {
	for word; do
		grep -qx -- "$word" out || fail "no '$word' offered: $asked"
	done
}
never() {
	for word; do
		! grep -qx -- "$word" out || fail "'$word' offered: $asked"
	done
}
# exactly WORD...
exactly() {
	printf '%s\n' "$@" | sort >wanted
	sort out | diff wanted - >odd || fail "not what is there: $asked
$(cat odd)"
}

small trace
mkdir folder
touch 'two words.json' other.so

# ----------------------------------------------------------------- commands
"$pagerace" --help | awk '/^  [a-z]/ { print $1 }' >all
ask ''
offers $(cat all) help vm trace folder 'two words.json'
never completions
ask com
exactly compare
ask help re
exactly replay report repeat record
ask -
exactly --help --version

# ------------------------------------------- options: those of the command
while read -r command; do
	"$pagerace" $command --help |
		sed -n 's/^  \(-.,\|   \) --\([a-z-]*\).*/--\2 \1/p' |
		tr -d ',' | tr -s ' ' '\n' | sort >wanted
	ask $command x -
	sort out | diff wanted - >odd || fail "options of $command: $(cat odd)"
done <all
ask vm --eve
exactly --events --events-format
ask trace --jo
exactly --jobs
ask compare --expl
exactly --explain

# ------------------------------------------------------------ their values
ask replay trace -p clo
exactly clock clockpro
ask replay trace --policy = s3
exactly s3fifo
ask compare trace -p lru,clock,ar
exactly lru,clock,arc
ask compare trace -p ./oth
exactly ./other.so
ask replay trace -d zram
exactly zram zram-lz4 zram-zstd
ask replay trace -f le
exactly
ask replay trace -f la
exactly lackey
ask replay trace --progress ''
exactly auto always never
ask replay trace --progress = al
exactly always
ask replay trace --engine = ''
exactly auto plain
ask replay trace --plan = ''
exactly auto plain
ask replay trace --engine ''
offers trace
never plain
ask replay trace --events-format u
exactly ucore
ask replay trace --set think
exactly think= think_ns=
ask replay trace --set scope = ''
exactly global local
ask replay trace --set scope =
exactly global local
ask bench suite.yaml --limit faults.t
exactly faults.total=
ask check lru --law gh
exactly ghost
ask replay trace -m ''
exactly ''
ask replay trace --json tw
exactly 'two words.json'
ask replay trace -p clock : ha
exactly hand=
ask replay trace -p lirs :
exactly $("$pagerace" completions | awk -F '\t' \
	'$1 == "param" && $2 $3 == "policieslirs" { print $4 "=" }')
ask replay trace -f lirs : ba
exactly base=
ask compare trace -p lru,lirs : hi
exactly hir=
ask replay trace -p lfu : memory = ''
exactly resident perfect
ask replay trace -p lfu : memory = p
exactly perfect
ask replay trace -d zram : overhead
exactly overhead_ns=
ask replay trace -p lru :
exactly ''
ask replay trace --set strict = ''
exactly no yes

# ------------------------------------------------------------------- words
ask replay tra
exactly trace
ask check fif
exactly fifo
ask check fifo tra
exactly trace
ask list dev
exactly devices
ask list devices hd
exactly hdd
for kind in $("$pagerace" list | awk '{ print $1 }'); do
	ask list $kind ''
	"$pagerace" list $kind | sed 's/^  //' |
		awk '/^[a-z0-9]/ { sub(/=.*/, "", $1); print $1 }' | sort >wanted
	sed 's/=$//' out | sort | diff wanted - >odd ||
		fail "list $kind: $(cat odd)"
done

# ------------------------------------------------------------ other shells
if command -v zsh >/dev/null; then
	zsh -n "$scripts/_pagerace" || fail "zsh cannot read its completions"
else
	echo "no zsh: its completions not looked at"
fi
if command -v fish >/dev/null; then
	cat >ask.fish <<-'EOT'
		source $scripts/pagerace.fish
		complete -C "$argv"
	EOT
	while IFS='|' read -r line wanted; do
		HOME=$work fish ask.fish "$line" </dev/null |
			sed 's/	.*//' >out
		asked="fish: $line"
		exactly $wanted
	done <<-'EOT'
		pagerace compar|compare
		pagerace replay trace --progr|--progress
		pagerace replay trace --progress |always auto never
		pagerace replay trace -d zram-|zram-lz4 zram-zstd
		pagerace vm --events-f|--events-format
		pagerace replay trace --set scope=l|scope=local
		pagerace replay trace -p lirs:hi|lirs:hir=
		pagerace replay trace --plan=p|--plan=plain
		pagerace list devices h|hdd
		pagerace replay tra|trace
	EOT
else
	echo "no fish: its completions not looked at"
fi
finish
