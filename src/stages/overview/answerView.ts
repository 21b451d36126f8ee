import type { AnswerRecord, CaseRecord } from "../../model/case";
import { answerHistory, type Standing } from "../../model/confirmation";
import type { Fingerprint } from "../../model/ids";

/** An answer as both faces show it. */
export interface AnswerView extends AnswerRecord {
  readonly standing: Standing;
  /** Whether a person compared the signer's fingerprint. */
  readonly compared: boolean;
  /** "Ada: changes requested for version 1, 2026-11-21 (they answered again later)". */
  readonly sentence: string;
}

const WORDS = { confirmed: "confirmed", "changes-requested": "changes requested", rejected: "rejected" } as const;

const WHY_NOT: Readonly<Record<Standing, string>> = {
  counts: "",
  replaced: " (they answered again later)",
  "older-version": " (a newer version was sent since)",
  unsigned: " (weak: nobody signed it, so it does not count)",
  "cannot-confirm": " (does not count: they wrote a part of the fix, or it was not made for them)",
};

/** Every answer of a case, in the order they came. Pure. */
export function answerViews(record: CaseRecord, comparedKeys: ReadonlySet<Fingerprint>): AnswerView[] {
  return answerHistory(record).map((answer) => {
    const { name, decision, version, signedAt, standing } = answer;
    const what = `${name}: ${WORDS[decision]} for version ${version}, ${signedAt.slice(0, 10)}`;
    return {
      ...answer,
      compared: answer.by !== "passphrase" && comparedKeys.has(answer.by),
      sentence: `${what}${WHY_NOT[standing]}`,
    };
  });
}
