import type { ReviewWarning } from "../../model/bundle/changedPath";
import type { ReplyComment } from "../../model/bundle/reply";
import { groupFingerprint } from "../../model/ids";
import type { Review, ReviewedBranch, ReviewedFile } from "../../stages/confirm";
import { inWords } from "../times";
import { html, type Html } from "./html";
import { counted } from "../../model/counted";

/** What can be pressed on the page of a bundle; `value` says which one. */
export type BundleAction =
  "change" | "comment" | "advisory" | "notes" | "compare" | "tryIt" | "openWorktree" | "removeWorktree";

/** What the person has done with the bundle so far. */
export interface BundleProgress {
  readonly comments: readonly ReplyComment[];
  /** Where the answer was saved. */
  readonly savedAs: string | undefined;
  /** Where the result was written as real files. */
  readonly worktree: string | undefined;
}

/** Everything of a bundle that passed its checks: who, what to look at, what changes, and the answer. */
export function bundlePage(review: Review, progress: BundleProgress): Html {
  const { id, version, project, createdAt } = review;
  return html`
    <header>
      <h1>Fix for your report</h1>
      <p class="quiet">${project} · ${id} · version ${version} · ${inWords(createdAt)}</p>
    </header>
    ${signerCard(review)} ${warningList(review)}
    ${review.branches.map((branch, index) => branchSection(branch, index, progress))} ${texts(review)}
    ${worktreeSection(review, progress)} ${commentList(review, progress)}
    ${progress.savedAs === undefined ? answerForm(review, progress) : savedCard(review, progress.savedAs)}
  `;
}

function signerCard({ signer, replyHeader, signedAt }: Review): Html {
  const { fingerprint, name, compared } = signer;
  const trust = compared
    ? html`<p class="quiet">You have compared this fingerprint with its owner.</p>`
    : html`<p>
          <span class="mark" aria-hidden="true">○</span>Not compared yet. The name alone proves nothing. Look for the
          fingerprint in the <code>SECURITY.md</code> of the project, on its website, or have it read to you by phone.
        </p>
        <div class="actions"><button data-action="compare">I have compared it…</button></div>`;
  const forWhom =
    replyHeader.forKey === "passphrase"
      ? "Made for whoever has the passphrase"
      : `Made for your key ${groupFingerprint(replyHeader.forKey)}`;
  return html`<section aria-labelledby="signer">
    <h2 id="signer">Who signed it</h2>
    <div class="card">
      <p class="good">
        <span class="mark" aria-hidden="true">✓</span>Signed by <strong>${name ?? "a key without a name"}</strong>
      </p>
      <p class="fingerprint">${groupFingerprint(fingerprint)}</p>
      ${trust}
      <p class="quiet">${forWhom}; signed ${inWords(signedAt)}</p>
    </div>
  </section>`;
}

function warningList({ warnings, forgiven }: Review): Html {
  const shown = warnings.filter(({ code }) => code !== "signer-not-compared");
  return html`<section aria-labelledby="look">
    <h2 id="look">What to look at</h2>
    <ul>
      <li class="good">
        <span class="mark" aria-hidden="true">✓</span>Nothing in it runs by itself; nothing was written to your clone.
      </li>
      ${shown.map(warningLine)}
      ${forgiven.map((note) => html`<li><span class="mark" aria-hidden="true">·</span>${note}</li>`)}
    </ul>
  </section>`;
}

function warningLine({ path, detail }: ReviewWarning): Html {
  const where = path === undefined ? "" : html`<code>${path}</code>: `;
  return html`<li class="warning"><span class="mark" aria-hidden="true">⚠</span>${where}${detail}</li>`;
}

function branchSection(
  { name, base, commits, files, checked }: ReviewedBranch,
  index: number,
  { comments }: BundleProgress,
): Html {
  const remarksOn = (file: ReviewedFile) =>
    comments.filter(({ branch, path }) => branch === name && (path === file.path || path === file.oldPath)).length;
  return html`<section aria-labelledby="branch-${index}">
    <h2 id="branch-${index}">What changes on ${name}</h2>
    <p class="quiet">
      ${counted(commits.length, "commit")} on
      ${base.slice(0, 7)}${
        checked
          ? ". Open a file to read the change; remark on a line with the + beside it, or Comments: Add Comment in the palette."
          : ""
      }
    </p>
    <ul>
      ${commits.map(({ subject, author }) => html`<li>${subject} <span class="quiet">${author}</span></li>`)}
    </ul>
    <table class="files">
      <thead>
        <tr>
          <th scope="col">File</th>
          <th scope="col" class="count">Added</th>
          <th scope="col" class="count">Removed</th>
        </tr>
      </thead>
      <tbody>
        ${files.map((file, fileIndex) => fileRow(file, `${index}/${fileIndex}`, remarksOn(file)))}
      </tbody>
    </table>
  </section>`;
}

function fileRow(
  { path, oldPath, status, added, deleted, binary }: ReviewedFile,
  value: string,
  remarks: number,
): Html {
  const note = oldPath ? `renamed from ${oldPath}` : status === "modified" || status === "touched" ? "" : status;
  const [plus, minus] = binary ? ["binary", ""] : [added > 0 && `+${added}`, deleted > 0 && `−${deleted}`];
  return html`<tr>
    <td>
      <button class="link" data-action="change" data-value="${value}" title="Read the change">${path}</button>
      <span class="quiet">${[note, remarks > 0 && counted(remarks, "remark")].filter(Boolean).join(" · ")}</span>
    </td>
    <td class="count added">${plus}</td>
    <td class="count deleted">${minus}</td>
  </tr>`;
}

function texts({ advisory, notes }: Review): Html {
  if (advisory === undefined && notes === undefined) return html``;
  const line = (action: BundleAction, name: string, what: string) =>
    html`<li><button class="link" data-action="${action}">${name}</button> <span class="quiet">${what}</span></li>`;
  return html`<section aria-labelledby="texts">
    <h2 id="texts">What came with it</h2>
    <ul>
      ${advisory === undefined ? "" : line("advisory", "advisory.md", "the advisory, a draft")}
      ${notes === undefined ? "" : line("notes", "notes.md", "what to try, and what is asked")}
    </ul>
  </section>`;
}

function worktreeSection({ branches }: Review, { worktree }: BundleProgress): Html {
  if (!branches.every(({ checked }) => checked)) return html``;
  const body =
    worktree === undefined
      ? html`<p>
            The project with the fix as real files, in a folder of its own. Nothing in it runs by itself: hooks,
            filters, LFS and submodules are off, and it opens in Restricted Mode. Building or testing it runs the code
            you were sent.
          </p>
          <div class="actions"><button data-action="tryIt">Try it in a worktree…</button></div>`
      : html`<p><code>${worktree}</code></p>
          <div class="actions">
            <button data-action="openWorktree" data-value="${worktree}">Open it in a new window</button>
            <button data-action="removeWorktree" data-value="${worktree}">Remove it…</button>
          </div>`;
  return html`<section aria-labelledby="try">
    <h2 id="try">Try it</h2>
    ${body}
  </section>`;
}

function commentList({ branches, replyHeader }: Review, { comments }: BundleProgress): Html {
  if (comments.length === 0) return html``;
  const until =
    replyHeader.forKey === "passphrase"
      ? "they are in memory only: they are gone when you close this tab"
      : "they are kept encrypted to your own key";
  const place = ({ branch, path, side, line }: ReplyComment) =>
    `${branches.length > 1 ? `${branch}: ` : ""}${path}:${line}${side === "base" ? " (before the fix)" : ""}`;
  return html`<section aria-labelledby="remarks">
    <h2 id="remarks">Your remarks</h2>
    <ul>
      ${comments.map(
        (comment, index) =>
          html`<li>
            <button class="link" data-action="comment" data-value="${index}" title="Go to this line">
              ${place(comment)}
            </button>
            <div class="message">${comment.text}</div>
          </li>`,
      )}
    </ul>
    <p class="quiet">They travel with your answer, encrypted. Until then ${until}.</p>
  </section>`;
}

function answerForm({ superseded, branches, replyHeader }: Review, { comments }: BundleProgress): Html {
  const isUnsigned = replyHeader.forKey === "passphrase";
  if (superseded)
    return html`<p class="quiet">A newer version was opened here before; the answer belongs to that one.</p>`;
  const canConfirm = branches.every(({ checked }) => checked);
  const choice = (value: string, words: string, enabled: boolean) =>
    html`<label
      ><input type="radio" name="decision" value="${value}" ${enabled ? "" : html`disabled`} />${words}</label
    >`;
  return html`<section aria-labelledby="answer">
    <h2 id="answer">Your answer</h2>
    <form>
      <fieldset>
        <legend>Does it fix what you reported?</legend>
        <div class="choices">
          ${choice("confirmed", "Yes, confirmed", canConfirm)} ${choice("changes-requested", "Changes needed", true)}
          ${choice("rejected", "No", true)}
        </div>
      </fieldset>
      ${
        canConfirm
          ? ""
          : html`<p class="quiet">
              To confirm it, open a clone of the project in this window, fetch, and open this file again.
            </p>`
      }
      <label for="message">A message to the maintainer, if you like</label>
      <textarea id="message" name="message"></textarea>
      ${comments.length > 0 ? html`<p class="quiet">With it: ${counted(comments.length, "remark")} on lines.</p>` : ""}
      <p class="quiet" id="next">
        ${
          isUnsigned
            ? "A passphrase opened it, so your answer is encrypted and not signed: the maintainer sees it as weak. To be counted, ask for a file made for a key of yours (Embargo: Make My Own Key…)."
            : "What will be signed is shown to you first."
        }
      </p>
      <button class="primary" type="submit" aria-describedby="next">
        ${isUnsigned ? "Encrypt and save the answer…" : "Sign and save the answer…"}
      </button>
    </form>
  </section>`;
}

function savedCard({ replyHeader }: Review, path: string): Html {
  const how = replyHeader.forKey === "passphrase" ? "Encrypted" : "Signed, encrypted";
  return html`<section aria-labelledby="answer" role="status">
    <h2 id="answer">Your answer</h2>
    <div class="card done">
      <p class="good"><span class="mark" aria-hidden="true">✓</span>${how} to the maintainer, and saved.</p>
      <p><code>${path}</code></p>
      <p>
        Next: send this file to the maintainer, as an attachment. A mail draft (.eml) lies beside it. Embargo sends
        nothing.
      </p>
    </div>
  </section>`;
}
