import type { Tree } from "../../model/advisory/tree";
import { readYaml } from "../../model/advisory/readYaml";
import { EmbargoError } from "../../model/errors";
import { importCve, isCve } from "./imports/cve";
import { importGhsa, isGhsa } from "./imports/ghsa";
import { recordOf, type Imported } from "./imports/imported";
import { importOsv, isOsv } from "./imports/osv";
import { writeAdvisory } from "./imports/writeAdvisory";

const READERS = [
  { format: "CVE", fits: isCve, read: importCve },
  { format: "GHSA", fits: isGhsa, read: importGhsa },
  { format: "OSV", fits: isOsv, read: importOsv },
] as const;

/** A record of another format, as an advisory of ours. */
export interface ImportedAdvisory {
  readonly format: (typeof READERS)[number]["format"];
  /** The text of `advisory.md`. */
  readonly text: string;
  /** What has no place in it, one sentence each. */
  readonly losses: readonly string[];
}

/**
 * Reads an OSV record (JSON, or YAML as PyPA writes it), a CVE record or CNA container, or an advisory of GitHub's API, and
 * writes it as `advisory.md`. Nothing is looked up anywhere.
 *
 * @param now - stands for the date of a record that has none (default: the clock)
 * @throws EmbargoError `advisory-invalid` when it is none of these
 */
export async function importAdvisory(text: string, now = new Date()): Promise<ImportedAdvisory> {
  const record = recordOf(await parse(text.replace(/^\ufeff/, "")));
  const reader = READERS.find(({ fits }) => fits(record));
  if (!reader) {
    throw new EmbargoError(
      "advisory-invalid",
      "This is neither an OSV record, nor a CVE record, nor an advisory of GitHub's API.",
      "Export it from its database as one of these, in JSON.",
    );
  }
  const imported: Imported = reader.read(record, now);
  return { format: reader.format, text: await writeAdvisory(imported), losses: imported.losses };
}

async function parse(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { tree } = await readYaml(text, 1);
    return tree && plainOf(tree);
  }
}

/** Every scalar stays text: `1.10` is a version. */
function plainOf(tree: Tree): unknown {
  if (tree.kind === "text") return tree.value;
  if (tree.kind === "list") return tree.items.map(plainOf);
  return Object.fromEntries(tree.fields.map(({ key, value }) => [key, plainOf(value)]));
}
