#!/bin/sh
# The private repository's pre-push, sendemail-validate and mail program: nothing of a case leaves this way.
# A remote that a person allowed for this case, by its full address, is the exception.
[ "${0##*/}" = pre-push ] &&
  git config --file "${0%/*}/../embargo-remotes" --get-all embargo.privateRemote 2>/dev/null | grep -qxF -e "$2" &&
  exit 0

echo 'embargo: refused. This is the private place of an embargoed fix; nothing was sent.' >&2
echo 'What to do: send the fix to the reporter as an encrypted bundle, with "Embargo: Send to the reporter" or "embargo bundle".' >&2
exit 1
