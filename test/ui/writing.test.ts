import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { commitFix, makeSample, sampleGit } from "../../scripts/sample/makeSample";
import { draftNewAdvisory } from "../../src/stages/advise/draft";
import { planOpen, readOpenFacts, runOpen, type OpenResult } from "../../src/stages/open";
import { lintAdvisory } from "../../src/stages/advise/lint";
import { openHome } from "../../src/tools/home";
import { hostileAdvisory } from "../support/advisory";
import { cast } from "./support/cast";
import type { Person } from "./support/person";
import type { Workbench } from "./support/workbench";

/** From the draft of a new case to an advisory without a problem, by keyboard: each `it` goes on where the one before stopped. */
describe("writing an advisory in the private window", function () {
  this.timeout(180_000);
  this.bail(true);
  const arrive = cast();
  let maintainer: Person;
  let workbench: Workbench;
  let opened: OpenResult;
  const written = () => readFileSync(opened.advisory, "utf8");
  const press = async (...keys: string[]) => {
    for (const key of keys) await workbench.page.keyboard.press(key);
  };
  const type = (text: string) => workbench.page.keyboard.type(text);
  const line = (text: string) => workbench.page.locator(".view-line", { hasText: text }).first();
  /** While typing narrows the list, a row of the longer list can stand beside the same row of the shorter one. */
  const suggestion = (text: string, state = "") =>
    workbench.page.locator(`.suggest-widget.visible .monaco-list-row${state}`, { hasText: text }).first();

  /** Takes a suggestion once it is the one in front. */
  const take = async (text: string) => {
    await suggestion(text, ".focused").waitFor();
    await press("Enter");
  };
  /** Finds a text and puts the cursor behind it. */
  const goBehind = async (text: string) => {
    await press("Control+Home", "Control+F");
    await workbench.page.locator(".find-widget.visible textarea").first().fill(text);
    await workbench.page.locator(".find-widget.visible .matchesCount", { hasText: /^1 of/ }).waitFor();
    await press("Escape", "ArrowRight");
  };
  /** Opens the menu of fixes at the cursor; tried again, because problems follow the typing after a pause. */
  const fixes = async (title: string) => {
    const menu = workbench.page.locator(".action-widget").first();
    for (let attempt = 1; ; attempt++) {
      try {
        await press("Control+.");
        await menu.getByText(title).first().waitFor({ timeout: 3000 });
        return menu;
      } catch (error) {
        if (attempt === 5) throw error;
        await press("Escape");
      }
    }
  };
  const fix = async (title: string) => {
    const row = (await fixes(title)).locator(".monaco-list-row", { hasText: title }).first();
    while (!(await row.evaluate((element) => element.classList.contains("focused")))) await press("ArrowDown");
    await press("Enter");
    await workbench.page.locator(".action-widget").first().waitFor({ state: "hidden" });
  };
  /** Writes over the question of a section. */
  const answer = async (question: string, text: string) => {
    await goBehind(question);
    await press("Home", "Home", "Shift+End", "Shift+End"); // twice: the first stops where the line is wrapped
    await type(text);
  };

  before(async () => {
    maintainer = await arrive({ name: "Mika Maintainer", mail: "mika@example.org" });
    const { project } = makeSample(join(maintainer.home, "work"));
    sampleGit(project, "tag", "v2.2.0", "HEAD~1");
    const home = await openHome(maintainer.embargoHome);
    const reporter = { name: "Robin Reporter", mail: "robin@reporter.example" };
    const wishes = { directory: project, title: "postilion sends cookies to another host after a redirect", reporter };
    opened = await runOpen(home, planOpen(await readOpenFacts(home, wishes)), { draftAdvisory: draftNewAdvisory });
    sampleGit(opened.worktree, "config", "user.name", "Mika Maintainer");
    sampleGit(opened.worktree, "config", "user.email", "mika@example.org");
    commitFix(opened.worktree);
    sampleGit(opened.worktree, "tag", "v2.3.2");
    workbench = await maintainer.window({ workspace: opened.workspace });
  });

  it("begins in the summary, with its question ready to be written over", async () => {
    await workbench.tab("advisory.md").waitFor();
    await workbench.toast("What you commit here stays here.").waitFor();
    await line("Two sentences: what is wrong").waitFor();
    await workbench.page.locator(".statusbar-item", { hasText: /\(\d+ selected\)/ }).waitFor();
    await workbench.shot("90-write-begin");
    await workbench.command("Notifications: Clear All Notifications");
    await workbench.command("View: Focus Active Editor Group");
    await type("After a redirect, postilion sends the cookies of one host to another. Upgrade to 2.3.2.");
    await line("Upgrade to 2.3.2.").waitFor();
    assert.equal(await line("Two sentences: what is wrong").count(), 0);
  });

  it("finds the weakness by words of its name", async () => {
    await goBehind("weaknesses: [");
    await press("Control+Space");
    await suggestion("CWE-22").waitFor();
    await type("insufficiently protected");
    await suggestion("CWE-522").waitFor();
    await workbench.shot("91-write-weakness");
    await take("CWE-522");
    await line("weaknesses: [CWE-522]").waitFor();
  });

  it("spells the vector out while it is written, and explains it", async () => {
    await goBehind("cvss: [");
    await type("CVSS:3.1/AV:");
    await suggestion("N").waitFor();
    await workbench.shot("92-write-vector");
    await type("N/AC:L/PR:N/UI:R/S:U/C:H/I:N/A:N");
    await suggestion("none").waitFor();
    await press("Escape");
    await workbench.page.locator(".squiggly-error").first().waitFor({ state: "detached" });
    await press("Control+k", "Control+i");
    await workbench.page.locator(".monaco-hover", { hasText: "6.5 medium" }).waitFor();
    await workbench.shot("93-write-score");
    await press("Escape");
  });

  it("sets the label that the vector says, by a quick fix", async () => {
    await goBehind("label:");
    await fixes("Set the label to moderate, as the vector says");
    await workbench.shot("94-write-fix");
    await press("Escape");
    await fix("Set the label to moderate, as the vector says");
    await line("label: moderate").waitFor();
  });

  it("offers the versions of the tags with their days", async () => {
    await goBehind('from: "0"');
    await press("Backspace", "Backspace", "Backspace", "Control+Space");
    await suggestion("2.2.0").waitFor();
    await workbench.shot("95-write-version");
    await type("2.2");
    await take("2.2.0");
    await line("from: 2.2.0").waitFor();
    await goBehind("fixed:");
    await type(" ");
    await take("2.3.2");
    await line("fixed: 2.3.2").waitFor();
  });

  it("has a fix for what only a person can decide, once they did", async () => {
    await goBehind("consent: pending");
    await fix("They agreed today");
    await goBehind("## Workarounds");
    await fix("Write: No workaround is known.");
    await goBehind("## Details");
    await fix("Remove the section Details");
    await line("No workaround is known.").waitFor();
  });

  it("has no problem left when the questions are answered, and a preview beside it", async () => {
    await answer(
      "What can somebody do to whom",
      "A host that answers with a redirect to one of its own reads the session cookies of its visitors.",
    );
    await answer(
      "Which settings, calls or platforms",
      "Every call that follows redirects. Versions before 2.2.0 send no cookies.",
    );
    await answer("Which versions hold the fix", "Upgrade to 2.3.2; nothing else changes.");
    await goBehind("public:");
    await type(` ${nextTuesday()}`);
    await goBehind("references: [");
    await type("{ type: advisory, url: https://postilion.example/security/2026-1 }");
    await workbench.command("Embargo: Preview the Advisory");
    await workbench.webview().getByText("nothing else changes").waitFor();
    await workbench.command("Problems: Focus on Problems View");
    await workbench.page.getByText("No problems have been detected in the workspace.").waitFor();
    await workbench.shot("96-write-clean");
    assert.deepEqual(await lintAdvisory(written(), { phase: "draft" }), []);
  });

  it("lists what is left before the day of publication, and goes there", async () => {
    await workbench.command("View: Focus First Editor Group");
    await workbench.command("Embargo: Show What Is Left Before Publication…");
    await workbench.row("There is no CVE id.").waitFor();
    await workbench.shot("97-write-left");
    await workbench.pick("There is no CVE id.");
    await workbench.page.locator(".statusbar-item", { hasText: /^Ln 7, Col 10/ }).waitFor();
  });

  describe("that somebody sent to do harm", () => {
    let server: Server;
    let origin: string;
    const asked: string[] = [];
    const dialogs: string[] = [];

    before(async () => {
      server = createServer((request, response) => {
        asked.push(request.url ?? "");
        response.end();
      });
      await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
      origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    });
    after(() => server.close());

    it("runs nothing and asks no server in the preview", async () => {
      const { page } = workbench;
      page.on("dialog", (dialog) => {
        dialogs.push(dialog.message());
        void dialog.dismiss();
      });
      writeFileSync(join(opened.worktree, "hostile.md"), hostileAdvisory(origin));
      await workbench.command("View: Close All Editors");
      await workbench.openFile("hostile.md");
      await workbench.command("Embargo: Preview the Advisory");
      const body = workbench.webview().locator("body");
      await body.getByRole("heading", { level: 1, name: "fetch(" }).waitFor();
      await workbench.shot("98-write-hostile");
      await workbench.command("View: Focus First Editor Group");
      await press("Control+End");
      await goBehind("Turn off redirects");
      await type(" for now");
      await body.getByText("Turn off redirects for now").waitFor();
      const found = await body.evaluate((element) => {
        const active =
          "img, iframe, object, embed, form, input, style, svg, video, base, main script, main link, main meta, [style]";
        const links = Array.from(element.querySelectorAll("a")).map((link) => link.getAttribute("href") ?? "");
        return { active: element.querySelectorAll(active).length, links };
      });
      assert.equal(found.active, 0);
      assert.ok(found.links.length > 0);
      for (const href of found.links) assert.match(href, /^(?:|#|https?:.*)$/);
      assert.deepEqual(asked, []);
      assert.deepEqual(dialogs, []);
    });

    it("could not either if a tag got through: the page may load and run only its own two files", async () => {
      const body = workbench.webview().locator("body");
      const ran = await body.evaluate(async (element, from) => {
        const image = document.createElement("img");
        const failed = new Promise((done) => image.addEventListener("error", done));
        image.src = `${from}/image`;
        const script = document.createElement("script");
        script.textContent = "document.body.dataset.ran = 'yes'";
        element.append(image, script);
        await failed;
        const sent = await fetch(`${from}/fetch`).then(
          () => "sent",
          () => "refused",
        );
        return [element.dataset["ran"] ?? "no", sent];
      }, origin);
      assert.deepEqual(ran, ["no", "refused"]);
      assert.deepEqual(asked, []);
      await fetch(`${origin}/control`);
      assert.deepEqual(asked, ["/control"], "a request would have been seen");
    });
  });
});

/** Fifteen o'clock UTC on a Tuesday, one to two weeks from today: a day that no rule minds. */
function nextTuesday(): string {
  const day = new Date(Date.now() + 7 * 86_400_000);
  day.setUTCDate(day.getUTCDate() + ((9 - day.getUTCDay()) % 7));
  return `${day.toISOString().slice(0, 10)}T15:00:00Z`;
}
