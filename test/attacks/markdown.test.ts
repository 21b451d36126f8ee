import assert from "node:assert/strict";
import { HtmlRenderer, Parser } from "commonmark";
import { isIntricate } from "../../src/model/advisory/intricate";
import { renderMarkdown } from "../../src/stages/advise/exports/html";
import { inertMarkdown } from "../../src/stages/advise/exports/inertMarkdown";
import { lintAdvisory } from "../../src/stages/advise/lint";
import { previewOf } from "../../src/stages/advise/preview";
import { withText } from "../support/advisory";

/** What a text that is exported may have at most (rule sec/size). */
const MOST = 65_000;

/** One piece a line; each is quadratic in one renderer or another when it is repeated. */
const pieces = (lines: string) => lines.split("\n").map((line) => JSON.parse(`"${line.trim()}"`) as string);

const IN_LINES = pieces(String.raw`[
  ]
  !
  *
  _
  ${"`"}
  <
  >
  &
  \\
  (
  #
  |
  \t
  \u0000
  \u2028
  [a
  [a]
  [a][b]
  ![a][b]
  [a](b)
  [a](
  [a](<b
  [a](b \"
  [a](<b> 'c')
  ](
  <a
  <!a
  <!--a
  <?
  <![CDATA[
  <b>
  </b>
  <a@b>
  <http://a>
  <a b='
  &a;
  &#1;
  *a 
  a**b
  *a_ 
  a_b*
  **a
  *_
  _*_*
  ${"`a ``b "}`);

const OF_LINES = pieces(String.raw`a\n
  a  \n
  a\\\n
  \n
  \r
  a\n=\n
  a\n-\n
  a\n\n-\n
  a\n\n+\n
  ---\n
  =\n
  # a\n
  - a\n
  -\n
  1. a\n
  - a\n\n
  - a\n  - b\n
  - a\n1. b\n
  # a\n- b\n
  - [ ] a\n
  >a\n
  >- a\n
  - > a\n
  > a\n\nb\n
  a\n> b\n
  > - a\nb\n
  >     a\nb\n
  > # a\nb\n
  > ${"```"}\na\n
  - ${"```"}\na\n
  - > ${"```"}\na\n
  ${"```"}\na\n
  ~~~\n
  \ta\n\nb\n
  [a]: b\n
  [x]: <\n
  [x]: a '\n
  <script>\n
  <div>\n\n
  <!-- -->\n
  <?x?>\n\n
  <details>\n\n
  a <b> c\n`);

/** The piece as often as the text may be long and have marks and lines. */
function filled(piece: string): string {
  const within = (mark: RegExp) => (3000 * 4) / (piece.repeat(4).match(mark)?.length ?? 0);
  return piece.repeat(Math.floor(Math.min(MOST / piece.length, within(/[*_[]/g), within(/\r\n?|\n/g))) - 1);
}

describe("Markdown that somebody sent to stop the editor", () => {
  // Without bounds some take minutes; with them the slowest takes a second.
  it("is shown, exported and examined, whatever it repeats", async function () {
    this.timeout(120_000);
    for (const piece of [...IN_LINES, ...OF_LINES]) {
      const text = filled(piece);
      await previewOf(withText("Impact", text));
      if (!isIntricate(text)) await inertMarkdown(text);
      await lintAdvisory(withText("Impact", text), { phase: "draft" });
    }
  });

  // The lint forbids patterns that take the square of a text's length; some it cannot see. Each of these took minutes.
  it("is examined soon in lines of any length", async () => {
    for (const piece of [
      "a",
      "AAAA",
      "1.2.3.4.5",
      "a-",
      "a-b-",
      "CWE-",
      "a@",
      "<a ",
      "<a onx",
      "<a/",
      "](<",
      "http://a@",
    ]) {
      for (const end of ["", ">", ")", "]x"]) {
        const line = `${piece.repeat(200_000 / piece.length)}${end}`;
        await lintAdvisory(withText("Impact", line), { phase: "publish" });
      }
    }
  });

  it("is a finding that stops exports, and text in the preview, when it has more marks or lines or nests deeper", async () => {
    for (const piece of ["*a ", "[", "a_b ", "a\n\n", `${"> ".repeat(30)}a\n`, `${"- ".repeat(30)}a\n`]) {
      const text = withText("Impact", piece.repeat(6000).slice(0, MOST));
      const found = (await lintAdvisory(text, { phase: "draft" })).filter(({ rule }) => rule === "sec/size");
      const stopping = found.map(({ stopsExport }) => stopsExport);
      assert.deepEqual(stopping, [true], JSON.stringify(piece));
      assert.match(await previewOf(text), /^<p>This text is too long/);
    }
  });
});

describe("Markdown of random pieces", () => {
  const HOSTILE = pieces(String.raw`<script>
    </script>
    <img\tsrc=x\tonerror=y>
    <svg/onload=x>
    <!--
    -->
    ]]>
    ?>
    [x](javascript:y)
    ![x](data:z)
    <javascript:x>
    <vbscript:x>
    [x]
    [x]: 
    javascript:
    \n[x]: javascript:y\n
    \n\n<div>\n
    <div
    <p>
    \n> 
    \n- 
    \n1. 
    \n    
    \n\t
    \n\n
    \r\n
    \"
    '
    )
    ${"```"}`);
  const VOCABULARY = [...IN_LINES, ...OF_LINES, ...HOSTILE];
  const HARMLESS_TAG =
    /^<(?:\/?(?:p|br|hr|b|blockquote|h[1-6]|em|strong|pre|ul|li|details)\s*\/?|\/(?:a|code|ol)|code(?: class="language-[^"]*")?|ol(?: start="\d+")?|(?:a href|img src)="(?:(?:https?|mailto):|[^":]*(?:[/?#][^"]*)?")[^>]*)>$/i;
  const active = (html: string) => (html.match(/<[a-z!/?][^>]*>?/gi) ?? []).filter((tag) => !HARMLESS_TAG.test(tag));

  /** The same numbers in each run (Mulberry32), so that a failure comes again. */
  function numbers(seed: number): () => number {
    let state = seed;
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
  }

  it("runs nothing once it is made inert, in the renderer of the standard, which lets everything through", async function () {
    this.timeout(600_000);
    const rounds = Number(process.env["EMBARGO_MARKDOWN_ROUNDS"] ?? 3000);
    let changed = 0;
    for (let seed = 1; seed <= rounds; seed += 1) {
      const next = numbers(seed);
      const pick = () => VOCABULARY[Math.floor(next() * VOCABULARY.length)];
      const text = Array.from({ length: 1 + Math.floor(next() * 25) }, pick).join("");
      const inert = await inertMarkdown(text);
      const shown = new HtmlRenderer().render(new Parser().parse(inert));
      assert.deepEqual(active(shown), [], `${seed}: ${JSON.stringify(text)}`);
      assert.deepEqual(active(await renderMarkdown(text)), [], `${seed}: ${JSON.stringify(text)}`);
      assert.equal(await inertMarkdown(inert), inert);
      if (inert !== text) changed += 1;
    }
    assert.ok(changed > rounds / 4, `${changed} of ${rounds} texts had something to take out`);
  });
});
