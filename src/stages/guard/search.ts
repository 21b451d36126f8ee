import type { CaseId, Oid } from "../../model/ids";
import type { ChangeVisitor } from "../../tools/git/changeReader";
import type { Hunk } from "../../tools/git/changes";
import type { ObjectVisitor } from "../../tools/git/pushed";
import type { CaseIndex } from "./caseIndex";
import { CaseMatcher, type TextMatch } from "./caseMatcher";
import { tagIn, trailersIn, wordIn } from "./securityTags";
import type { CaseFinding, PushedFinding } from "./verdict";

/** The case of the canary, which is always open: no real id looks like it. */
export const CANARY = "canary" as CaseId;

/** Looks for the cases, and for security work of no case, in pushed commits as they come; keeps what was found. */
export class PushSearch implements ChangeVisitor {
  /** Commits in which something was found, or that touch a file of a case. */
  readonly found = new Map<Oid, PushedFinding>();
  /** Commits that touch a file of a case. */
  readonly alike: Oid[] = [];
  private readonly cases: readonly CaseIndex[];
  private readonly matcher: CaseMatcher;
  private commitAtHand: { readonly commit: Oid; readonly message: string; isAlike: boolean } | undefined;
  private files = new Map<CaseIndex, string[]>();

  constructor(cases: readonly CaseIndex[]) {
    this.cases = cases;
    this.matcher = new CaseMatcher(cases);
  }

  commit(commit: Oid, message: string): void {
    this.end();
    this.commitAtHand = { commit, message, isAlike: false };
    this.matcher.text(message, "(the message)");
  }

  file(path: string): void {
    if (this.cases.some(({ paths }) => paths.has(path))) this.commitAtHand!.isAlike = true;
    this.matcher.file(path);
  }

  hunk(path: string, hunk: Hunk): void {
    this.matcher.hunk(path, hunk);
  }

  blob(blob: Oid, path: string): void {
    for (const index of this.cases) {
      if (index.objects.has(blob)) this.files.set(index, [...(this.files.get(index) ?? []), path]);
    }
  }

  /** After the last commit. */
  end(): void {
    const { commitAtHand: atHand, files } = this;
    if (!atHand) return;
    const texts = this.matcher.take();
    const { commit, message, isAlike } = atHand;
    const trailers = trailersIn(message);
    const cases = this.cases.flatMap((index): CaseFinding[] => {
      const isObject = index.objects.has(commit);
      const hasTrailer = trailers.includes(index.case);
      const text = texts.get(index);
      if (!isObject && !hasTrailer && !text && !files.has(index)) return [];
      return [asCaseFinding(index, { isObject, hasTrailer, files: files.get(index) ?? [] }, text)];
    });
    if (trailers.includes(CANARY)) cases.push({ case: CANARY, hasTrailer: true, files: [] });
    const [tag, word] = [tagIn(message), wordIn(message)];
    if (cases.length > 0 || isAlike || tag !== undefined || word !== undefined) {
      this.found.set(commit, {
        commit,
        subject: message.split("\n", 1)[0] ?? "",
        cases,
        ...(tag === undefined ? {} : { tag }),
        ...(word === undefined ? {} : { word }),
      });
    }
    if (isAlike) this.alike.push(commit);
    this.commitAtHand = undefined;
    if (files.size > 0) this.files = new Map();
  }
}

/** The same for tags, trees and files that are pushed by themselves. */
export class ObjectSearch implements ObjectVisitor {
  readonly found: PushedFinding[] = [];
  private readonly cases: readonly CaseIndex[];
  private readonly matcher: CaseMatcher;
  private atHand: { readonly oid: Oid; readonly type: "tag" | "tree" | "blob" } | undefined;
  private holders = new Set<CaseIndex>();

  constructor(cases: readonly CaseIndex[]) {
    this.cases = cases;
    this.matcher = new CaseMatcher(cases);
  }

  object(oid: Oid, type: "tag" | "tree" | "blob"): void {
    this.end();
    this.atHand = { oid, type };
    this.contains(oid);
  }

  contains(oid: Oid): void {
    for (const index of this.cases) if (index.objects.has(oid)) this.holders.add(index);
  }

  readonly line = (line: string, before: string): void => {
    this.matcher.line(line, before, NAMES[this.atHand!.type]);
  };

  /** After the last one. */
  end(): void {
    const { atHand, holders } = this;
    if (!atHand) return;
    const texts = this.matcher.take();
    const cases = this.cases.flatMap((index): CaseFinding[] => {
      const text = texts.get(index);
      if (!holders.has(index) && !text) return [];
      return [asCaseFinding(index, { isObject: holders.has(index), hasTrailer: false, files: [] }, text)];
    });
    const subject = `a ${atHand.type === "blob" ? "file" : atHand.type} by itself`;
    if (cases.length > 0) this.found.push({ commit: atHand.oid, subject, cases });
    this.atHand = undefined;
    this.holders = new Set();
  }
}

const NAMES = { tag: "(a tag's message)", tree: "(a tree)", blob: "(a file)" } as const;

function asCaseFinding(
  { case: id }: CaseIndex,
  { isObject, hasTrailer, files }: Required<Pick<CaseFinding, "isObject" | "hasTrailer" | "files">>,
  text: TextMatch | undefined,
): CaseFinding {
  return {
    case: id,
    files,
    ...(isObject ? { isObject } : {}),
    ...(hasTrailer ? { hasTrailer } : {}),
    ...(text ? { text } : {}),
  };
}
