const WIDTH = 72;

/**
 * Breaks lines at blanks so that they have at most 72 characters (RFC 3676 asks for 78 at most). Indented and quoted lines
 * and words that are longer, such as addresses, stay whole.
 */
export function wrapText(text: string): string {
  return text.split("\n").map(wrapLine).join("\n");
}

function wrapLine(line: string): string {
  if (line.length <= WIDTH || /^(?: {4}|\t|>)/.test(line)) return line;
  const [, indent = ""] = /^(\s*(?:[-*+]|\d+\.)\s+)/.exec(line) ?? [];
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(/ +/)) {
    if (current.trim() !== indent.trim() && current.length + 1 + word.length > WIDTH) {
      lines.push(current);
      current = " ".repeat(indent.length);
    }
    current += current.trim() === "" || current === indent ? word : ` ${word}`;
  }
  return [...lines, current].join("\n");
}
