import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lintAdvisory } from "../../src/stages/advise/lint";
import { COMPLETE, HOSTILE_TEXTS } from "../support/advisory";
import { cast } from "./support/cast";
import { chooseTheme } from "./support/theme";
import type { Workbench } from "./support/workbench";

const DRAFT = COMPLETE.replace(
  /severity:[\s\S]*?(?=weaknesses:)/,
  "severity:\n  label: # low, moderate, high, critical: your judgement\n  cvss: [] # vectors\n",
);
const VECTOR_3 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:N";
const VECTOR_4 = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:A/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N";

/** The metrics of 3.1 as a person reads and chooses them, in the order in which the Tab key comes to them. */
const CHOSEN = [
  ["Attack vector", "over a network"],
  ["Attack complexity", "low: works each time"],
  ["Privileges required", "none"],
  ["User interaction", "a person must do something"],
  ["Scope", "unchanged: harm stays where the flaw is"],
  ["Confidentiality impact", "high"],
  ["Integrity impact", "none"],
  ["Availability impact", "none"],
] as const;

/** From no vector to two, by keyboard: each `it` goes on where the one before stopped. */
describe("rating the severity beside the advisory", function () {
  this.timeout(120_000);
  this.bail(true);
  const arrive = cast();
  let workbench: Workbench;
  let file: string;
  const press = (key: string) => workbench.page.keyboard.press(key);
  const form = () => workbench.webview().locator("body");
  const text = (id: string) => form().locator(`#${id}`).innerText();
  const says = (id: string, words: string) => form().locator(`#${id}`, { hasText: words }).waitFor();
  const line = (words: string) => workbench.page.locator(".view-line", { hasText: words }).first();
  /** The line of commands is drawn anew now and then, and is there twice for a moment. */
  const lens = (words: string) => workbench.page.locator(".codelens-decoration a", { hasText: words }).first();
  const metric = (name: string) =>
    form()
      .locator("section:not([hidden]) fieldset.metric")
      .filter({ hasText: new RegExp(`^\\s*${name} [A-Z]`) })
      .first();
  const value = (name: string, words: string) => metric(name).getByRole("radio", { name: words, exact: true });
  /** Goes to the first choice of a metric that has none yet, then on with the arrows, as one does in a group of choices. */
  const choose = async (name: string, words: string) => {
    await workbench.focus(metric(name).getByRole("radio").first());
    await press("Space");
    while (!(await value(name, words).isChecked())) await press("ArrowRight");
  };
  const saved = async () => {
    await press("Control+s");
    await workbench.tab("advisory.md").and(workbench.page.locator(".dirty")).waitFor({ state: "detached" });
    return readFileSync(file, "utf8");
  };
  const toText = async () => {
    await workbench.command("View: Focus First Editor Group");
    await workbench.page.locator(".editor-instance .monaco-editor.focused").waitFor();
  };
  const toForm = async () => {
    await workbench.command("View: Focus Last Editor Group");
    const group = workbench.page.locator(".editor-group-container.active");
    await group.filter({ hasText: "Severity of the advisory" }).waitFor();
  };
  const undo = async () => {
    await toText();
    await press("Control+z");
  };

  before(async () => {
    const person = await arrive({
      name: "Maintainer",
      mail: "maintainer@example.org",
      settings: { "files.autoSave": "off" },
    });
    const folder = join(person.home, "project");
    mkdirSync(folder);
    file = join(folder, "advisory.md");
    writeFileSync(file, DRAFT);
    workbench = await person.window({ folder });
    await workbench.openFile("advisory.md");
  });

  it("is offered above the severity and in the palette, and says what is open", async () => {
    await lens("Rate the severity").waitFor();
    await workbench.command("Embargo: Rate the Severity by CVSS");
    await says("score", "No score yet: 8 base metrics are open");
    assert.equal(await text("vector"), "CVSS:3.1");
    assert.match(
      await text("state"),
      /^Still to choose: Attack vector, .* and 5 more\. The advisory has no vector of CVSS 3\.1\.$/,
    );
    assert.ok(await form().getByRole("button", { name: "Write to the advisory" }).isDisabled());
    await workbench.shot("100-severity-open");
  });

  it("computes the score from choices by keyboard", async () => {
    await workbench.focusOnPage(form().getByRole("radio", { name: "CVSS 3.1" }));
    for (const [name, words] of CHOSEN) await choose(name, words);
    await says("score", "6.5 medium");
    assert.equal(await text("vector"), VECTOR_3);
    assert.equal(await text("labelWords"), "Set the label to moderate, too (it has none)");
    await workbench.shot("101-severity-score");
  });

  it("writes vector and label as one change of nothing else, which one undo takes back", async () => {
    await workbench.press(form().getByRole("button", { name: "Write to the advisory" }));
    await says("state", "The advisory says the same.");
    await line("label: moderate # low").waitFor();
    await lens("6.5 medium: rate the severity").waitFor();
    await workbench.shot("102-severity-written");
    await undo();
    await says("state", "The advisory has no vector of CVSS 3.1.");
    await says("score", "No score yet");
    await press("Control+Shift+z");
    await says("state", "The advisory says the same.");
    const expected = DRAFT.replace("label:", "label: moderate").replace("cvss: []", `cvss: [${VECTOR_3}]`);
    assert.equal(await saved(), expected);
  });

  it("takes a pasted vector of the other version and keeps the first", async () => {
    const field = form().getByRole("textbox", { name: "Have a vector already?" });
    await toForm();
    await workbench.focus(field);
    await field.fill("CVSS:4.0/AV:N");
    await press("Enter");
    await says("refused", "This is no CVSS vector: AC, AT, PR, UI, VC, VI, VA, SC, SI, SA are missing.");
    assert.equal(await text("vector"), VECTOR_3, "the form stays as it was");
    assert.equal(await field.inputValue(), "CVSS:4.0/AV:N", "what was pasted can be corrected");
    await workbench.shot("103-severity-refused");
    await field.fill(VECTOR_4);
    await press("Enter");
    await says("vector", VECTOR_4);
    assert.equal(await text("refused"), "");
    assert.ok(await value("Attack requirements", "none").isChecked());
    await workbench.press(form().getByRole("button", { name: "Write to the advisory" }));
    await says("state", "The advisory says the same.");
    await lens("6.5 medium, 6.9 medium").waitFor();
    await workbench.shot("104-severity-both");
    await toText();
    const written = await saved();
    assert.ok(written.includes(`cvss: [${VECTOR_3}, ${VECTOR_4}]`));
    const found = await lintAdvisory(written, { phase: "draft" });
    assert.deepEqual(
      found.filter(({ rule }) => rule.startsWith("cvss/")),
      [],
    );
  });

  it("follows what is typed in the advisory, and says so when it cannot be read", async () => {
    await press("Control+Home");
    await press("Control+f");
    await workbench.page.locator(".find-widget.visible textarea").first().fill("SI:N/SA:N");
    await workbench.page.locator(".find-widget.visible .matchesCount", { hasText: /^1 of/ }).waitFor();
    await press("Escape");
    await workbench.page.keyboard.type("SI:H/SA:N");
    await says("vector", "SI:H/SA:N");
    await press("Control+Home");
    await workbench.page.keyboard.type("x");
    await says("state", "The front matter of the advisory cannot be read from line 1 on (fm/start).");
    assert.ok(await form().getByRole("button", { name: "Write to the advisory" }).isDisabled());
    await press("Backspace");
    await says("state", "The advisory says the same.");
  });

  it("keeps what was chosen and not written while the advisory changes, and goes back on request", async () => {
    await toForm();
    await workbench.focus(value("Attack vector", "over a network"));
    await press("ArrowRight");
    await says("vector", "AV:A/AC:L");
    await toText();
    await press("Control+End");
    await workbench.page.keyboard.type("More text.");
    await line("More text.").waitFor();
    await says("state", "The advisory says 8.2 high.");
    assert.match(await text("vector"), /AV:A\/AC:L/);
    await toForm();
    await workbench.press(form().getByRole("button", { name: "Back to what the advisory says" }));
    await says("state", "The advisory says the same.");
    assert.match(await text("vector"), /AV:N\/AC:L/);
    assert.ok(await value("Attack vector", "over a network").isChecked());
  });

  it("shows what somebody pasted as text, whatever it holds", async () => {
    const field = form().getByRole("textbox", { name: "Have a vector already?" });
    const before = await form().locator("*").count();
    for (const [, ...lines] of HOSTILE_TEXTS) {
      for (const hostile of [lines.join(""), `CVSS:3.1/AV:N/${lines.join("")}`]) {
        await field.fill("");
        await field.fill(hostile);
        await field.press("Enter");
        await says("refused", "This is no CVSS vector");
        await form().locator("#pasted[aria-invalid=true]").waitFor();
      }
    }
    assert.equal(await form().locator("*").count(), before, "no element came of a text");
    await chooseTheme(workbench, "Dark High Contrast");
    await workbench.shot("105-severity-contrast");
  });
});
