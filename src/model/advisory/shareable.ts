import { EmbargoError } from "../errors";
import { splitFile } from "./file";
import { splitSections } from "./sections";

const FOR_US = "Internal notes";

/**
 * The draft as readers of a bundle get it: whole, but without the section Internal notes.
 *
 * @throws EmbargoError `advisory-invalid` when the file cannot be cut into sections with certainty
 */
export function shareableText(text: string): string {
  const file = splitFile(text);
  const { sections, findings } = splitSections(file.body, file.bodyLine);
  const [problem] = [...file.findings, ...findings];
  if (problem) {
    throw new EmbargoError(
      "advisory-invalid",
      `The advisory draft cannot be sent: line ${problem.line} is not in order (${problem.rule}).`,
      "Correct it (embargo advisory lint says how), so that your internal notes are sure to stay here.",
    );
  }
  const kept = sections
    .filter(({ name }) => name !== FOR_US)
    .flatMap(({ name, lines }) => [`## ${name}`, ...lines.map((line) => line.text)]);
  return `${["---", file.frontMatter, "---", "", ...kept].join("\n").trimEnd()}\n`;
}
