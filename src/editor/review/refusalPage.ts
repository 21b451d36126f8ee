import { hintFor } from "../remedies";
import type { EmbargoError } from "../../model/errors";
import { html, type Html } from "./html";

/** A way on from a refusal. */
export interface WayOn {
  readonly action: string;
  readonly words: string;
  readonly value?: string;
}

/** A file that was refused: the sentence, what to do next, and nothing of what is in it. */
export function refusalPage(heading: string, error: EmbargoError, waysOn: readonly WayOn[]): Html {
  return html`
    <header>
      <h1>${heading}</h1>
    </header>
    <div class="card refusal" role="alert">
      <p><strong>${error.message}</strong></p>
      <p>${hintFor(error)}</p>
      <p class="quiet">Nothing of it was shown, written or run. Code: ${error.code}</p>
    </div>
    <div class="actions">
      ${waysOn.map(
        ({ action, words, value }, index) =>
          html`<button class="${index === 0 ? "primary" : ""}" data-action="${action}" data-value="${value ?? ""}">
            ${words}
          </button>`,
      )}
    </div>
  `;
}
