import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sampleGit } from "../sample/makeSample";
import { makePerson, type Ended, type Person } from "./person";
import { check, say } from "./tell";

interface GpgChapter {
  readonly mika: Person;
  readonly remote: string;
  readonly dir: string;
  readonly caseId: string;
  readonly worktree: string;
}

const ADDRESS = "gil@reader.example";

/** A second reader, who has gpg, tar and git and nothing else, reads the same version, rebuilds its tree and answers. */
export async function readWithGpg({ mika, remote, dir, caseId, worktree }: GpgChapter): Promise<void> {
  if (spawnSync("gpg", ["--version"]).error) {
    say("(left out: there is no gpg on this machine)");
    return;
  }
  const gil = makePerson("Gil Reader", join(dir, "gil"), "");
  const mail = join(dir, "mail-gil");
  mkdirSync(mail);
  gpg(gil, "--passphrase", "", "--quick-gen-key", `Gil Reader <${ADDRESS}>`, "default", "default", "never");
  const publicKey = join(dir, "gil.asc");
  writeFileSync(publicKey, gpg(gil, "--armor", "--export", ADDRESS).stdout);
  await mika.embargo(["key", "import", publicKey]);
  await mika.embargo(["bundle", caseId, "--to", ADDRESS, "--out", mail], { cwd: worktree });

  const names = readdirSync(mail);
  gpg(
    gil,
    "--import",
    join(
      mail,
      names.find((name) => name.endsWith(".asc"))!,
    ),
  );
  const archive = join(gil.dir, "bundle.tar");
  const opened = gpg(
    gil,
    "--output",
    archive,
    "--decrypt",
    join(
      mail,
      names.find((name) => name.endsWith(".tar.gpg"))!,
    ),
  );
  check(opened.stderr.includes("Good signature"), "gpg opens it and finds a good signature");
  must(gil.run("tar", ["-xf", archive]));

  const reply = readFileSync(join(gil.dir, "embargo", "REPLY.txt"), "utf8");
  const tree = /^Tree: \S+ ([0-9a-f]+)$/m.exec(reply)![1]!;
  const manifest = JSON.parse(readFileSync(join(gil.dir, "embargo", "manifest.json"), "utf8")) as Manifest;
  const clone = join(gil.dir, "postilion");
  must(gil.run("git", ["clone", "--quiet", remote, clone]));
  must(gil.run("git", ["checkout", "--quiet", "--detach", manifest.branches[0]!.base_commit], clone));
  const patches = join(gil.dir, "embargo", manifest.branches[0]!.path);
  const files = readdirSync(patches)
    .sort()
    .map((name) => join(patches, name));
  must(
    gil.run(
      "git",
      ["am", "--quiet", "--keep", "--keep-cr", "--no-scissors", "--empty=keep", "--whitespace=nowarn", ...files],
      clone,
    ),
  );
  check(
    sampleGit(clone, "rev-parse", "HEAD^{tree}") === tree,
    `git am gives the tree that was signed, ${tree.slice(0, 12)}`,
  );

  const edited = join(gil.dir, "REPLY.txt");
  writeFileSync(edited, reply.replace(/^Decision: .*$/m, "Decision: confirmed"));
  const signer = /^Reply-To-Key: (\S+)$/m.exec(reply)![1]!;
  gpg(
    gil,
    "--trust-model",
    "always",
    "--output",
    `${edited}.gpg`,
    "--sign",
    "--encrypt",
    "--recipient",
    signer,
    edited,
  );
  const accepted = await mika.embargo<{ role: string }>(["accept", caseId, `${edited}.gpg`]);
  check(accepted.role === "other", "the answer that gpg made is accepted, as one of a further reader");
  gil.run("gpgconf", ["--kill", "all"]);
}

interface Manifest {
  readonly branches: readonly { readonly base_commit: string; readonly path: string }[];
}

function gpg(person: Person, ...args: string[]): Ended {
  return must(person.run("gpg", ["--batch", "--quiet", "--pinentry-mode", "loopback", ...args]));
}

function must(ended: Ended): Ended {
  if (ended.status !== 0) throw new Error(`a program ended with ${ended.status}:\n${ended.stderr}`);
  return ended;
}
