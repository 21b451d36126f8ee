import { groupFingerprint } from "../../model/ids";
import type { BundleFacts } from "./facts";

/** What is asked of every reader, also shown in the plan. */
export const QUESTIONS = [
  "Does this fix what you reported?",
  "May we name you, and how?",
  "Does it break anything that you can see?",
] as const;

/**
 * README.txt: six commands for a shell with gpg, git and tar, and what each prints. It is the same for every reader of a
 * version. Nothing is piped: gpg prints a changed message before it has noticed the change.
 */
export function writeReadme(facts: BundleFacts, version: number): string {
  const { record, own, fix, branch, branchSlug, patches } = facts;
  const folder = `../${record.id}-v${version}`;
  const empty = patches.some((patch) => patch.empty) ? " --empty=keep" : "";
  return `Embargo bundle ${record.id}, version ${version}
A fix that is not public yet. Please show it to nobody else until it is released.

The branch ${branch}: ${fix.commits} ${fix.commits === 1 ? "commit" : "commits"} on ${fix.base}

We ask:
${QUESTIONS.map((question) => `  - ${question}`).join("\n")}

With VS Code and Embargo: open the file that came with the mail. Without: a shell (on Windows: Git Bash) with gpg, git and
tar. Save the attachments of the mail in a new, empty folder ${record.id}-v${version} beside your clone of the project,
and begin in the clone. Steps 1 to 3 are those of the mail: if you have done them there, go on with step 4.

1. Our key. Prints a line with "imported" or "not changed".

   gpg --import ${folder}/${own.fingerprint.slice(0, 8)}.asc

2. Take the encryption off. Prints "Good signature" and the fingerprint of our key (our "Primary key fingerprint"):
   ${groupFingerprint(own.fingerprint)}
   Compare it with the one that the project has published. A warning that the key is not certified is normal. Go on only
   when the signature is good and the fingerprint is this one.

   gpg --output ${folder}/bundle.tar --decrypt ${folder}/${record.id}-v${version}-*.tar.gpg

3. Unpack it there, never in a clone. Prints nothing.

   tar -C ${folder} -xf ${folder}/bundle.tar

4. A copy of your clone for the fix, so that nothing of it gets into the clone that you push from. Prints nothing. If git
   does not know the commit: go back to the clone, delete the new folder fix, run git fetch, and repeat this step.

   git clone --quiet --no-checkout . ${folder}/fix && cd ${folder}/fix && git checkout --quiet --detach ${fix.base}

5. Apply the fix. Prints "Applying" ${fix.commits === 1 ? "once" : `${fix.commits} times`}, then the tree ${fix.tree}
   It must be the one of the Tree line in REPLY.txt: then you have exactly what we have. Read it with git log -p.

   git -c user.name=Reader -c user.email=reader@example.invalid am --keep --keep-cr --no-scissors${empty} --whitespace=nowarn ../embargo/patches/01-${branchSlug}/*.patch && git rev-parse "HEAD^{tree}"

6. Your answer: edit the Decision line in embargo/REPLY.txt, write what you like below the empty line, then this. Prints
   nothing. Send the new file REPLY.gpg back as an attachment.

   gpg --output ../REPLY.gpg --trust-model always --sign --encrypt --recipient ${own.fingerprint} ../embargo/REPLY.txt
`;
}
