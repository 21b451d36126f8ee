import { LABELS, ROLES } from "../../../model/advisory/frontMatter";
import { asInstant, toInstant } from "../../../model/ids";
import { textOf, type PlainRecord } from "./imported";

/** A thanked person of a published record: it named them, so its date stands for their consent. */
export function creditOf(name: string, role: unknown, consent: string, github?: string): PlainRecord {
  const word = (textOf(role) ?? "other").toLowerCase().replace(/[ _]/g, "-");
  const login = github !== undefined && /^[A-Za-z0-9-]{1,39}$/.test(github) ? github : undefined;
  return { name, role: ROLES.find((known) => known === word) ?? "other", github: login, consent };
}

/** An instant to the second, whatever form the record has; `undefined` for none, and for the year 1 of empty fields. */
export function instantOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined) return undefined;
  const date = new Date(/[zZ]$|[+-]\d\d:?\d\d$|^\d{4}-\d\d-\d\d$/.test(text) ? text : `${text}Z`);
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() < 1980) return undefined;
  return asInstant(toInstant(date));
}

/** `high`, from whatever word a database has; `undefined` for none. */
export function labelOf(value: unknown): string | undefined {
  const word = textOf(value)?.toLowerCase();
  return word === "medium" ? "moderate" : LABELS.find((known) => known === word);
}

/** What status, publication and withdrawal an imported record has. */
export function published(at: string | undefined, withdrawnAt: string | undefined, reason: unknown): PlainRecord {
  return {
    status: withdrawnAt === undefined ? "published" : "withdrawn",
    withdrawn:
      withdrawnAt === undefined
        ? undefined
        : { at: withdrawnAt, reason: textOf(reason) ?? "The record gives no reason" },
    disclosure: { public: at },
  };
}

/** The id of a record, if it can be one of ours. */
export function idOf(value: unknown): string | undefined {
  const text = textOf(value)?.trim();
  return text !== undefined && /^[A-Za-z0-9][A-Za-z0-9._:+-]{0,99}$/.test(text) ? text : undefined;
}

/** The login of `https://github.com/login`. */
export function loginOf(url: string): string | undefined {
  return /^https:\/\/github\.com\/([A-Za-z0-9-]{1,39})\/?$/.exec(url)?.[1];
}
