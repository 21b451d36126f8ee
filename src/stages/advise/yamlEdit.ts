import type * as YamlLibrary from "yaml";
import type { Pair, Scalar, YAMLMap } from "yaml";
import { yamlText } from "./yamlText";

type Yaml = typeof YamlLibrary;
type Node = YamlLibrary.Node;
type Entry = Pair<Scalar, Node | null>;
/** A mapping of the front matter. */
export type Fields = YAMLMap<Scalar, Node | null>;

/** One stretch of a text that is replaced. */
interface Change {
  readonly at: number;
  readonly end: number;
  readonly text: string;
}

const WIDTH = 120;

/**
 * Changes single values of an advisory's front matter. Comments, order, spacing and whatever no change names stay as they
 * are, byte for byte.
 */
export class YamlEdit {
  readonly #text: string;
  readonly #yaml: Yaml;
  readonly #root: Node | null;
  readonly #newline: string;
  readonly #changes: Change[] = [];

  private constructor(text: string, yaml: Yaml, root: Node | null) {
    this.#text = text;
    this.#yaml = yaml;
    this.#root = root;
    this.#newline = text.includes("\r\n") ? "\r\n" : "\n";
  }

  /** Opens a text whose front matter `parseAdvisory` could read. */
  static async open(text: string): Promise<YamlEdit> {
    const yaml = await import("yaml");
    const start = text.indexOf("\n") + 1;
    const length = /^---\r?$/m.exec(text.slice(start))?.index ?? 0;
    // The first line as a comment of the same length: then every position counts in the whole text.
    const source = `${"#".padEnd(start - 1)}\n${text.slice(start, start + length)}`;
    const document = yaml.parseDocument(source, {
      version: "1.2",
      schema: "failsafe",
      merge: false,
      logLevel: "error",
    });
    return new YamlEdit(text, yaml, document.contents);
  }

  /** The text with every change. */
  result(): string {
    const order = [...this.#changes.entries()].sort(([i, a], [j, b]) => b.at - a.at || j - i);
    return order.reduce(
      (text, [, { at, end, text: fresh }]) => text.slice(0, at) + fresh + text.slice(end),
      this.#text,
    );
  }

  /** The mapping at a path such as `packages`, 0; `undefined` when there is none. */
  map(...path: readonly (string | number)[]): Fields | undefined {
    let node: unknown = this.#root;
    for (const step of path) {
      if (this.#yaml.isMap(node)) node = node.get(step, true);
      else if (this.#yaml.isSeq(node)) node = node.items[Number(step)];
      else return undefined;
    }
    return this.#yaml.isMap(node) ? (node as Fields) : undefined;
  }

  /** Gives a key a value. A comment behind it stays; `comment` is written where there is none. */
  setScalar(map: Fields, key: string, value: string, comment?: string): void {
    const entry = entryOf(map, key);
    const note = comment === undefined || map.flow ? "" : ` # ${comment}`;
    if (!entry) return this.#insert(map, key, ` ${yamlText(value)}${note}`, ["from"]);
    if (this.#isEmpty(entry)) {
      const at = this.#colon(entry);
      const isBare = this.#text.slice(at, this.#lineEnd(at)).trim() === "";
      return this.#put(at, ` ${yamlText(value)}${isBare ? note : ""}`);
    }
    this.#replace(entry.value!, yamlText(value));
  }

  /** Gives a key a list, in the form that it has now; false, and no change, when comments stand between its entries. */
  setList(map: Fields, key: string, items: readonly string[], behind: readonly string[]): boolean {
    const entry = entryOf(map, key);
    const flow = this.#flow(items, this.#columnOf(map) + 2, key);
    if (!entry) this.#insert(map, key, ` ${flow}`, behind);
    else if (this.#isEmpty(entry)) this.#put(this.#colon(entry), ` ${flow}`);
    else {
      const list = entry.value!;
      const isBlock = this.#yaml.isSeq(list) && !list.flow;
      // A comment behind the last entry belongs to that entry; behind a bracket it belongs to the key.
      const end = isBlock ? this.#lineEnd(this.#endOf(list)) : this.#endOf(list);
      if (this.#text.slice(list.range![0], end).includes("#")) return false;
      const blanks = this.#newline + " ".repeat(this.#columnOf(list));
      this.#replace(list, isBlock ? items.map((item) => `- ${yamlText(item)}`).join(blanks) : flow);
    }
    return true;
  }

  /** Adds entries, each a mapping, at the end of the list of a key; makes the list when there is none. */
  addEntries(
    map: Fields,
    key: string,
    entries: readonly Readonly<Record<string, string>>[],
    behind: readonly string[],
  ): void {
    const flow = entries.map((entry) => {
      const parts = Object.entries(entry).map(([name, value]) => `${name}: ${yamlText(value)}`);
      return `{ ${parts.join(", ")} }`;
    });
    if (this.#append(map, key, flow)) return;
    const column = this.#columnOf(map) + 2;
    const fresh = map.flow
      ? ` [${flow.join(", ")}]`
      : this.#below(
          column,
          flow.map((entry) => `- ${entry}`),
        );
    this.#setEmpty(map, key, fresh, behind);
  }

  /** Adds a value at the end of the list of a key; makes the list when there is none. */
  addItem(map: Fields, key: string, item: string, behind: readonly string[]): void {
    if (!this.#append(map, key, [yamlText(item)])) this.setList(map, key, [item], behind);
  }

  /** Writes another value in place of one in the list of a key; false, and no change, when that one is not there. */
  replaceItem(map: Fields, key: string, old: string, fresh: string): boolean {
    const list = map.get(key, true);
    const items = this.#yaml.isSeq(list) ? (list.items as Node[]) : [];
    const item = items.find((one) => this.#yaml.isScalar(one) && one.value === old);
    if (item) this.#replace(item, yamlText(fresh));
    return item !== undefined;
  }

  /** Gives a key that is absent or empty a mapping; the values are YAML in one line. */
  setMap(map: Fields, key: string, fields: Readonly<Record<string, string>>, behind: readonly string[]): void {
    const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`);
    const fresh = map.flow ? ` { ${lines.join(", ")} }` : this.#below(this.#columnOf(map) + 2, lines);
    this.#setEmpty(map, key, fresh, behind);
  }

  /** False when the key has no list, or an empty one. */
  #append(map: Fields, key: string, items: readonly string[]): boolean {
    const list = map.get(key, true) as Node | undefined;
    if (!this.#yaml.isSeq(list) || list.items.length === 0) return false;
    if (list.flow) this.#put(this.#inside(list), `, ${items.join(", ")}`);
    else {
      const lines = items.map((item) => `- ${item}`);
      this.#put(this.#lineEnd(this.#endOf(list)), this.#below(this.#columnOf(list), lines));
    }
    return true;
  }

  #below(column: number, lines: readonly string[]): string {
    return lines.map((line) => `${this.#newline}${" ".repeat(column)}${line}`).join("");
  }

  /** Writes a collection, which in block style begins below the line of its key. */
  #setEmpty(map: Fields, key: string, fresh: string, behind: readonly string[]): void {
    const entry = entryOf(map, key);
    if (!entry) return this.#insert(map, key, fresh, behind);
    const end = this.#isEmpty(entry) ? this.#colon(entry) : this.#endOf(entry.value!);
    this.#changes.push({ at: this.#colon(entry), end, text: map.flow ? fresh : "" });
    if (!map.flow) this.#put(this.#lineEnd(end), fresh);
  }

  /** Puts a new key behind the last of `behind` that is there, else at the end. */
  #insert(map: Fields, key: string, value: string, behind: readonly string[]): void {
    const text = `${key}:${value}`;
    if (map.flow) return this.#put(this.#inside(map), `${map.items.length > 0 ? "," : ""} ${text}`);
    const before = map.items.findLast(({ key: name }) => behind.includes(String(name))) ?? map.items.at(-1)!;
    const end = this.#isEmpty(before) ? this.#colon(before) : this.#endOf(before.value!);
    this.#put(this.#lineEnd(end), `${this.#newline}${" ".repeat(this.#columnOf(map))}${text}`);
  }

  #flow(items: readonly string[], indent: number, key: string): string {
    let line = "[";
    let width = indent + key.length + 3;
    for (const [index, item] of items.entries()) {
      const text = `${yamlText(item)}${index < items.length - 1 ? ", " : ""}`;
      if (width + text.length > WIDTH) {
        line = `${line.trimEnd()}${this.#newline}${" ".repeat(indent)}`;
        width = indent;
      }
      line += text;
      width += text.length;
    }
    return `${line}]`;
  }

  #isEmpty({ value }: Entry): boolean {
    return !value?.range || this.#source(value) === "";
  }

  #source(node: Node): string {
    return this.#text.slice(node.range![0], this.#endOf(node)).trim();
  }

  /** Where a node ends, without what follows on its line. */
  #endOf(node: Node): number {
    if (this.#yaml.isCollection(node) && !node.flow) {
      const last: unknown = node.items.at(-1);
      const inner = this.#yaml.isPair(last) ? ((last.value as Node | null) ?? (last.key as Node)) : last;
      if (this.#yaml.isNode(inner)) return this.#endOf(inner);
    }
    return node.range![1];
  }

  /** Behind the colon of a key. */
  #colon({ key }: Entry): number {
    return this.#text.indexOf(":", key.range![1]) + 1;
  }

  #columnOf(node: Node): number {
    const at = node.range![0];
    return at - this.#text.lastIndexOf("\n", at - 1) - 1;
  }

  #lineEnd(from: number): number {
    const at = this.#text.indexOf("\n", from);
    return this.#text[at - 1] === "\r" ? at - 1 : at;
  }

  /** Before the closing bracket, and the blanks and comma there. */
  #inside(node: Node): number {
    let at = node.range![1] - 1;
    while (/[\s,]/.test(this.#text[at - 1] ?? "")) at -= 1;
    return at;
  }

  #replace(node: Node, text: string): void {
    this.#changes.push({ at: node.range![0], end: this.#endOf(node), text });
  }

  #put(at: number, text: string): void {
    this.#changes.push({ at, end: at, text });
  }
}

function entryOf(map: Fields, key: string): Entry | undefined {
  return map.items.find(({ key: name }) => String(name) === key);
}
