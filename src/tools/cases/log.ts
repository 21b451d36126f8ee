import { createHash, randomBytes } from "node:crypto";
import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { toInstant, type Instant } from "../../model/ids";
import { fileError, makeFolder, readTextIfThere, writeFileAtomic } from "../files";
import type { CasePlaces, Home } from "../home";

/** What happened, for the timeline: a stage, a verb, and facts without titles, paths or text. */
export interface LogEvent {
  readonly stage: string;
  readonly event: string;
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
}

/** A line of the log: `previous` is the SHA-256 of the writer's line before, so that a missing line shows. */
export interface LogEntry extends LogEvent {
  readonly at: Instant;
  readonly previous: string;
}

/**
 * Appends to this machine's log of a case: one hash chain per writer, so that two machines never edit the same file.
 *
 * @throws EmbargoError `disk-full`, `home-unwritable`
 */
export async function appendLog(
  home: Home,
  places: Pick<CasePlaces, "log">,
  event: LogEvent,
  now = new Date(),
): Promise<void> {
  await makeFolder(places.log);
  const file = join(places.log, `${await writerName(home)}.jsonl`);
  const before = (await readTextIfThere(file)) ?? "";
  const afterCut = before === "" || before.endsWith("\n") ? "" : "\n";
  const last = before.trimEnd().split("\n").at(-1) ?? "";
  const entry: LogEntry = { at: toInstant(now), ...event, previous: last === "" ? "" : sha256(last) };
  try {
    await appendFile(file, `${afterCut}${JSON.stringify(entry)}\n`, { mode: 0o600 });
  } catch (error) {
    throw fileError(error);
  }
}

/** Every writer's entries merged by time; a line that cannot be read (cut by a crash) is left out. */
export async function readLog(places: CasePlaces): Promise<LogEntry[]> {
  const names = await readdir(places.log).catch(() => []);
  const texts = await Promise.all(names.map((name) => readTextIfThere(join(places.log, name))));
  return texts
    .flatMap((text) => (text ?? "").split("\n"))
    .flatMap((line) => parseLine(line))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** Whether every line of a writer's log names the one before it: none was taken out, changed or cut. */
export function hasWholeChain(text: string): boolean {
  let before = "";
  for (const line of text.trimEnd().split("\n").filter(Boolean)) {
    const [entry] = parseLine(line);
    if (entry?.previous !== (before === "" ? "" : sha256(before))) return false;
    before = line;
  }
  return true;
}

function parseLine(line: string): LogEntry[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as LogEntry];
  } catch {
    return [];
  }
}

async function writerName(home: Home): Promise<string> {
  const file = join(home.dir, "writer");
  const known = (await readTextIfThere(file))?.trim();
  if (known && /^[0-9a-f]{12}$/.test(known)) return known;
  const name = randomBytes(6).toString("hex");
  await writeFileAtomic(file, `${name}\n`);
  return name;
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
