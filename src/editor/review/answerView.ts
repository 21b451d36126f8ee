import { basename } from "node:path";
import type { Uri, WebviewPanel } from "vscode";
import type { ReplyComment } from "../../model/bundle/reply";
import type { Decision } from "../../model/case";
import { EmbargoError } from "../../model/errors";
import { asCaseId, groupFingerprint, type CaseId } from "../../model/ids";
import { acceptAnswer, readAnswer, type ReceivedAnswer } from "../../stages/confirm";
import { openHome } from "../../tools/home";
import { keyToOpen } from "../ownKey";
import type { Session } from "../session";
import { inWords } from "../times";
import { html, type Html } from "./html";
import { ReceivedView } from "./receivedView";

/** What a decision means, in the words of the one who gets it. */
export const DECISION_WORDS: Readonly<Record<Decision, string>> = {
  confirmed: "Confirmed",
  "changes-requested": "Changes needed",
  rejected: "No",
};

/** Opens an answer in its tab: who, what they decided, what they wrote, and a button that records it in the case. */
export async function showAnswer(session: Session, file: Uri, panel: WebviewPanel): Promise<void> {
  const home = await openHome();
  const show = (isRecorded: boolean): Promise<void> =>
    view.showOpened(
      "Answer",
      async () => {
        const id = caseOfAnswer(file);
        const bytes = await view.bytes();
        const ownKey = await keyToOpen(session, home, bytes, "answer");
        return answerPage(id, await readAnswer(home, id, bytes, { ownKey }), isRecorded);
      },
      ({ code }) => Promise.resolve(code === "cancelled" ? [{ action: "again", words: "Try again" }] : []),
    );
  const view: ReceivedView = new ReceivedView(session, file, panel, {
    again: () => show(false),
    record: async () => {
      const bytes = await view.bytes();
      const ownKey = await keyToOpen(session, home, bytes, "answer");
      await acceptAnswer(home, caseOfAnswer(file), bytes, { ownKey });
      session.refresh();
      await show(true);
    },
  });
  await show(false);
}

/**
 * The case an answer belongs to, by its file's name `<case>-v<version>-<key>.answer.gpg`; the answer itself is held to it.
 *
 * @throws EmbargoError `other-case` for another name
 */
function caseOfAnswer(file: Uri): CaseId {
  const id = asCaseId(/^(.+)-v\d+-/.exec(basename(file.fsPath))?.[1] ?? "");
  if (id) return id;
  throw new EmbargoError(
    "other-case",
    "The name of the file does not say which case it answers.",
    "Record it from the list of cases: Record an Answer…",
  );
}

function answerPage(id: CaseId, received: ReceivedAnswer, isRecorded: boolean): Html {
  const { answer, compared, message, comments, notes, isNewest } = received;
  return html`
    <header>
      <h1>${DECISION_WORDS[answer.decision]}</h1>
      <p class="quiet">${id} · version ${answer.version} · signed ${inWords(answer.signedAt)}</p>
    </header>
    <section aria-labelledby="signer">
      <h2 id="signer">Who answered</h2>
      <div class="card">
        ${
          answer.by === "passphrase"
            ? html`<p class="warning">
                <span class="mark" aria-hidden="true">⚠</span>Not signed: from whoever has the seven words, or only your
                public key. It is kept, and does not count.
              </p>`
            : html`<p class="good">
                  <span class="mark" aria-hidden="true">✓</span>Signed by <strong>${answer.name}</strong>,
                  ${answer.role}
                </p>
                <p class="fingerprint">${groupFingerprint(answer.by)}</p>
                <p class="quiet">
                  ${compared ? "You have compared this fingerprint with its owner." : "Not compared with its owner yet."}
                </p>`
        }
      </div>
    </section>
    <section aria-labelledby="message">
      <h2 id="message">What they wrote</h2>
      ${message.trim() === "" ? html`<p class="quiet">Nothing but the decision.</p>` : html`<div class="card message">${message.trim()}</div>`}
      ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
    </section>
    ${comments.length === 0 ? "" : remarks(comments)}
    ${isNewest ? "" : html`<p class="warning"><span class="mark" aria-hidden="true">⚠</span>It answers an older version: it is kept, but does not count.</p>`}
    ${
      isRecorded
        ? html`<div class="card done" role="status">
            <p class="good"><span class="mark" aria-hidden="true">✓</span>Recorded in ${id}.</p>
          </div>`
        : html`<div class="actions"><button class="primary" data-action="record">Record this answer</button></div>`
    }
  `;
}

function remarks(comments: readonly ReplyComment[]): Html {
  return html`<section aria-labelledby="remarks">
    <h2 id="remarks">Their remarks on lines</h2>
    <ul>
      ${comments.map(
        ({ branch, path, side, line, text }) =>
          html`<li>
            <code>${path}:${line}</code>
            <span class="quiet">${branch}${side === "base" ? ", before the fix" : ""}</span>
            <div class="message">${text}</div>
          </li>`,
      )}
    </ul>
    <p class="quiet">
      Once recorded, they stand in the private worktree on the lines they are about, also after the code moved.
    </p>
  </section>`;
}
