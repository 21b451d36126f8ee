#!/bin/sh
# Every commit hook of the private repository: the case's trailer first, then the project's own hook of that name.
hook=${0##*/}
"${0%/*}/post-index-change"

case $hook in
prepare-commit-msg)
  # Here and not in commit-msg: this one also runs under --no-verify.
  # git merge -m ends without a line feed, and a trailer would join the subject.
  [ -z "$(tail -c 1 "$1")" ] || echo >>"$1"
  case_id=$(git config embargo.case) &&
    git interpret-trailers --in-place --no-divider --if-exists addIfDifferent --trailer "Embargo: $case_id" "$1" ||
    exit 1
  ;;
commit-msg)
  # A message that is nothing but our trailer is empty, so that leaving the editor still cancels the commit.
  git stripspace --strip-comments <"$1" | grep -v '^Embargo: ' | grep -q '[^[:space:]]' || : >"$1"
  ;;
esac

# As git would look it up: relative to the work tree, where hooks start.
project_hooks=$(git config --type=path embargo.projectHooks) || exit 0
[ -f "$project_hooks/$hook" ] && [ -x "$project_hooks/$hook" ] || exit 0
exec "$project_hooks/$hook" "$@"
