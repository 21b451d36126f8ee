/** Tags that do nothing but set text: they stay, without attributes. */
const PLAIN_TAG =
  /<\/?(?:details|summary|br|hr|p|b|i|u|s|em|strong|sub|sup|kbd|code|pre|ul|ol|li|dl|dt|dd|blockquote|table|thead|tbody|tr|th|td)\s*\/?>/gi;
/** What CommonMark renderers link to (as micromark does), and places on the same site: no scheme, nor a hidden one. */
const HARMLESS = /^(?:(?:https?|mailto|ircs?|xmpp):|[^:&]*(?:$|[/?#]))/i;
/** What a browser may take for the beginning of a tag. */
const TAG = /<(?=[a-z!/?])/gi;
/** What may stand in a line before the first letter of its text: marks of quotes and lists. */
const ONLY_MARKS = /^[ \t>+*\-\d.)]*$/;

/** A stretch of the text and what takes its place. */
interface Change {
  readonly at: number;
  readonly length: number;
  readonly by: string;
}

/**
 * Markdown (CommonMark 0.31) that runs nothing where a site shows its raw HTML: tags that could run or load something are
 * written as text, so is what only resembles a tag, and links of kinds that browsers or editors run lead nowhere. Every other
 * byte stays.
 */
export async function inertMarkdown(markdown: string): Promise<string> {
  let text = markdown;
  for (;;) {
    const changes = await changesOf(text);
    if (changes.length === 0) return text;
    text = changed(text, changes); // what was inside a tag is Markdown now, and read again
  }
}

/** Of two changes of one place the outer one is made; the other one is found again. */
function changed(markdown: string, changes: readonly Change[]): string {
  let text = "";
  let done = 0;
  for (const { at, length, by } of changes.toSorted((a, b) => a.at - b.at || b.length - a.length)) {
    if (at < done) continue;
    text += markdown.slice(done, at) + by;
    done = at + length;
  }
  return text + markdown.slice(done);
}

async function changesOf(markdown: string): Promise<Change[]> {
  const { parse, postprocess, preprocess } = await import("micromark");
  const events = postprocess(
    parse()
      .document()
      .write(preprocess()(markdown, undefined, true)),
  );
  return events.flatMap(([kind, { type, start, end }]): Change[] => {
    if (kind !== "enter") return [];
    const from = start.offset;
    const written = markdown.slice(from, end.offset);
    const asText = (at: number): Change => ({ at, length: 1, by: "&lt;" });
    switch (type) {
      case "htmlFlow":
      case "htmlText":
        return /<[a-z!/?]/i.test(written.replace(PLAIN_TAG, ""))
          ? found(/</g, written).map((at) => asText(from + at))
          : [];
      case "autolink":
        return HARMLESS.test(written.slice(1)) || /^<[^:]*@/.test(written) ? [] : [asText(from)];
      case "resourceDestinationString":
      case "definitionDestinationString":
        return HARMLESS.test(written.replace(/\\/g, "")) ? [] : [{ at: from, length: written.length, by: "#" }];
      // Other parsers differ in these: what a line begins with that goes on in the next, and brackets in brackets.
      case "data":
        return found(TAG, written).map((at) => asText(from + at));
      case "codeTextData": {
        const before = markdown.slice(from - start.column + 1, from);
        return found(TAG, written)
          .filter((at) => ONLY_MARKS.test(before + written.slice(0, at)))
          .map((at) => asText(from + at));
      }
      case "resourceTitleString":
      case "definitionTitleString":
        return markdown[from - 1] === "("
          ? found(/\\[^]|\(/g, written)
              .filter((at) => written[at] === "(")
              .map((at) => ({ at: from + at, length: 0, by: "\\" }))
          : [];
      default:
        return [];
    }
  });
}

function found(what: RegExp, text: string): number[] {
  return [...text.matchAll(what)].map(({ index }) => index);
}
