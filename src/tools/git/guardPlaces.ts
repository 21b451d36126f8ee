import { join } from "node:path";
import { quoteForShell } from "../../model/quoteForShell";
import { readTextIfThere, writeFileAtomic } from "../files";

/** What the guard has in a public clone, `<common git dir>/embargo/`; nothing in it tells of a fix. */
export interface GuardPlaces {
  readonly dir: string;
  /** The file that the clone's configuration includes: it names `hooks`. */
  readonly config: string;
  readonly hooks: string;
  /** A pointer: the project's folder in the Embargo home. */
  readonly home: string;
  /** The ids of the open cases, as this clone was told. */
  readonly armed: string;
  /** The sum of each script as it was put in, in the form of sha256sum(1): tells another version's from a replaced one. */
  readonly sums: string;
  /** There while the guard is put in or taken out. */
  readonly lock: string;
  /** The way out without Embargo. */
  readonly remove: string;
  /** The command line that runs it. */
  readonly wayOut: string;
}

/** The guard's places in the clone whose common git directory is `gitDir`. */
export function guardPlaces(gitDir: string): GuardPlaces {
  const dir = join(gitDir, "embargo");
  const remove = join(dir, "remove.sh");
  return {
    dir,
    config: join(dir, "config"),
    hooks: join(dir, "hooks"),
    home: join(dir, "home"),
    armed: join(dir, "armed"),
    sums: join(dir, "scripts.sha256"),
    lock: join(gitDir, "embargo.lock"),
    remove,
    wayOut: `sh ${quoteForShell(remove)}`,
  };
}

/** `<home>/<project>` as the clone points to it; `undefined` without a guard. */
export async function readProjectPointer(gitDir: string): Promise<string | undefined> {
  return (await readTextIfThere(guardPlaces(gitDir).home))?.split("\n")[0] || undefined;
}

/** The open cases this clone was told of. A line that is no case id counts too: the clone then agrees with no home. */
export async function readArmed(gitDir: string): Promise<string[]> {
  const text = (await readTextIfThere(guardPlaces(gitDir).armed)) ?? "";
  return text.split("\n").filter(Boolean);
}

/** Tells the clone which cases are open; does nothing when it knows. */
export async function writeArmed(gitDir: string, cases: readonly string[]): Promise<void> {
  const text = cases.map((id) => `${id}\n`).join("");
  const { armed } = guardPlaces(gitDir);
  if ((await readTextIfThere(armed)) !== text) await writeFileAtomic(armed, text);
}
