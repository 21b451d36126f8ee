/** What is never shown of a page. */
const HIDDEN = new Set(["head", "script", "style", "template", "title"]);
const BLOCKS = new Set("address blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre table tr ul".split(" "));
const ENTITIES = new Map([
  ["amp", "&"],
  ["apos", "'"],
  ["gt", ">"],
  ["lt", "<"],
  ["nbsp", " "],
  ["quot", '"'],
]);

/** The text of a stranger's HTML, tags dropped: nothing of it is rendered, run or fetched. Takes time linear in its length. */
export function htmlToText(html: string): string {
  const lower = html.toLowerCase();
  let text = "";
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open < 0) break;
    text += html.slice(at, open);
    if (html.startsWith("<!--", open)) {
      at = after(html, "-->", open);
      continue;
    }
    const [tag, slash, name] = /^<([/!?]?)([a-z][a-z0-9]*)?/.exec(lower.slice(open, open + 16)) ?? [];
    if (tag === "<") {
      text += "<"; // "a < b" is no tag
      at = open + 1;
      continue;
    }
    if (name !== undefined && BLOCKS.has(name)) text += "\n";
    at = after(
      html,
      ">",
      name !== undefined && slash === "" && HIDDEN.has(name) ? lower.indexOf(`</${name}`, open) : open,
    );
  }
  return tidy(decodeEntities(text + html.slice(at)));
}

/** Behind the next `end` from `from` on; the end of the text when there is none. */
function after(html: string, end: string, from: number): number {
  const found = from < 0 ? -1 : html.indexOf(end, from);
  return found < 0 ? html.length : found + end.length;
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,4}));/gi, (whole, decimal, hex, name) => {
    if (typeof name === "string") return ENTITIES.get(name.toLowerCase()) ?? whole;
    const codePoint = typeof decimal === "string" ? Number(decimal) : Number.parseInt(String(hex), 16);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : whole;
  });
}

function tidy(text: string): string {
  const lines = text.split("\n").map((line) => line.replace(/[ \t\r]+/g, " ").trim());
  return lines
    .filter((line, index) => line !== "" || lines[index - 1] !== "")
    .join("\n")
    .trim();
}
