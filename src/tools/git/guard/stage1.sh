#!/bin/sh
# The push guard, first stage: sh, git and POSIX tools, no Node. It lets a push pass when nothing in it belongs to a case
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
    printf %s "$state" | sed "s/'/'\\\\''/g; s/.*/To lift the guard from this repository by hand: sh '&\/remove.sh'/"
    echo
  } >&2
  exit 1
}

# The whole input, kept for who comes after us. Fields are counted from the end of a line: the first is what the person
# typed and may hold spaces. A form that is not known, or a push of very many refs, is left to the second stage.
read_input() {
  input= tips= known= sends= makes= unknown= odd= count=0
  while IFS= read -r line || [ -n "$line" ]; do
    input=$input$line$newline
    # No ref has such a name, and the shell would take minutes over it.
    [ ${#line} -le 20000 ] || { unknown=1 && continue; }
    there=${line##* } here=${line% *}
    here=${here% *}
    here=${here##* }
    case $here$there in *[!0-9a-f]*) unknown=1 ;; esac
    case ${#here}/${#there} in 40/40 | 64/64) ;; *) unknown=1 ;; esac
    # Peeled: git log would pass over a tree or a file in silence, and stops at what is no commit.
    case $here in *[!0]*) sends=1 tips="$tips $here^{commit}" ;; esac
    case $there in *[!0]*) known=$known^$there$newline ;; *) makes=1 ;; esac
    # A branch is a commit. Anything else that a person typed may be a tag with a message, a tree, a file in a branch.
    case $line in *[:^]*) odd=1 ;; refs/heads/* | HEAD\ * | \(delete\)\ *) ;; *) odd=1 ;; esac
    count=$((count + 1))
    if [ "$count" = 500 ]; then
      input=$input$(cat && echo .)
      input=${input%.}
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
  if [ -e "$state/armed" ] || [ -z "$home" ]; then
    [ -f "$state/armed" ] && [ -r "$state/armed" ] || refuse 'What this repository knew of open cases cannot be read' \
      'run "embargo guard install" once.'
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

# What the configuration says of hooks, and whether it names private remotes. GIT_CONFIG would stand for all of it.
read_settings() {
  settings=$(unset GIT_CONFIG && exec git config --type=path --get-regexp '^(core\.hookspath|embargo\.privateremote)$') ||
    [ $? = 1 ] || {
    unknown=1
    settings=$(git config --type=path --get-regexp '^core\.hookspath$')
  }
}

# Whether the repository's own file declares an address private: to the byte. One that means another place in another checkout
# never is, nor one of two lines (isWholeAddress in guardSettings.ts).
is_private() {
  case $1 in
  *"$newline"*) return 1 ;;
  /*) ;;
  *:*) case ${1%%:*} in '' | */*) return 1 ;; esac ;;
  *) return 1 ;;
  esac
  # Of a copied clone the hook may be that of the original.
  own=$(git rev-parse --path-format=absolute --git-common-dir)/config
  git config --file "$own" --get-all embargo.privateRemote | grep -qxFe "$1"
}

# git on what is new for the remote, whatever the configuration and the environment say about how history is shown. What
# the remote has may be missing here; what is pushed may not.
look() {
  GIT_NO_REPLACE_OBJECTS=1 GIT_NO_LAZY_FETCH=1 GIT_GRAFT_FILE=/dev/null/none LC_ALL=C \
    git -c core.quotePath=false -c log.showRoot=true -c log.showSignature=false -c diff.suppressBlankEmpty=false \
    -c diff.orderFile=/dev/null \
    "$@" --encoding=UTF-8 $tips --ignore-missing --stdin --not $public 2>/dev/null <<END
$known
END
}

# The first new commit whose message names a flaw, an embargo or a security tag.
find_tag() {
  look rev-list --max-count=1 --regexp-ignore-case --extended-regexp \
    --grep='^(CVE-ID|Embargo):' --grep='\[SECURITY-[0-9]+]' --grep='^changelog: *security' \
    --grep='CVE-[0-9]{4}-[0-9]{4}' --grep='GHSA-[0-9a-z]{4}-[0-9a-z]{4}'
}

# What is known of the cases is as new as their reflogs: any commit, amend or stash there changes those. Their sums, and
# those of both files that this stage reads, stand in a third: a byte that went wrong in any of them is seen here.
fresh() {
  seen=$(
    cd "$home" && cksum guard/commits guard/patterns /dev/null ./*/repo.git/worktrees/*/logs/HEAD ./*/repo.git/logs/HEAD \
      ./*/repo.git/logs/refs/stash ./*/repo.git/logs/refs/notes/* \
      ./*/repo.git/logs/refs/heads/* ./*/repo.git/logs/refs/heads/*/* 2>/dev/null
  )
  kept=
  [ -f "$home/guard/sums" ] && [ -r "$home/guard/sums" ] || return 1
  while IFS= read -r line || [ -n "$line" ]; do kept=$kept$line$newline; done <"$home/guard/sums"
  [ "$kept" = "$seen$newline" ]
}

# Whether the push holds nothing that the cases know, and no tag. False also when this cannot be told.
clean() {
  [ -z "$unknown$odd" ] && fresh || return 1
  for pack in "$common"/objects/pack/*.promisor; do
    # A partial clone would ask its remote for objects that it does not have, by their ids.
    [ ! -e "$pack" ] || return 1
  done
  # The last pattern is the mark, printed once and when all was read. What is found must be the mark and nothing else: a
  # count of one could also be a line of the fix, where the file lost its last pattern.
  hits=$(
    {
      # Commits of a case that somebody brought into this repository.
      git rev-list --no-walk --ignore-missing --stdin <"$home/guard/commits" &
      look log --format='%H%n%B' --raw --no-abbrev --cc -p -U0 --inter-hunk-context=0 --text --no-renames --no-color \
        --src-prefix=a/ --dst-prefix=b/ --no-ext-diff --no-textconv --no-relative --submodule=short \
        --diff-algorithm=myers --indent-heuristic && wait "$!" && echo embargo-whole
    } | LC_ALL=C tr -d ' \t\r\f\v' | LC_ALL=C grep -m 2 -aioFf "$home/guard/patterns"
  )
  [ "$hits" = embargo-whole ]
}

guard() {
  [ -n "$sends$unknown" ] || return 0 # deletions send nothing
  public=--remotes tagged= seen=
  case $settings in
  *embargo.privateremote*)
    ! is_private "$2" || return 0
    # What a private remote has is not public, and one remote may have addresses of both kinds. So only what this
    # address says that it has counts; under a new name it says nothing.
    public= unknown=$unknown$makes
    ;;
  esac
  if [ -n "$cases" ]; then
    ! clean || return 0
  elif [ -z "$unknown" ]; then
    tagged=$(find_tag) && [ -z "$tagged" ] && return 0
  fi
  # Of a copied clone the hook may be that of the original.
  repository=$(git rev-parse --path-format=absolute --git-common-dir) || repository=$common
  printf %s "$input" | EMBARGO_SEEN=$seen "${home%/*}/bin/hook" pre-push "$1" "$2" "$repository"
  case $? in 10) return 0 ;; 11) exit 1 ;; esac
  [ -z "$cases" ] || refuse 'A case is open, and the program that checks pushes could not do its work' \
    'run "embargo guard install" once; it puts the program back.'
  [ -z "$tagged" ] ||
    refuse 'A commit on its way looks like security work, and the program that would ask you could not be run' \
      'run "embargo guard install" once; it puts the program back.'
  echo 'embargo: this push could not be checked (no case is open); run "embargo guard install" once.' >&2
}

read_input
read_cases
read_settings
guard "$@"
