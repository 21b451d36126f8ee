import { headingText } from "../../../model/advisory/markdownLines";

/**
 * Markdown as plain text: marks of emphasis, headings, code and links go, what they mark stays. For records and mails,
 * where markup would be shown as it is written.
 */
export function plainText(markdown: string): string {
  let fence: string | undefined;
  const lines: string[] = [];
  for (const line of markdown.split("\n")) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined && mark !== undefined) fence = mark;
    else if (fence !== undefined && mark?.startsWith(fence)) fence = undefined;
    else lines.push(fence === undefined ? withoutMarks(line) : `    ${line}`);
  }
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function withoutMarks(line: string): string {
  // Code spans first: nothing in them is markup.
  return line
    .split(/((?<!`)`+[^`]*`+)/)
    .map((part, index) => (index % 2 === 1 ? part.replace(/^`+ ?|(?<!`) ?`+$/g, "") : withoutInlineMarks(part)))
    .join("");
}

function withoutInlineMarks(text: string): string {
  return text
    .replace(/^ {0,3}#{1,6}[ \t](.*)$/, (_, heading: string) => headingText(heading))
    .replace(/!?\[([^[\]]*)\]\(\s*<?([^)\s>]{0,2000})(?:[\s>][^)]{0,500})?\)/g, (_, label: string, url: string) =>
      label === url || label === "" ? url : `${label} (${url})`,
    )
    .replace(/<(https?:\/\/[^>\s]+)>/g, "$1")
    .replace(/(\*\*|__)(?=\S)(.+?)(?<=\S)\1/g, "$2")
    .replace(/(^|[\s(])([*_])(?=\S)(.+?)(?<=\S)\2(?=$|[\s).,;:!?])/g, "$1$3")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");
}
