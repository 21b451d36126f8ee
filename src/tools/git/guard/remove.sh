#!/bin/sh
# The plain way out of the push guard, for when Embargo itself cannot run any more: sh and sed only.
# "embargo guard remove" does the same, more exactly, while no case is open.

state=$(cd "$(dirname "$0")" && pwd) || exit 2
common=${state%/embargo}
home= cases=
[ ! -r "$state/home" ] || IFS= read -r home <"$state/home"
[ ! -s "$state/armed" ] || cases=$(cat "$state/armed")
for record in "${home:-/dev/null}"/*/case.json; do
  [ -e "$record" ] || continue
  record=${record%/case.json}
  case "
$cases
" in *"
${record##*/}
"*) ;; *) cases="$cases
${record##*/}" ;; esac
done

echo 'This lifts the push guard from this repository. Afterwards git pushes everything without a look:'
echo '- commits of an embargoed fix, by any name; what was pushed cannot be taken back;'
echo '- commits that look like security work.'
echo "It changes $common/config and removes $state; cases and their private places stay as they are."

if (: </dev/tty) 2>/dev/null; then :; else
  echo 'Nothing was changed: this wants an answer typed on a terminal.' >&2
  exit 1
fi
for id in ${cases:-remove}; do
  case $id in remove) printf 'No case is open. Type "remove" to go on: ' ;; *) printf 'Type the case id %s to go on: ' "$id" ;; esac
  read -r answer </dev/tty || exit 1
  if [ "$answer" != "$id" ]; then
    echo 'Nothing was changed.' >&2
    exit 1
  fi
done

# Line by line: somebody may have written between ours, or taken the last one away.
tab=$(printf '\t')
lift='/^# embargo: begin/,/^# embargo: end/ {
  /^# embargo: /d
  /^\[hook "embargo"]$/d
  /^'$tab'event = "pre-push"$/d
  /^'$tab'command = .*\/embargo\/second-line/d
  /^\[include]$/ {
    $!N
    /\n'$tab'path = ".*embargo\/config"$/ {
      $!N
      /\n# embargo: end$/d
      s/\n[^\n]*//
    }
  }
}'
for file in "$common/config" "$common/config.worktree" "$common"/worktrees/*/config.worktree; do
  [ -f "$file" ] || continue
  sed "$lift" "$file" >"$state/config.new" && cat "$state/config.new" >"$file" || exit 2
done
if [ -d "$home/guard" ]; then
  printf '{"at":"%s","stage":"guard","event":"lifted by hand"}\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" >>"$home/guard/lifted.jsonl"
fi
chmod 700 "$state/hooks"
rm -rf "$state"
echo 'The push guard is lifted. To have it back: embargo guard install'
