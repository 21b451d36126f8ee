#!/bin/sh
# The push guard, first stage: sh and git, no other program. It lets a push pass when nothing in it belongs to a case
# and nothing looks like security work. What it finds, doubts or cannot read goes to the second stage (hook.js).
# Arguments and standard input are those of githooks(5), pre-push. Installed as the first part of embargo/hooks/pre-push
# and of embargo/second-line; the words it looks for are those of securityTags.ts, the marks those of patterns.ts.

state=${0%/*}
state=${state%/hooks}
input=$(cat)

# One line for people, the way out, and the end of the push.
refuse() {
  {
    echo "embargo: refused. $1; nothing was sent."
    echo "What to do: $2"
    echo "To lift the guard from this repository by hand: sh '$state/remove.sh'"
  } >&2
  exit 1
}

# Every object that the push would make public, and every one that the remote already has, in two printf formats.
# Fields are counted from the end: the first one is what the person typed and may hold spaces.
each() {
  for line in $input; do
    there=${line##* } here=${line% *}
    here=${here% *}
    here=${here##* }
    case $here in *[!0]*) printf "$1" "$here" ;; esac
    case $there in *[!0]*) printf "$2" "$there" ;; esac
  done
}

# git, whatever the configuration and the environment say about how history is shown.
look() {
  command=$1
  shift
  each '%s\n' '^%s\n' |
    git -c core.quotePath=false -c log.showRoot=true -c log.showSignature=false -c diff.noprefix=false \
      -c diff.mnemonicPrefix=false -c diff.suppressBlankEmpty=false \
      "$command" --ignore-missing "$@" --stdin --not "$public"
}

# The commits on their way whose message names a flaw, an embargo or a security tag: at most one.
tagged() {
  look rev-list --max-count=1 --regexp-ignore-case --extended-regexp \
    --grep='^(CVE-ID|Embargo):' --grep='\[SECURITY-[0-9]+]' --grep='^changelog: *security' \
    --grep='CVE-[0-9]{4}-[0-9]{4}' --grep='GHSA-[0-9a-z]{4}-[0-9a-z]{4}'
}

# Whether the push holds nothing that the open cases know, and no tag. False also when this cannot be told.
clean() {
  [ -s "$facts/patterns" ] && [ -s "$facts/seen" ] && IFS= read -r known <"$facts/seen" && [ "$known" = "$seen" ] ||
    return 1
  [ -z "$(tagged || echo doubt)" ] || return 1
  # The last pattern is the mark, printed once: no hit means that the file was cut, two mean that something was found.
  hits=$(
    {
      echo embargo-whole
      # Objects of a case that somebody brought into this repository; never asked for at a promisor remote.
      git rev-list --no-walk --ignore-missing --missing=allow-any --stdin <"$facts/commits" || echo embargo-whole
      [ -z "$odd" ] || each '%s embargo-pushes-\n' '' |
        git cat-file --batch-check='%(rest)%(objecttype)' || echo embargo-whole
      # A merge that differs from all its parents holds work of its own, which the next command does not show.
      look log --merges -c --raw --format= --line-prefix=embargo-merges || echo embargo-whole
      look log --format='%H%n%B' --raw --no-abbrev -p -U0 --inter-hunk-context=0 --text --no-renames --no-color \
        --no-ext-diff --no-textconv --no-relative --submodule=short --diff-algorithm=myers || echo embargo-whole
    } | tr -d ' \t\r\f\v' | LC_ALL=C grep -aFcf "$facts/patterns"
  )
  [ "$hits" = 1 ]
}

# In a subshell: what is changed for our own calls of git must not reach the hooks that run after us.
guard() (
  common=${state%/embargo} home= cases= facts= seen= found=
  unset GIT_CONFIG GIT_EXTERNAL_DIFF GIT_DIFF_OPTS
  export GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_GRAFT_FILE=/dev/null/none LC_ALL=C

  # Two memories of the open cases, the private home and this repository: what either knows is open.
  [ ! -r "$state/home" ] || IFS= read -r home <"$state/home"
  if [ -n "$home" ]; then
    for record in "$home"/*/case.json; do
      [ -e "$record" ] || continue
      record=${record%/case.json}
      cases="$cases ${record##*/}"
    done
  fi
  if [ -s "$state/armed" ]; then
    while read -r id || [ -n "$id" ]; do
      case "$cases " in
      *" $id "*) ;;
      *) refuse "Case $id is open, but its private place cannot be found" \
        'bring the Embargo home back to where it was, or ask the person who holds the case.' ;;
      esac
    done <"$state/armed"
  fi

  IFS='
'
  set -f
  sends= odd= unknown=
  for line in $input; do
    there=${line##* } here=${line% *}
    here=${here% *}
    here=${here##* }
    case $here$there in *[!0-9a-f]*) unknown=1 ;; esac
    case ${#here}/${#there} in 40/40 | 64/64) ;; *) unknown=1 ;; esac
    case $here in *[!0]*) sends=1 ;; esac
    case $line in refs/heads/* | HEAD\ * | \(delete\)\ *) ;; *) odd=1 ;; esac
  done
  [ -n "$sends$unknown" ] || exit 0 # deletions send nothing

  # What the remote is known to have; a name that is a pattern excludes nothing.
  public=--remotes=$1
  case $1 in *[*?[\\]*) public=--remotes=embargo-none ;; esac

  if [ -n "$unknown" ]; then
    found=unknown
  elif [ -n "$cases" ]; then
    facts=$home/guard
    # What the cases' reflogs say: any commit, amend, stash or fetch there changes it.
    set +f
    seen=$(find "$home"/*/repo.git/logs "$home"/*/repo.git/worktrees/*/logs -type f -exec cat {} + 2>/dev/null | cksum)
    set -f
    ! clean || exit 0
  else
    found=$(tagged) && [ -z "$found" ] && exit 0
  fi

  [ -z "$2" ] || ! git config --file "$common/config" --get-all embargo.privateRemote | grep -qxFe "$2" || exit 0

  printf '%s\n' "$input" | "${home%/*}/bin/hook" pre-push "$1" "$2" "$common" "$seen"
  case $? in 0) exit 0 ;; 1) exit 1 ;; esac
  [ -z "$cases" ] || refuse 'A case is open, and the program that checks pushes could not be run' \
    'run "embargo guard install" once; it puts the program back.'
  [ -z "$found" ] || [ "$found" = unknown ] ||
    refuse 'A commit on its way looks like security work, and the program that would ask you could not be run' \
      'run "embargo guard install" once; it puts the program back.'
  echo 'embargo: this push could not be checked (no case is open); run "embargo guard install" once.' >&2
  exit 0
)

guard "$@" || exit 1
