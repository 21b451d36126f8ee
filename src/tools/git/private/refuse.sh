#!/bin/sh
# The private repository's pre-push, sendemail-validate and mail program: nothing of a case leaves this way.
echo 'embargo: refused. This is the private place of an embargoed fix; nothing was sent.' >&2
echo 'What to do: send the fix to the reporter as an encrypted bundle, with "Embargo: Send to the reporter" or "embargo bundle".' >&2
exit 1
