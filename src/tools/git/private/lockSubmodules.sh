#!/bin/sh
# The private repository's post-index-change, and a part of its commit hooks: a submodule that somebody put into the
# private worktree by hand (git submodule add) is a repository of its own. It gets the locks of the one around it.
[ -d "$GIT_DIR/modules" ] || exit 0

find "$GIT_DIR/modules" -type f -name config | while IFS= read -r config; do
  [ -f "${config%config}HEAD" ] || continue
  grep -q '^\[embargo\]' "$config" || cat "${0%/*}/submodule-locks" >>"$config"
done
exit 0
