import type { ReviewWarning } from "../../model/bundle/changedPath";
import { groupFingerprint } from "../../model/ids";
import type { Review, ReviewedBranch, ReviewedFile } from "../../stages/confirm";
import { inWords } from "../times";
import { html, type Html } from "./html";

/** What can be pressed on the page of a bundle; `value` says which one. */
export type BundleAction = "change" | "advisory" | "notes" | "compare";

/** Everything of a bundle that passed its checks: who, what to look at, what changes, and the answer. */
export function bundlePage(review: Review, savedAs: string | undefined): Html {
  const { id, version, project, createdAt } = review;
  return html`
    <header>
      <h1>Fix for your report</h1>
      <p class="quiet">${project} · ${id} · version ${version} · ${inWords(createdAt)}</p>
    </header>
    ${signerCard(review)} ${warningList(review)} ${review.branches.map(branchSection)} ${texts(review)}
    ${savedAs === undefined ? answerForm(review) : savedCard(savedAs)}
  `;
}

function signerCard({ signer }: Review): Html {
  const { fingerprint, name, compared } = signer;
  const trust = compared
    ? html`<p class="quiet">You have compared this fingerprint with its owner.</p>`
    : html`<p>
          Not compared yet. Compare it with the <code>SECURITY.md</code> of the project, or by phone: the name alone
          proves nothing.
        </p>
        <div class="actions"><button data-action="compare">I have compared it…</button></div>`;
  return html`<section aria-labelledby="signer">
    <h2 id="signer">Who signed it</h2>
    <div class="card">
      <p class="good">
        <span class="mark" aria-hidden="true">✓</span>Signed by <strong>${name ?? "a key without a name"}</strong>
      </p>
      <p class="fingerprint">${groupFingerprint(fingerprint)}</p>
      ${trust}
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

function branchSection({ name, base, commits, files }: ReviewedBranch, index: number): Html {
  return html`<section aria-labelledby="branch-${index}">
    <h2 id="branch-${index}">What changes on ${name}</h2>
    <p class="quiet">${counted(commits.length, "commit")} on ${base.slice(0, 7)}</p>
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
        ${files.map((file, fileIndex) => fileRow(file, `${index}/${fileIndex}`))}
      </tbody>
    </table>
  </section>`;
}

function fileRow({ path, oldPath, status, added, deleted, binary }: ReviewedFile, value: string): Html {
  const note = oldPath ? `renamed from ${oldPath}` : status === "modified" || status === "touched" ? "" : status;
  const [plus, minus] = binary ? ["binary", ""] : [added > 0 && `+${added}`, deleted > 0 && `−${deleted}`];
  return html`<tr>
    <td>
      <button class="link" data-action="change" data-value="${value}" title="Read the change">${path}</button>
      <span class="quiet">${note}</span>
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

function answerForm({ superseded, branches }: Review): Html {
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
      <button class="primary" type="submit">Sign and save the answer…</button>
    </form>
  </section>`;
}

function savedCard(path: string): Html {
  return html`<section aria-labelledby="answer" role="status">
    <h2 id="answer">Your answer</h2>
    <div class="card done">
      <p class="good"><span class="mark" aria-hidden="true">✓</span>Signed, encrypted to the maintainer, and saved.</p>
      <p><code>${path}</code></p>
      <p>Next: send this file to the maintainer, as an attachment. Embargo sends nothing.</p>
    </div>
  </section>`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
