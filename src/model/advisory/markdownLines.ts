/** A line of Markdown, and what of it a reader of the rendered page could see. */
export interface MarkdownLine {
  /** Line of the file, from 1. */
  readonly line: number;
  /** As written. */
  readonly text: string;
  /** Without HTML comments; `undefined` when nothing but a comment stood there. */
  readonly visible: string | undefined;
  /** Inside a code fence, its fences included. */
  readonly code: boolean;
  /** Begins inside a comment that an earlier line opened. */
  readonly comment: boolean;
}

const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;

/**
 * Tells code fences and HTML comments from text (CommonMark 0.31, sections 4.5 and 4.6). Indented code counts as text.
 *
 * @returns the lines, and where a fence or comment was opened that never ends
 */
export function markdownLines(
  texts: readonly string[],
  firstLine: number,
): { lines: MarkdownLine[]; openedIn?: number } {
  const lines: MarkdownLine[] = [];
  let fence: string | undefined;
  let comment = false;
  let openedIn = 0;
  for (const [index, text] of texts.entries()) {
    const line = firstLine + index;
    if (fence !== undefined) {
      lines.push({ line, text, visible: text, code: true, comment: false });
      if (closes(text, fence)) fence = undefined;
      continue;
    }
    fence = comment ? undefined : FENCE.exec(text)?.[1];
    if (fence !== undefined) {
      openedIn = line;
      lines.push({ line, text, visible: text, code: true, comment: false });
      continue;
    }
    const { visible, open } = withoutComments(text, comment);
    lines.push({
      line,
      text,
      visible: visible.trim() === "" && text.trim() !== "" ? undefined : visible,
      code: false,
      comment,
    });
    if (open && !comment) openedIn = line;
    comment = open;
  }
  return fence !== undefined || comment ? { lines, openedIn } : { lines };
}

/** The words of a heading from what stands behind its first marks: the marks that may close it go (CommonMark 0.31, 4.2). */
export function headingText(written: string): string {
  return withoutBlanks(withoutBlanks(written).replace(/(?<![^ \t])#+$/, ""));
}

/** Other white space is part of the words. */
function withoutBlanks(text: string): string {
  return text.replace(/^[ \t]+|(?<![ \t])[ \t]+$/g, "");
}

function closes(text: string, fence: string): boolean {
  const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(text)?.[1];
  return run !== undefined && run[0] === fence[0] && run.length >= fence.length;
}

function withoutComments(text: string, open: boolean): { visible: string; open: boolean } {
  let visible = "";
  let at = 0;
  for (;;) {
    if (open) {
      const end = text.indexOf("-->", at);
      if (end < 0) return { visible, open };
      at = end + 3;
    }
    const start = text.indexOf("<!--", at);
    visible += text.slice(at, start < 0 ? undefined : start);
    if (start < 0) return { visible, open: false };
    at = start + 4;
    open = true;
  }
}
