import type { Advisory } from "../../../model/advisory/advisory";
import { exportMarkdown } from "./markdown";
import { publicTitle } from "./publicParts";

/**
 * The advisory as one page of HTML for a web site: no script, no style from elsewhere, no image. Tags in the text are shown
 * as text, and links lead only to web and mail addresses.
 */
export async function exportHtml(advisory: Advisory): Promise<string> {
  const title = escapeHtml(publicTitle(advisory));
  const body = await renderMarkdown(exportMarkdown(advisory));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
</head>
<body>
<main>
${body.trim()}
</main>
</body>
</html>
`;
}

/**
 * Markdown (CommonMark 0.31) as HTML that runs nothing and loads nothing: raw HTML is escaped, unknown protocols are
 * dropped, an image becomes the link to it.
 */
export async function renderMarkdown(markdown: string): Promise<string> {
  const { micromark } = await import("micromark");
  return micromark(markdown, { extensions: [{ disable: { null: ["labelStartImage"] } }] });
}

/** Text as it must stand between tags and in attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0)};`);
}
