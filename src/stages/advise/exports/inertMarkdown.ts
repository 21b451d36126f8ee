/** Tags that do nothing but set text: they stay, without attributes. */
const PLAIN_TAG =
  /<\/?(?:details|summary|br|hr|p|b|i|u|s|em|strong|sub|sup|kbd|code|pre|ul|ol|li|dl|dt|dd|blockquote|table|thead|tbody|tr|th|td)\s*\/?>/gi;
/** What CommonMark renderers link to (as micromark does), and places on the same site: no scheme, nor a hidden one. */
const HARMLESS = /^(?:(?:https?|mailto|ircs?|xmpp):|[^:&]*(?:$|[/?#]))/i;

/** A stretch of the text and what takes its place. */
interface Change {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * Markdown (CommonMark 0.31) that runs nothing where a site shows its raw HTML: tags that could run or load something are
 * written as text, and links of kinds that browsers or editors run lead nowhere. Every other byte stays.
 */
export async function inertMarkdown(markdown: string): Promise<string> {
  let text = markdown;
  for (;;) {
    const changes = await changesOf(text);
    if (changes.length === 0) return text;
    // What was inside a tag is Markdown now, and read again.
    text = changes.reduceRight((all, { from, to, text: added }) => all.slice(0, from) + added + all.slice(to), text);
  }
}

async function changesOf(markdown: string): Promise<Change[]> {
  const { parse, postprocess, preprocess } = await import("micromark");
  const events = postprocess(
    parse()
      .document()
      .write(preprocess()(markdown, undefined, true)),
  );
  return events.flatMap(([kind, { type, start, end }]) => {
    if (kind !== "enter") return [];
    const [from, to] = [start.offset, end.offset];
    const written = markdown.slice(from, to);
    switch (type) {
      case "htmlFlow":
      case "htmlText":
        return /<[a-z!/?]/i.test(written.replace(PLAIN_TAG, ""))
          ? [{ from, to, text: written.replace(/</g, "&lt;") }]
          : [];
      case "autolink":
        return HARMLESS.test(written.slice(1)) || /^<[^:]*@/.test(written)
          ? []
          : [{ from, to: from + 1, text: "&lt;" }];
      case "resourceDestinationString":
      case "definitionDestinationString":
        return HARMLESS.test(written.replace(/\\/g, "")) ? [] : [{ from, to, text: "#" }];
      default:
        return [];
    }
  });
}
