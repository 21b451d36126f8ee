import type { SectionName } from "../../../model/advisory/sections";

/** Front matter as plain data, before it is written: texts, lists and records. */
export interface PlainRecord {
  readonly [key: string]: PlainValue;
}
export type PlainValue = string | undefined | PlainRecord | readonly PlainValue[];

/** A record of somebody else's format, as far as ours can say it. */
export interface Imported {
  readonly frontMatter: PlainRecord;
  readonly sections: readonly ImportedSection[];
  /** What has no place in an advisory of ours, one sentence each; nothing is dropped without one. */
  readonly losses: readonly string[];
}

/** Text for one section, in Markdown. */
export interface ImportedSection {
  readonly name: SectionName;
  readonly text: string;
}

/** A JSON value from a stranger, read without trust; what does not fit is noted and left out. */
export class Source {
  readonly losses: string[] = [];

  note(sentence: string): void {
    if (!this.losses.includes(sentence)) this.losses.push(sentence);
  }

  /** Notes every key of `value` that nobody reads. */
  known(value: object, keys: readonly string[], where: string): void {
    const unread = Object.keys(value).filter((key) => !keys.includes(key));
    if (unread.length > 0) this.note(`Not carried over from ${where}: ${unread.map(short).join(", ")}.`);
  }
}

/** A text, or `undefined`; numbers count as what they are written as. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/** A list; nothing for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list. */
export function textsOf(value: unknown): string[] {
  return listOf(value).flatMap((item) => textOf(item) ?? []);
}

/** An object; an empty one for anything else. */
export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

/** The objects of a list. */
export function recordsOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return listOf(value).map(recordOf);
}

function short(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
