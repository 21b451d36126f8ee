import { parseAdvisory } from "../../model/advisory/advisory";
import { isIntricate } from "../../model/advisory/intricate";
import { escapeHtml, renderMarkdown } from "./exports/html";
import { exportMarkdown } from "./exports/markdown";

/** What a renderer gets through at once; longer texts are no advisories (rule sec/size). */
const MAX_RENDERED = 100_000;

/** What readers will see of an advisory, as HTML that runs nothing and loads nothing; also while it is unfinished. */
export async function previewOf(text: string): Promise<string> {
  const markdown = exportMarkdown(await parseAdvisory(text));
  if (markdown.length <= MAX_RENDERED && !isIntricate(markdown)) return renderMarkdown(markdown);
  return `<p>This text is too long, or made of too many marks, to be shown as a page.</p><pre>${escapeHtml(markdown.slice(0, MAX_RENDERED))}</pre>`;
}
