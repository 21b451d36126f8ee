import { parseAdvisory } from "../../../model/advisory/advisory";
import { SECTIONS } from "../../../model/advisory/sections";
import { EmbargoError } from "../../../model/errors";
import type { Imported, PlainRecord, PlainValue } from "./imported";

/**
 * The text of an `advisory.md` from imported facts. It is read back before it is handed out.
 *
 * @throws EmbargoError `advisory-invalid` when it could not be read back: a record that we do not understand
 */
export async function writeAdvisory({
  frontMatter,
  sections,
}: Pick<Imported, "frontMatter" | "sections">): Promise<string> {
  const yaml = await import("yaml");
  const document = new yaml.Document(withoutEmpty(frontMatter), { schema: "failsafe", aliasDuplicateObjects: false });
  yaml.visit(document, {
    // A range, a credit, a reference reads best on one line.
    Map: (_key, node, path) => {
      const isItem = yaml.isSeq(path.at(-1));
      if (isItem && node.items.every(({ value }) => yaml.isScalar(value))) node.flow = true;
    },
    Seq: (_key, node) => {
      if (node.items.length <= 4 && node.items.every((item) => yaml.isScalar(item))) node.flow = true;
    },
  });
  const head = document.toString({ lineWidth: 0, flowCollectionPadding: true, defaultStringType: "PLAIN" });
  const body = SECTIONS.flatMap(({ name }) => {
    const text = sections
      .filter((section) => section.name === name)
      .map((section) => section.text)
      .join("\n\n");
    return text === "" ? [] : [`## ${name}\n\n${text}\n`];
  });
  const text = ["---", `${head}---`, "", ...body].join("\n");
  const [problem] = (await parseAdvisory(text)).findings;
  if (!problem) return text;
  throw new EmbargoError(
    "advisory-invalid",
    `The record cannot be written as an advisory: ${problem.rule} in line ${problem.line}.`,
    "Write the advisory by hand (embargo advisory lint says what is known), or report this record to Embargo if it is public.",
  );
}

/** Without keys that say nothing; what cannot stand in a line becomes a blank. */
function withoutEmpty(value: PlainRecord): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => {
      const kept = cleaned(entry);
      return kept === undefined ? [] : [[key, kept]];
    }),
  );
}

function cleaned(value: PlainValue): unknown {
  if (value === undefined) return undefined;
  if (typeof value === "string") return value.replace(/[\p{Cc}\p{Cs}\ufffd]+/gu, " ").trim() || undefined;
  if (isList(value)) {
    const items = value.flatMap((item) => cleaned(item) ?? []);
    return items.length > 0 ? items : undefined;
  }
  const record = withoutEmpty(value);
  return Object.keys(record).length > 0 ? record : undefined;
}

function isList(value: PlainValue): value is readonly PlainValue[] {
  return Array.isArray(value);
}
