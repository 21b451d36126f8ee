import { parseAdvisory } from "../../model/advisory/advisory";
import { renderMarkdown } from "./exports/html";
import { exportMarkdown } from "./exports/markdown";

/** What readers will see of an advisory, as HTML that runs nothing and loads nothing; also while it is unfinished. */
export async function previewOf(text: string): Promise<string> {
  return renderMarkdown(exportMarkdown(await parseAdvisory(text)));
}
