import { Range, workspace, WorkspaceEdit, type TextDocument } from "vscode";
import { labelOf, scoreOf } from "../../model/advisory/cvssScore";
import { choicesIn, RATED_VERSIONS, readPasted, vectorOf, type RatedVersion } from "../../model/advisory/rating";
import { asEmbargoError, EmbargoError } from "../../model/errors";
import { readSeverity, writeRating, type WrittenSeverity } from "../../stages/advise/rate";
import { formOf, ratingOf, severityState, type SeverityForm, type SeverityState } from "./severityState";

/** What the form says. */
export type Said =
  | { readonly action: "ready" | "write" | "again" }
  | { readonly action: "paste"; readonly text: string }
  | {
      readonly action: "rate";
      readonly version: RatedVersion;
      readonly pairs: readonly (readonly [metric: string, value: string])[];
    }
  | { readonly action: "label"; readonly withLabel: boolean };

/** An advisory and the form of its severity. What a person chose and did not write yet outlives changes of the advisory. */
export class RatedDocument {
  readonly #document: TextDocument;
  readonly #show: (message: object) => void;
  /** What the advisory said when it could last be read. */
  #written: WrittenSeverity = { ratings: [], label: undefined, reasoned: false };
  #unreadable: string | undefined;
  #form: SeverityForm | undefined;
  #withLabel: boolean | undefined;
  #refused = "";

  constructor(document: TextDocument, show: (message: object) => void) {
    this.#document = document;
    this.#show = show;
  }

  /** Reads the advisory again. */
  async follow(): Promise<void> {
    const before = this.#written;
    try {
      this.#written = await readSeverity(this.#document.getText());
      this.#unreadable = undefined;
    } catch (thrown) {
      const { message, hint } = asEmbargoError(thrown);
      this.#unreadable = `${message} ${hint}`;
    }
    const form = this.#form ? followed(this.#form, before, this.#written) : formOf(this.#written);
    if (form === this.#form) return this.#say();
    this.#change(form);
  }

  /** Does what was pressed or chosen in the form. */
  async hear(said: Said): Promise<void> {
    const form = this.#form;
    if (!form) return this.follow();
    switch (said.action) {
      case "ready":
        return this.#change(form);
      case "write":
        await this.#write(form);
        this.#withLabel = undefined;
        return this.follow();
      case "again":
        this.#withLabel = undefined;
        this.#refused = "";
        return this.#change(formOf(this.#written, form.version));
      case "paste": {
        const pasted = readPasted(said.text);
        this.#refused = "refusal" in pasted ? pasted.refusal : "";
        if ("refusal" in pasted) return this.#say();
        const { version, choices } = pasted.rating;
        this.#form = { version, choices: { ...form.choices, [version]: choices } };
        return this.#say({ form: this.#form, taken: true });
      }
      case "label":
        this.#withLabel = said.withLabel;
        return this.#say();
      case "rate": {
        const version = RATED_VERSIONS.find((known) => known === said.version) ?? form.version;
        this.#form = { version, choices: { ...form.choices, [version]: choicesIn(version, said.pairs) } };
        return this.#say();
      }
    }
  }

  #state(): SeverityState {
    const form = this.#form ?? formOf(this.#written);
    return severityState(form, this.#unreadable ?? this.#written, this.#withLabel);
  }

  /** Gives the form other choices than it has. */
  #change(form: SeverityForm): void {
    this.#form = form;
    this.#say({ form });
  }

  /** @param more - other choices than the form has now, and whether they came from what was pasted */
  #say(more: { readonly form?: SeverityForm; readonly taken?: boolean } = {}): void {
    const { texts, ...state } = this.#state();
    this.#show({ ...state, ...more, texts: { ...texts, refused: this.#refused } });
  }

  /** As one edit of the few letters that differ, which one undo takes back. */
  async #write(form: SeverityForm): Promise<void> {
    const document = this.#document;
    const { canWrite, withLabel } = this.#state();
    const rating = ratingOf(form);
    const score = scoreOf(vectorOf(rating));
    if (!canWrite || !score) return;
    const { version } = document;
    const before = document.getText();
    const after = await writeRating(before, rating, withLabel ? labelOf(score.band) : undefined);
    if (document.version !== version) {
      throw new EmbargoError("refused", "The advisory was changed meanwhile.", "Nothing was written. Press it again.");
    }
    const { start, end, text } = difference(before, after);
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), text);
    await workspace.applyEdit(edit);
  }
}

/** The form after the advisory changed: a version that was as the advisory had it follows. The same one if nothing does. */
function followed(form: SeverityForm, before: WrittenSeverity, now: WrittenSeverity): SeverityForm {
  const [was, is] = [formOf(before), formOf(now)];
  const vector = ({ choices }: SeverityForm, version: RatedVersion) => vectorOf({ version, choices: choices[version] });
  const isSame = (version: RatedVersion) => vector(form, version) === vector(is, version);
  const follows = (version: RatedVersion) => vector(form, version) === vector(was, version) && !isSame(version);
  const changed = RATED_VERSIONS.filter(follows).map((version) => [version, is.choices[version]] as const);
  if (changed.length === 0) return form;
  return { ...form, choices: { ...form.choices, ...Object.fromEntries(changed) } };
}

/** The stretch of `before` that has to be replaced, by which text, to come to `after`. */
function difference(before: string, after: string): { start: number; end: number; text: string } {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let kept = 0;
  while (kept < most - start && before.at(-1 - kept) === after.at(-1 - kept)) kept += 1;
  return { start, end: before.length - kept, text: after.slice(start, after.length - kept) };
}
