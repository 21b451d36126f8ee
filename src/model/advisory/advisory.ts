import { decode, type Places } from "./decode";
import { splitFile } from "./file";
import type { Finding, Place } from "./finding";
import { FRONT_MATTER, type FrontMatter } from "./frontMatter";
import { readYaml } from "./readYaml";
import { splitSections, type Section } from "./sections";
import type { Tree } from "./tree";

/** An advisory as far as its file could be read; `findings` say what could not. */
export interface Advisory extends FrontMatter {
  readonly sections: readonly Section[];
  /** Shape errors. With one of them an export would be wrong or give something away. */
  readonly findings: readonly Finding[];
  /** Where a value stands (`packages.0.purl`); for a missing one where its nearest parent does. */
  readonly placeOf: (path: string) => Place;
}

const NOTHING: Tree = { kind: "text", at: { line: 1, column: 1 }, value: "" };

/** Reads `advisory.md`: front matter by its shape, body by its sections. Never throws; nothing is repaired. */
export async function parseAdvisory(text: string): Promise<Advisory> {
  const file = splitFile(text);
  const yaml = await readYaml(file.frontMatter, 2);
  const { value, places, findings } = decode(yaml.tree ?? NOTHING, FRONT_MATTER);
  const body = splitSections(file.body, file.bodyLine);
  return {
    ...value,
    sections: body.sections,
    findings: [...file.findings, ...yaml.findings, ...findings, ...body.findings],
    placeOf: (path) => nearestPlace(places, path),
  };
}

function nearestPlace(places: Places, path: string): Place {
  for (let at = path; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) {
    const place = places.get(at);
    if (place) return place;
  }
  return NOTHING.at;
}
