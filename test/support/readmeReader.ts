import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import PostalMime from "postal-mime";
import { gitEnvironment } from "./gitRepo";
import type { GpgPerson } from "./gpgPerson";

/** What a reader with gpg, git and tar ends up with. */
export interface ReadByHand {
  /** Everything the commands printed, standard error included. */
  readonly output: string;
  /** The folder beside the clone that holds the attachments, the archive, the fix and the answer. */
  readonly folder: string;
}

/** The commands of a README: what stands indented between its paragraphs; one that ends in `&&` goes on in the next line. */
export function commandsOf(readme: string): string[] {
  return [...readme.matchAll(/^ {3}((?:gpg|tar|git) (?:.*&&\n)*.*)$/gm)].map(([, command]) => command!);
}

/** Saves the attachments of a mail in a new folder beside the clone, as its text says. */
export async function saveAttachments(mail: Uint8Array, clone: string, folderName: string): Promise<string> {
  const folder = join(dirname(clone), folderName);
  mkdirSync(folder, { recursive: true });
  const { attachments } = await PostalMime.parse(mail);
  for (const { filename, content } of attachments) {
    writeFileSync(
      join(folder, filename!),
      typeof content === "string" ? content : new Uint8Array(content as ArrayBuffer),
    );
  }
  return folder;
}

/** Runs commands in one shell, in the clone, each only when the one before succeeded. */
export function runCommands(commands: readonly string[], cwd: string, person: GpgPerson): string {
  const script = ["exec 2>&1", ...commands].join("\n");
  const env: NodeJS.ProcessEnv = { ...gitEnvironment(), GNUPGHOME: person.dir };
  // As on a machine where nobody has told git who they are.
  for (const name of Object.keys(env)) if (/^GIT_(?:AUTHOR|COMMITTER)_/.test(name)) delete env[name];
  const { status, stdout } = spawnSync("bash", ["-e"], { cwd, env, input: script, encoding: "utf8" });
  if (status !== 0) throw new Error(`The commands ended with ${status}:\n${stdout}`);
  return stdout;
}

/** Leaves one word in the template's Decision line, and writes something below. */
export function editReply(path: string, decision: string, message: string): void {
  const text = readFileSync(path, "utf8");
  writeFileSync(path, `${text.replace(/^Decision: .*$/m, `Decision: ${decision}`)}${message}\n`);
}
