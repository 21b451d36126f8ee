#!/bin/sh
# The push guard, first stage: sh and git, no other program. It lets a push pass when nothing in it belongs to a case
# and nothing looks like security work. What it finds, doubts or cannot read goes to the second stage (hook.js).
# Arguments and standard input are those of githooks(5), pre-push. Installed as the first part of embargo/hooks/pre-push
# and of embargo/second-line; the words it looks for are also in securityTags.ts and patterns.ts.

state=${0%/*}
state=${state%/hooks}
common=${state%/embargo}
newline='
'

# One line for people, the way out, and the end of the push.
refuse() {
  {
    echo "embargo: refused. $1; nothing was sent."
    echo "What to do: $2"
    echo "To lift the guard from this repository by hand: sh '$state/remove.sh'"
  } >&2
  exit 1
}

# The whole input, kept for who comes after us. Fields are counted from the end of a line: the first is what the person
# typed and may hold spaces. A form that is not known, or a push of very many refs, is left to the second stage.
read_input() {
  input= tips= known= sends= unknown= odd= count=0
  while IFS= read -r line || [ -n "$line" ]; do
    input=$input$line$newline there=${line##* } here=${line% *}
    here=${here% *}
    here=${here##* }
    case $here$there in *[!0-9a-f]*) unknown=1 ;; esac
    case ${#here}/${#there} in 40/40 | 64/64) ;; *) unknown=1 ;; esac
    case $here in *[!0]*) sends=1 tips="$tips $here" ;; esac
    case $there in *[!0]*) known=$known^$there$newline ;; esac
    # A branch is a commit. Anything else may be a tag, a tree or a file, which git log would pass over in silence.
    case $line in refs/heads/* | HEAD\ * | \(delete\)\ *) ;; *) odd=1 ;; esac
    count=$((count + 1))
    if [ "$count" = 500 ]; then
      input=$input$(cat)
      unknown=1
    fi
  done
}

# The open cases by both memories, the private home and this repository: what either knows is open.
read_cases() {
  home= cases=
  if [ -r "$state/home" ]; then IFS= read -r home <"$state/home"; fi
  if [ -n "$home" ]; then
    for record in "$home"/*/case.json; do
      [ -e "$record" ] || continue
      record=${record%/case.json}
      cases="$cases ${record##*/}"
    done
  fi
  [ -s "$state/armed" ] || return 0
  while IFS= read -r id || [ -n "$id" ]; do
    case "$cases " in
    *" $id "*) ;;
    *) refuse "Case $id is open, but its private place cannot be found" \
      'bring the Embargo home back to where it was, or ask the person who holds the case.' ;;
    esac
  done <"$state/armed"
}

# git on what is new for the remote, whatever the configuration and the environment say about how history is shown. What
# the remote has may be missing here; what is pushed may not.
look() {
  GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_GRAFT_FILE=/dev/null/none LC_ALL=C \
    git -c core.quotePath=false -c log.showRoot=true -c log.showSignature=false -c diff.suppressBlankEmpty=false \
    "$@" --encoding=UTF-8 $tips --ignore-missing --stdin --not "$public" <<END
$known
END
}

# The first new commit whose message names a flaw, an embargo or a security tag.
tagged() {
  look rev-list --max-count=1 --regexp-ignore-case --extended-regexp \
    --grep='^(CVE-ID|Embargo):' --grep='\[SECURITY-[0-9]+]' --grep='^changelog: *security' \
    --grep='CVE-[0-9]{4}-[0-9]{4}' --grep='GHSA-[0-9a-z]{4}-[0-9a-z]{4}'
}

# What is known of the cases is as new as their reflogs: any commit, amend or stash there changes those.
fresh() {
  seen=$(cksum "$home"/*/repo.git/worktrees/*/logs/HEAD "$home"/*/repo.git/logs/HEAD \
    "$home"/*/repo.git/logs/refs/stash "$home"/*/repo.git/logs/refs/notes/* \
    "$home"/*/repo.git/logs/refs/heads/* "$home"/*/repo.git/logs/refs/heads/*/* 2>/dev/null)
  kept=
  [ -s "$home/guard/patterns" ] && [ -s "$home/guard/seen" ] || return 1
  while IFS= read -r line; do kept=$kept$line$newline; done <"$home/guard/seen"
  [ "$kept" = "$seen$newline" ]
}

# Whether the push holds nothing that the cases know, and no tag. False also when this cannot be told.
clean() {
  [ -z "$unknown$odd" ] && fresh || return 1
  for pack in "$common"/objects/pack/*.promisor; do
    # A partial clone would ask its remote for objects that it does not have, by their ids.
    [ ! -e "$pack" ] || return 1
  done
  # The last pattern is the mark, printed once: no hit means that the file was cut, two mean that something was found.
  hits=$(
    {
      echo embargo-whole
      # Commits of a case that somebody brought into this repository.
      { git rev-list --no-walk --ignore-missing --stdin <"$home/guard/commits" || echo embargo-whole; } &
      look log --format='%H%n%B' --raw --no-abbrev --cc -p -U0 --inter-hunk-context=0 --text --no-renames --no-color \
        --src-prefix=a/ --dst-prefix=b/ --no-ext-diff --no-textconv --no-relative --submodule=short \
        --diff-algorithm=myers || echo embargo-whole
      wait
    } | tr -d ' \t\r\f\v' | LC_ALL=C grep -aicFf "$home/guard/patterns"
  )
  [ "$hits" = 1 ]
}

guard() {
  read_cases
  [ -n "$sends$unknown" ] || return 0 # deletions send nothing
  # What the remote is known to have; a name that is a pattern excludes nothing.
  case $1 in *[*?[\\]*) public=--remotes=embargo-none ;; *) public=--remotes=$1 ;; esac
  found= seen=
  if [ -n "$cases" ]; then
    ! clean || return 0
  elif [ -z "$unknown" ]; then
    found=$(tagged) && [ -z "$found" ] && return 0
  fi
  [ -z "$2" ] || ! git config --file "$common/config" --get-all embargo.privateRemote | grep -qxFe "$2" || return 0
  printf %s "$input" | "${home%/*}/bin/hook" pre-push "$1" "$2" "$common" "$seen"
  case $? in 0) return 0 ;; 1) exit 1 ;; esac
  [ -z "$cases" ] || refuse 'A case is open, and the program that checks pushes could not do its work' \
    'run "embargo guard install" once; it puts the program back.'
  [ -z "$found" ] ||
    refuse 'A commit on its way looks like security work, and the program that would ask you could not be run' \
      'run "embargo guard install" once; it puts the program back.'
  echo 'embargo: this push could not be checked (no case is open); run "embargo guard install" once.' >&2
}

read_input
guard "$@"
