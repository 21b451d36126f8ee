import { FRONT_MATTER } from "./frontMatter";
import type { Shape } from "./shape";
import { MAX_LINE } from "./writtenAt";

/** Where in the front matter a cursor stands, while the file is being typed and may be no YAML at all. */
export interface Spot {
  /** The keys around, list positions left out: `packages.affected.from`. */
  readonly path: string;
  /** What may stand here. */
  readonly shape: Exclude<Shape, { kind: "list" }>;
  /** What is typed of it before the cursor. */
  readonly typed: string;
  /** Keys the same mapping has already, as far as they stand above the cursor. */
  readonly present: readonly string[];
}

/** Paths at which a version stands. */
export const VERSION_PATHS: ReadonlySet<string> = new Set([
  "packages.affected.from",
  "packages.affected.fixed",
  "packages.affected.through",
  "packages.versions",
]);

const LINE = /^( *)((?:- +)*)(?:["']?([A-Za-z_-]+)["']?:(?: +(.*))?)?/;

/**
 * The spot of a cursor; `undefined` in the body and under a key that is not known. Indentation alone decides.
 *
 * @param line - from 1
 * @param column - from 1; what stands to the right of it does not count
 */
export function spotAt(lines: readonly string[], line: number, column: number): Spot | undefined {
  const end = lines.indexOf("---", 1);
  if (lines[0] !== "---" || line < 2 || (end >= 0 && line > end)) return undefined;
  const before = (lines[line - 1] ?? "").slice(0, column - 1);
  if (before.length > MAX_LINE) return undefined;
  const [, indent = "", dashes = ""] = LINE.exec(before) ?? [];
  const { parents, present } = keysAbove(lines, line, indent.length, dashes);
  const { keys, typed, siblings } = keysInLine(before.slice(indent.length + dashes.length));
  const path = [...parents, ...keys];
  const shape = shapeAt(path);
  return shape && { path: path.join("."), shape, typed, present: keys.length > 0 ? siblings : present };
}

/** The package that a line belongs to, by the nearest `purl` above it, else below; `undefined` when none is written. */
export function purlAround(lines: readonly string[], line: number): string | undefined {
  const end = lines.indexOf("---", 1);
  const above = lines.slice(0, line).reverse();
  const below = lines.slice(line, end < 0 ? undefined : end);
  for (const written of [...above, ...below]) {
    const purl = /^ *(?:- +)*purl: +["']?(pkg:[^\s"']+)/.exec(written)?.[1];
    if (purl !== undefined) return purl;
  }
  return undefined;
}

/** What a path of keys leads to, lists entered; `undefined` for an unknown key. */
export function shapeAt(path: readonly string[]): Spot["shape"] | undefined {
  let shape: Shape | undefined = FRONT_MATTER;
  for (const key of path) {
    if (shape.kind !== "record" || !Object.hasOwn(shape.fields, key)) return undefined;
    shape = shape.fields[key];
    while (shape?.kind === "list") shape = shape.item;
    if (!shape) return undefined;
  }
  return shape;
}

function keysAbove(lines: readonly string[], line: number, indent: number, dashes: string) {
  const parents: string[] = [];
  const present: string[] = [];
  let limit = dashes === "" ? indent : indent + dashes.length - 2;
  let inItem = dashes !== "";
  for (let at = line - 2; at >= 1; at -= 1) {
    const [, space = "", dash = "", key] = LINE.exec(lines[at]!) ?? [];
    if (key === undefined) continue;
    const column = space.length + dash.length;
    if (column < limit || (column === limit && inItem && dash === "")) {
      parents.unshift(key);
      limit = dash === "" ? column : space.length;
      inItem = dash !== "";
    } else if (column === limit && !inItem) {
      if (parents.length === 0) present.push(key);
      if (dash !== "") {
        limit = space.length;
        inItem = true;
      }
    }
  }
  return { parents, present };
}

/** Follows `key: [a, { b: c` as far as it is typed. */
function keysInLine(text: string) {
  const keys: string[] = [];
  let siblings: string[] = [];
  let typed = text;
  for (;;) {
    const [, key, rest] = /^["']?([A-Za-z_-]+)["']?:(?: +(.*)|$)/.exec(typed) ?? [];
    if (key !== undefined) {
      keys.push(key);
      typed = rest ?? "";
      continue;
    }
    const open = /^[[{]/.test(typed) ? lastOpen(typed) : undefined;
    if (open === undefined) return { keys, typed: typed.replace(/^["']/, ""), siblings };
    const parts = typed.slice(open + 1).split(",");
    typed = parts.pop()!.trimStart();
    siblings = parts.flatMap((part) => /^\s*([A-Za-z_-]+):/.exec(part)?.[1] ?? []);
  }
}

function lastOpen(text: string): number | undefined {
  const open: number[] = [];
  for (const [at, letter] of [...text].entries()) {
    if (letter === "[" || letter === "{") open.push(at);
    if (letter === "]" || letter === "}") open.pop();
  }
  return open.at(-1);
}
