import type { Advisory } from "../../model/advisory/advisory";
import { registryPackage } from "../../model/advisory/ecosystems";
import { visibleText } from "../../model/advisory/sections";

/** A piece of the text as readers get it. */
export interface PublicSection {
  readonly name: string;
  readonly text: string;
}

/** The title, or "Vulnerability in <package>" for a record that has none. */
export function publicTitle({ title, packages }: Advisory): string {
  return (
    title ?? `Vulnerability in ${registryPackage(packages[0]?.purl)?.name ?? packages[0]?.repo ?? "this software"}`
  );
}

/** Whether the world may know: before, an export is a preview. */
export function isPublic({ status }: Advisory): boolean {
  return status === "published" || status === "withdrawn";
}

/** The sections that may be exported and hold something, in their order; what breaks on purpose follows the summary. */
export function publicSections({ sections, breaking }: Advisory): PublicSection[] {
  const texts = sections
    .filter(({ exported }) => exported)
    .map((section): PublicSection => ({ name: section.name, text: visibleText(section) }))
    .filter(({ text }) => text !== "");
  if (!breaking.what) return texts;
  const change = { name: "Breaking change", text: [breaking.what, breaking.why].filter(Boolean).join("\n\n") };
  return [...texts.filter(({ name }) => name === "Summary"), change, ...texts.filter(({ name }) => name !== "Summary")];
}
