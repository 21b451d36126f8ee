import { groupFingerprint } from "../../model/ids";
import { quoteForShell } from "../../model/quoteForShell";
import type { BundleFacts } from "./facts";
import { notesForReadme } from "./notes";
import { pathOf, type PackedBranch } from "./packBranch";
import { counted } from "../../model/counted";

/** The copy of the clone signs nothing, runs no hook, converts no line end and needs to know nobody. */
const COPY_SETTINGS = {
  "user.name": "Reader",
  "user.email": "reader@example.invalid",
  "commit.gpgSign": "false",
  "core.hooksPath": "/dev/null",
  "core.autocrlf": "false",
};

/**
 * README.txt: six commands for a shell with gpg, git and tar, and what each prints. It is the same for every reader of a
 * version. Nothing is piped: gpg prints a changed message before it has noticed the change.
 */
export function writeReadme({ record, own, branches, notes }: BundleFacts, version: number): string {
  const folder = `../${record.id}-v${version}`;
  const many = branches.length > 1;
  return `Embargo bundle ${record.id}, version ${version}
A fix that is not public yet. Please show it to nobody else until it is released.

${branches.map(describe).join("\n")}

${notesForReadme(notes)}

With VS Code and Embargo: open the file that came with the mail. Without: a shell (on Windows: Git Bash) with gpg, git and
tar. Save the attachments of the mail in a new, empty folder ${record.id}-v${version} beside your clone of the project,
and begin in the clone. Steps 1 to 3 are those of the mail: if you have done them there, go on with step 4.

1. Our key. Prints a line with "imported" or "not changed".

   gpg --import ${folder}/${own.fingerprint.slice(0, 8)}.asc

2. Take the encryption off; if it asks for a passphrase, it wants that of your key, or, without a key, the seven words that
   we told you. Prints "Good signature" and the fingerprint of our key (our "Primary key fingerprint"):
   ${groupFingerprint(own.fingerprint)}
   Compare it with the one that the project has published. A warning that the key is not certified is normal. Go on only
   when the signature is good and the fingerprint is this one.

   gpg --output ${folder}/bundle.tar --decrypt ${folder}/${record.id}-v${version}-*.tar.gpg

3. Unpack it there, never in a clone. Prints nothing.

   tar -C ${folder} -xf ${folder}/bundle.tar

4. A copy of your clone for the fix, so that nothing of it gets into the clone that you push from. Prints nothing.

   ${copyCommand(branches, folder)}

5. Apply the fix${many ? ", each branch in its turn" : ""}. ${printed(branches)}
   ${many ? "They must be those of the Tree lines" : "It must be the one of the Tree line"} in REPLY.txt: then you have exactly what we have. Read it with git log -p${many ? " fix-1, fix-2 …" : ""}.
   If git does not know a commit: go back to the clone, delete the new folder fix, run git fetch, and repeat step 4.

   ${branches.map(applyCommand).join(" &&\n   ")}

6. Your answer: edit the Decision line in embargo/REPLY.txt, write what you like below the empty line, then this. Prints
   nothing. Without a key of your own, take the command that stands in REPLY.txt instead. Send the new file REPLY.gpg back
   as an attachment.

   gpg --output ../REPLY.gpg --trust-model always --sign --encrypt --recipient ${own.fingerprint} ../embargo/REPLY.txt
`;
}

function describe({ name, fix }: PackedBranch): string {
  return `The branch ${name}: ${counted(fix.commits, "commit")} on ${fix.base}`;
}

function printed(branches: readonly PackedBranch[]): string {
  const patches = branches.reduce((sum, branch) => sum + branch.patches.length, 0);
  const applying = patches === 0 ? "" : `"Applying" ${patches === 1 ? "once" : `${patches} times`} and `;
  const trees = branches.map(({ fix }) => fix.tree);
  if (trees.length === 1) return `Prints ${applying}the tree ${trees[0]}`;
  return `Prints ${applying}these trees:\n${trees.map((tree) => `   ${tree}`).join("\n")}`;
}

/** The public branches come along only where a git bundle may be built on more than its base. */
function copyCommand(branches: readonly PackedBranch[], folder: string): string {
  const settings: [string, string][] = Object.entries(COPY_SETTINGS);
  if (branches.some(({ gitBundle }) => gitBundle)) {
    settings.push(["remote.origin.fetch", quoteForShell("+refs/remotes/*:refs/remotes/public/*")]);
  }
  const flags = settings.map(([key, value]) => `--config ${key}=${value}`).join(" ");
  return `git clone --quiet --no-checkout ${flags} . ${folder}/fix && cd ${folder}/fix`;
}

function applyCommand(branch: PackedBranch, index: number): string {
  const place = `../embargo/${pathOf(branch, index)}`;
  const own = `fix-${index + 1}`;
  const start = `git checkout --quiet -B ${own} ${branch.fix.base}`;
  const tree = `git rev-parse "HEAD^{tree}"`;
  if (branch.gitBundle) {
    const ref = quoteForShell(`refs/heads/${branch.name}`);
    return `${start} && git pull --quiet --ff-only ${place} ${ref} && ${tree}`;
  }
  const empty = branch.patches.some((patch) => patch.empty) ? " --empty=keep" : "";
  return `${start} && git am --keep --keep-cr --no-scissors${empty} --whitespace=nowarn ${place}/*.patch && ${tree}`;
}
