import { escapeLine } from "../escape";
import { shapeFinding, type Finding, type Place } from "./finding";
import { didYouMean } from "./nearest";
import type { Decoded, RecordShape, Shape, TextShape } from "./shape";
import type { RecordNode, Tree } from "./tree";

/** Where each value came from: `packages.0.affected.1.fixed`. */
export type Places = ReadonlyMap<string, Place>;

const MAX_REPORTED = 100;

interface Decoding {
  readonly places: Map<string, Place>;
  readonly findings: Finding[];
}

/**
 * A tree read by its shape. What does not fit is left out of the value and named in a finding (`fm/unknown-key`,
 * `fm/type`), so that the rest can still be checked while somebody types.
 */
export function decode<S extends Shape>(
  tree: Tree,
  shape: S,
): { value: Decoded<S>; places: Places; findings: readonly Finding[] } {
  const decoding: Decoding = { places: new Map(), findings: [] };
  const value = decodeNode(tree, shape, "", decoding) as Decoded<S>;
  return { value, places: decoding.places, findings: decoding.findings.slice(0, MAX_REPORTED) };
}

function decodeNode(node: Tree | undefined, shape: Shape, path: string, decoding: Decoding): unknown {
  if (node) decoding.places.set(path, node.at);
  switch (shape.kind) {
    case "text":
      return decodeText(node, shape, decoding);
    case "list":
      return decodeList(node, shape.item, path, decoding);
    case "record":
      return decodeRecord(node, shape, path, decoding);
  }
}

function decodeText(node: Tree | undefined, shape: TextShape<string>, { findings }: Decoding): string | undefined {
  if (!node || isEmpty(node)) return undefined;
  if (node.kind !== "text") {
    findings.push(typeFinding(node, "Here a single value is expected", shape.expected));
    return undefined;
  }
  const value = shape.multiline ? node.value.trim() : node.value;
  if (CONTROL.test(value) || (!shape.multiline && value.includes("\n"))) {
    findings.push(typeFinding(node, "This holds a line break or a control character", shape.expected));
    return undefined;
  }
  const fits: boolean = shape.accepts(value);
  if (fits) return value;
  const near = shape.options ? didYouMean(value, shape.options) : "";
  findings.push(typeFinding(node, `"${escapeLine(value.slice(0, 80))}" is not accepted here`, shape.expected, near));
  return undefined;
}

/** C0 but tab and line feed, C1: a quoted scalar can spell them although the file holds none. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

function decodeList(node: Tree | undefined, item: Shape, path: string, decoding: Decoding): unknown[] {
  if (!node || isEmpty(node)) return [];
  if (node.kind !== "list") {
    decoding.findings.push(typeFinding(node, "Here a list is expected", "a list: one line with a hyphen for each"));
    return [];
  }
  const values: unknown[] = [];
  for (const entry of node.items) {
    const value = decodeNode(entry, item, `${path}.${values.length}`, decoding);
    if (value !== undefined) values.push(value);
    else if (isEmpty(entry)) decoding.findings.push(typeFinding(entry, "This list entry is empty", "a value"));
  }
  return values;
}

function decodeRecord(
  node: Tree | undefined,
  shape: RecordShape<Readonly<Record<string, Shape>>>,
  path: string,
  decoding: Decoding,
): unknown {
  const names = Object.keys(shape.fields);
  if (node && node.kind !== "record" && !isEmpty(node)) {
    decoding.findings.push(typeFinding(node, "Here keys with values are expected", `keys: ${names.join(", ")}`));
  }
  const fields = new Map<string, Tree>();
  for (const { key, at, value } of node?.kind === "record" ? node.fields : ([] as RecordNode["fields"])) {
    if (Object.hasOwn(shape.fields, key)) fields.set(key, value);
    else decoding.findings.push(unknownKey(key, at, names));
  }
  const entries = Object.entries(shape.fields).map(([name, field]) => {
    return [name, decodeNode(fields.get(name), field, path === "" ? name : `${path}.${name}`, decoding)] as const;
  });
  return Object.fromEntries(entries);
}

/** A key without a value, as the draft leaves them: the same as no key. */
function isEmpty(node: Tree): boolean {
  return node.kind === "text" && node.value === "";
}

function unknownKey(key: string, at: Place, names: readonly string[]): Finding {
  const message = `The key "${escapeLine(key.slice(0, 80))}" is not known here.${didYouMean(key, names)}`;
  return shapeFinding("fm/unknown-key", at, message, `Known here: ${names.join(", ")}.`);
}

function typeFinding(node: Tree, what: string, expected: string, near = ""): Finding {
  return shapeFinding("fm/type", node.at, `${what}.${near}`, `Expected: ${expected}.`);
}
