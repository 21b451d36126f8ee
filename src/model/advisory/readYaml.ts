import type * as YamlLibrary from "yaml";
import type { Node, YAMLError, YAMLMap } from "yaml";
import { escapeLine } from "../escape";
import { shapeFinding, type Finding, type Place } from "./finding";
import type { RecordNode, Tree } from "./tree";

/** Nesting of a real advisory is 5 (packages, item, affected, item, from). */
const MAX_DEPTH = 16;
const MAX_INDENT = 64;
const MAX_REPORTED = 20;

/** Tokens that make a document more than plain data (YAML 1.2.2, sections 6.8, 6.9 and 9). */
const REFUSED_TOKENS: Readonly<Record<string, string>> = {
  anchor: "an anchor",
  alias: "an alias",
  tag: "a tag",
  "directive-line": "a directive",
  "doc-start": "a second document",
  "doc-end": "the end of a document",
};

/**
 * Front matter as a tree of texts (YAML 1.2, failsafe schema: `2.10` stays `2.10`). Anchors, aliases, tags, directives
 * and deep nesting are refused before the parser sees them: its recursion is not ours to trust.
 *
 * @returns no tree when there are findings `fm/anchor-or-tag`, `fm/depth`, `fm/duplicate-key` or `fm/syntax`
 */
export async function readYaml(text: string, firstLine: number): Promise<{ tree?: Tree; findings: Finding[] }> {
  const yaml = await import("yaml"); // some 100 KB, needed only once an advisory is read
  const placeOf = placeFinder(text, firstLine);
  const refused = refusedToken(yaml, text, placeOf);
  if (refused) return { findings: [refused] };
  const document = yaml.parseDocument(text, {
    version: "1.2",
    schema: "failsafe",
    merge: false,
    stringKeys: true,
    uniqueKeys: false, // its check is quadratic: toTree has its own
    prettyErrors: false,
    logLevel: "error",
  });
  if (document.errors.length > 0) {
    return { findings: document.errors.slice(0, MAX_REPORTED).map((error) => syntaxFinding(error, placeOf)) };
  }
  const findings: Finding[] = [];
  const tree = toTree(document.contents, { yaml, placeOf, findings });
  return findings.length > 0 ? { findings } : { tree, findings };
}

type Yaml = typeof YamlLibrary;
type PlaceOf = (offset: number) => Place;

function refusedToken({ Lexer, CST }: Yaml, text: string, placeOf: PlaceOf): Finding | undefined {
  let offset = 0;
  let flowDepth = 0;
  let indicatorsInLine = 0;
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? "unknown";
    const what = REFUSED_TOKENS[type];
    if (what) {
      const hint = "Write the value out where it belongs; an advisory is plain data.";
      return shapeFinding("fm/anchor-or-tag", placeOf(offset), `The front matter holds ${what}.`, hint);
    }
    if (type === "flow-map-start" || type === "flow-seq-start") flowDepth += 1;
    if (type === "flow-map-end" || type === "flow-seq-end") flowDepth -= 1;
    if (type === "newline") indicatorsInLine = 0;
    if (type === "seq-item-ind" || type === "explicit-key-ind") indicatorsInLine += 1;
    const indent = type === "space" && text[offset - 1] === "\n" ? token.length : 0;
    if (flowDepth > MAX_DEPTH || indicatorsInLine > MAX_DEPTH || indent > MAX_INDENT) {
      return shapeFinding("fm/depth", placeOf(offset), "The front matter is nested too deeply.", "Flatten it.");
    }
    if (!isMark(token)) offset += token.length;
  }
  return undefined;
}

/** The lexer inserts marks of its own (document, scalar, end of flow) that are not in the source. */
function isMark(token: string): boolean {
  return token === "\u0002" || token === "\u0018" || token === "\u001f";
}

function syntaxFinding(error: YAMLError, placeOf: PlaceOf): Finding {
  const message = `The front matter is not YAML: ${error.message.replace(/\.$/, "")}.`;
  return shapeFinding("fm/syntax", placeOf(error.pos[0]), message, "Correct this line.");
}

interface Reading {
  readonly yaml: Yaml;
  readonly placeOf: PlaceOf;
  readonly findings: Finding[];
}

function toTree(node: Node | null, reading: Reading): Tree {
  const { yaml, placeOf } = reading;
  const at = placeOf(node?.range?.[0] ?? 0);
  if (yaml.isMap<Node, Node | null>(node)) return { kind: "record", at, fields: toFields(node, reading) };
  if (yaml.isSeq<Node>(node)) return { kind: "list", at, items: node.items.map((item) => toTree(item, reading)) };
  return { kind: "text", at, value: yaml.isScalar<string | null>(node) ? (node.value ?? "") : "" };
}

function toFields(map: YAMLMap<Node, Node | null>, reading: Reading): RecordNode["fields"] {
  const seen = new Set<string>();
  return map.items.map((pair) => {
    const key = String(pair.key);
    const at = reading.placeOf(pair.key.range?.[0] ?? 0);
    if (seen.has(key)) {
      const message = `The key "${escapeLine(key)}" stands here twice.`;
      reading.findings.push(shapeFinding("fm/duplicate-key", at, message, "Keep one of the two."));
    }
    seen.add(key);
    return { key, at, value: toTree(pair.value, reading) };
  });
}

function placeFinder(text: string, firstLine: number): PlaceOf {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: firstLine + low, column: offset - starts[low]! + 1 };
  };
}
