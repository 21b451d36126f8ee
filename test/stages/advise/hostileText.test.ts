import assert from "node:assert/strict";
import { micromark } from "micromark";
import { parseAdvisory } from "../../../src/model/advisory/advisory";
import { EXPORTS } from "../../../src/stages/advise/exports/formats";
import { inertMarkdown } from "../../../src/stages/advise/exports/inertMarkdown";
import { lintAdvisory } from "../../../src/stages/advise/lint";
import { previewOf } from "../../../src/stages/advise/preview";
import { COMPLETE, hostileAdvisory, HOSTILE_TEXTS, withText } from "../../support/advisory";

/** What must not be in a page of HTML: it would run, load, send or ask something. */
const ACTIVE =
  /<(?:script|style|iframe|object|embed|form|input|link|meta|base|svg|math|img|video|audio)\b|<[a-z][^>]*\s(?:on[a-z]+|style|src|srcset|srcdoc)\s*=|<[^>]*\s(?:href|src|action)="?(?!https?:|mailto:|irc|xmpp|#|"|[a-z0-9/.-]+(?:"|[/?#]))/i;

/** As a site shows it that lets raw HTML and every scheme through; pictures from the web are what its author wanted. */
const trusting = (markdown: string) =>
  micromark(markdown, { allowDangerousHtml: true, allowDangerousProtocol: true }).replace(
    /<img src="(?:https:[^"]*|#)" alt="[^"]*" \/>/g,
    "",
  );

describe("hostile text in an advisory", () => {
  for (const [name, ...lines] of HOSTILE_TEXTS) {
    it(`is a diagnostic that stops exports, and text in page and preview: ${name}`, async () => {
      const text = withText("Impact", ...lines);
      const stopping = (await lintAdvisory(text, { phase: "draft" })).filter(({ stopsExport }) => stopsExport);
      assert.ok(stopping.length > 0, "it is found");
      assert.doesNotMatch(await previewOf(text), ACTIVE);
      const advisory = await parseAdvisory(text);
      const html = await EXPORTS.html.write(advisory);
      assert.doesNotMatch(html.replace(/<meta (?:charset|name)="[^>]*>/g, ""), ACTIVE);
      const markdown = await EXPORTS.markdown.write(advisory);
      assert.doesNotMatch(trusting(markdown), ACTIVE);
    });
  }

  it("is text also in every value of the front matter", async () => {
    const text = hostileAdvisory("https://tracker.example");
    assert.doesNotMatch(await previewOf(text), ACTIVE);
    const advisory = await parseAdvisory(text);
    assert.ok(advisory.title && advisory.credits.length > 0 && advisory.packages.length > 0, "the values are read");
    const markdown = await EXPORTS.markdown.write(advisory);
    assert.doesNotMatch(trusting(markdown), ACTIVE);
  });

  it("is code where it is written as code", async () => {
    const code = ["`<script>` and ``<a onclick=`x`>`` and", "```html", "<script>alert(1)</script>", "```"];
    const text = withText("Impact", ...code);
    const rules = (await lintAdvisory(text, { phase: "draft", now: new Date("2026-12-02") })).map(({ rule }) => rule);
    assert.deepEqual(rules, []);
    assert.equal(await inertMarkdown(code.join("\n")), code.join("\n"));
  });
});

describe("Markdown made inert", () => {
  it("stays as it is where nothing runs", async () => {
    const harmless = [
      "# A & B < C\n\n[a](https://example.org/?a=b&c:d#e) <https://example.org> <mail@example.org> [r](/page:1)\n",
      "<details>\n<summary>More</summary>\n\nText <kbd>x</kbd><br/>\n\n</details>\n",
      "```\n<script>\n```\n\n    <script>\n\n`<script>`\n",
      "![picture](https://example.org/a.png)\r\n",
    ];
    for (const text of [...harmless, COMPLETE.replace(/^---[^]*?\n---\n/, "")]) {
      assert.equal(await inertMarkdown(text), text);
    }
  });

  it("reads again what was inside a tag, and code that only looks like it", async () => {
    for (const hostile of [
      "<div onclick=x>\n[a](javascript:alert(1))\n<img src=x onerror=y>\n</div>",
      "- ```\n  a\n  ```\n\n<script>x</script>\n\n```\n",
      "<div>\n```\n<script>x</script>\n```\n</div>",
      "`a` <script>`` ` `` `",
      "\\`<script>alert(1)</script>\\`",
      "a `b\nc` <iframe src=x> `d`",
      "[a](javascript&colon;x) [b](java\\script\\:x) [c](&#106;avascript:x) [d](<data:text/html,x>)",
      "[a]\n\n[a]: vbscript:x\n\n<javascript:x>\n\n> <svg/onload=x>",
      "<!-- --><script>x</script>\n\n<?x?>\n\n<![CDATA[<script>]]>",
    ]) {
      assert.doesNotMatch(trusting(await inertMarkdown(hostile)), ACTIVE, hostile);
    }
  });
});
