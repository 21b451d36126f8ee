#!/bin/sh
# The hook that git would have run without Embargo: same arguments, input and exit status. Installed under every hook
# name in embargo/hooks; in pre-push it comes after the guard.

hook=${0##*/}
ours=${0%/*}
[ "$EMBARGO_CHAIN" != "$hook" ] || exit 0 # somebody's hook chains back to us

# The last core.hooksPath that is not ours, else git's own default.
folder=${0%/embargo/hooks/*}/hooks
while read -r _ value; do
  case $value in '' | "$ours") ;; *) folder=$value ;; esac
done <<END
$(git config --type=path --get-regexp '^core\.hookspath$')
END

next=$folder/$hook
[ -f "$next" ] && [ -x "$next" ] || exit 0
export EMBARGO_CHAIN="$hook"
[ "$hook" = pre-push ] || exec "$next" "$@"
printf %s "$input" | "$next" "$@"
