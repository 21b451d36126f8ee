import type { Finding } from "../finding";
import { RULES } from "../lintRules";
import { inserted, type Fix } from "./fix";

/** Accepts the rule with a reason that a person still has to write; `undefined` for what stops an export. */
export function accept(lines: readonly string[], { rule }: Finding): Fix | undefined {
  const known = RULES.find(({ id }) => id === rule);
  const end = lines.indexOf("---", 1);
  if (!known || known.stopsExport || end < 0) return undefined;
  const entry = `{ rule: ${rule}, reason: "" }`;
  const add = (line: number, column: number, text: string): Fix => {
    const fix = inserted(`Accept ${rule} with a reason…`, { line, column }, text);
    return { ...fix, cursor: text.indexOf('""') + 1 };
  };
  const at = lines.findIndex((line, index) => index < end && /^lint:/.test(line));
  if (at < 0) return add(end + 1, 1, `lint: [${entry}]\n`);
  const list = /^lint: *\[(.*)$/.exec(lines[at]!);
  if (list) return add(at + 1, lines[at]!.indexOf("[") + 2, list[1]!.trim() === "]" ? entry : `${entry}, `);
  if (lines[at]!.trimEnd() !== "lint:") return undefined;
  const indent = /^( *)- /.exec(lines[at + 1] ?? "")?.[1] ?? "  ";
  return add(at + 2, 1, `${indent}- ${entry}\n`);
}
