#!/bin/sh
# The hook that git would have run without Embargo: same arguments, input and exit status. Installed under every hook
# name in embargo/hooks; in pre-push it comes after the guard.

hook=${0##*/}
ours=${0%/*}
[ "$EMBARGO_CHAIN" != "$0" ] || exit 0 # somebody's hook chains back to us

# The last core.hooksPath that is not ours, else git's own default.
folder=${0%/embargo/hooks/*}/hooks
[ "$hook" = pre-push ] || settings=$(git config --type=path --get-regexp '^core\.hookspath$')
while read -r key value; do
  case $key,$value in core.hookspath, | "core.hookspath,$ours") ;; core.hookspath,*) folder=$value ;; esac
done <<END
$settings
END

next=$folder/$hook
[ -f "$next" ] && [ -x "$next" ] || {
  # git-lfs finds our hooks in its place and installs none: where it is in use, and nobody else's hook stands in, call it.
  case $hook in pre-push | post-checkout | post-commit | post-merge) ;; *) exit 0 ;; esac
  [ -d "${0%/embargo/hooks/*}/lfs" ] && command -v git-lfs >/dev/null || exit 0
  next=git-lfs
  set -- "$hook" "$@"
}
export EMBARGO_CHAIN="$0"
[ "$hook" = pre-push ] || exec "$next" "$@"
printf %s "$input" | "$next" "$@"
