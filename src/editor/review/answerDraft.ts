import type { ReplyComment } from "../../model/bundle/reply";
import type { Decision } from "../../model/case";
import type { Review } from "../../stages/confirm";
import type { Home } from "../../tools/home";
import type { UnlockedKey } from "../../tools/pgp/keys";
import { keepDraft, readDraft, removeDraft } from "../../tools/reviewDraft";

/** What the person has chosen and typed so far. */
export interface Wishes {
  readonly decision?: Decision;
  readonly message: string;
}

interface Draft extends Wishes {
  readonly comments: readonly ReplyComment[];
}

/** The unfinished answer to one bundle: in memory, and encrypted in the home; of many changes the newest is written. */
export class AnswerDraft {
  wishes: Wishes = { message: "" };
  #writing: Promise<void> = Promise.resolve();
  #newest = "";
  #done = false;

  /** The answer of an earlier sitting; its remarks are given back. */
  async load(home: Home, { manifestSha256 }: Review, ownKey: UnlockedKey): Promise<readonly ReplyComment[]> {
    const text = await readDraft(home, manifestSha256, ownKey);
    if (text === undefined) return [];
    const { comments, ...wishes } = JSON.parse(text) as Draft;
    this.wishes = wishes;
    return comments;
  }

  save(home: Home, { manifestSha256 }: Review, ownKey: UnlockedKey, comments: readonly ReplyComment[]): void {
    const draft = JSON.stringify({ ...this.wishes, comments } satisfies Draft);
    this.#newest = draft;
    this.#writing = this.#writing
      .then(() => (this.#done || draft !== this.#newest ? undefined : keepDraft(home, manifestSha256, ownKey, draft)))
      .catch(() => undefined); // a full disk: the text is still in memory, and the answer itself will say so
  }

  /** The answer was made: the draft is not needed any more. */
  async finish(home: Home, { manifestSha256 }: Review): Promise<void> {
    this.#done = true;
    await this.#writing;
    await removeDraft(home, manifestSha256);
  }
}
