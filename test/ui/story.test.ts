import assert from "node:assert/strict";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commitFix, makeSample, sampleGit, type Sample } from "../../scripts/sample/makeSample";
import { caseFolders } from "../../src/tools/cases/caseFolders";
import { placesIn, type CasePlaces } from "../../src/tools/home";
import { cast } from "./support/cast";
import { giveFile } from "./support/fileDialog";
import type { Person } from "./support/person";
import { reportWithKey } from "./support/reportMail";
import { chooseTheme } from "./support/theme";
import type { Workbench } from "./support/workbench";

const PASSPHRASE = "correct horse battery";
const CASE = /E-[0-9A-HJKMNP-TV-Z]{6}/;

/** The first path, end to end, as two people see it: each `it` goes on where the one before stopped. */
describe("a fix on its way from report to confirmation, in two editors", function () {
  this.timeout(180_000);
  this.bail(true);
  const arrive = cast();
  let maintainer: Person;
  let reporter: Person;
  let sample: Sample;
  /** The maintainer's public clone, their private window, and the reporter's clone. */
  let clone: Workbench;
  let quiet: Workbench;
  let reader: Workbench;
  let id: string;
  let places: CasePlaces;
  let fix: string;

  before(async () => {
    maintainer = await arrive({ name: "Mika Maintainer", mail: "mika@example.org" });
    const dark = { "workbench.colorTheme": "Default Dark Modern" };
    reporter = await arrive({ name: "Robin Reporter", mail: "robin@reporter.example", settings: dark });
    sample = makeSample(join(maintainer.home, "work"));
    sampleGit(reporter.home, "clone", "--quiet", sample.remote, "postilion");
    clone = await maintainer.window({ folder: sample.project });
    reader = await reporter.window({ folder: join(reporter.home, "postilion") });
  });

  it("welcomes the maintainer", async () => {
    await declineAutofetch(clone);
    await clone.activity("Embargo");
    await widenSideBar(clone);
    await clone.page.getByRole("button", { name: "Open a Case…" }).first().waitFor();
    await clone.page.getByText("Pushes are not checked in this repository yet.").waitFor();
    await shoot(clone, "01-first-open");
  });

  it("gives the reporter a key of their own", async () => {
    await reader.command("Embargo: Make My Own Key…");
    await makeKey(reader, "Robin Reporter", "robin@reporter.example", "02-own-key");
    await reader.pressToast("Your key is made", "Save my public key…");
    await giveFile(reader, "Save my public key", join(reporter.home, "robin.asc"));
    await reader.toast("Your public key is saved.").waitFor();
    assert.deepEqual(
      readdirSync(reporter.home).filter((name) => name.endsWith(".asc")),
      ["robin.asc"],
    );
  });

  it("opens a case from the reporter's mail, after showing what will happen", async () => {
    const mail = join(maintainer.home, "report.eml");
    writeFileSync(mail, reportWithKey(readFileSync(join(reporter.home, "robin.asc"), "utf8")));
    await clone.command("Embargo: Open a Case from a Mail…");
    await giveFile(clone, "The report, a saved mail", mail);
    await clone.webview().getByText("sends the Cookie header of the first request").waitFor();
    await clone.quickInput.filter({ hasText: "What is it about?" }).waitFor();
    await shoot(clone, "03-report");
    await clone.page.keyboard.press("Enter");
    await clone.modal.waitFor();
    await shoot(clone, "04-open-plan");
    const plan = await clone.answerModal("Open");
    assert.match(plan, /Embargo will/);
    assert.match(plan, /Nothing is sent\. Nothing changes in your branches\./);
    const toast = clone.toast("is open. Next: write the fix");
    id = CASE.exec(await toast.innerText())?.[0] ?? "";
    const [opened] = await caseFolders(maintainer.embargoHome);
    assert.equal(opened?.id, id);
    places = placesIn(opened.dir, opened.id);
    fix = places.worktree;
    await clone.treeItem(/^Next: write the fix/).waitFor();
    await shoot(clone, "05-case");
    quiet = await maintainer.nextWindow(() =>
      clone.pressToast("is open. Next: write the fix", "Open the private window"),
    );
    await withFolder(quiet);
  });

  it("shows the private window for what it is", async () => {
    await quiet.statusItem("case").getByText(id).waitFor();
    await quiet.tab("advisory.md").waitFor();
    await quiet.toast("What you commit here stays here.").waitFor();
    assert.match(await quiet.page.title(), new RegExp(`Embargo ${id}`));
    await shoot(quiet, "06-private-window");
    await quiet.page.keyboard.press("Escape");
  });

  it("refuses a push of the fix from the public clone, and says why", async () => {
    sampleGit(fix, "config", "user.name", "Mika Maintainer");
    commitFix(fix);
    const patch = sampleGit(fix, "format-patch", "-1", "--stdout", "HEAD~1");
    writeFileSync(
      join(maintainer.home, "copied.patch"),
      `${patch.replace(/^Subject: .*$/m, "Subject: [PATCH] Small refactoring").replace(/^Embargo: .*$/m, "")}\n`,
    );
    sampleGit(sample.project, "am", "--quiet", join(maintainer.home, "copied.patch"));
    await clone.command("Git: Push");
    await clone.modal.filter({ hasText: id }).waitFor();
    await shoot(clone, "07-refused-push");
    const refusal = await clone.answerModal("Keep it here");
    assert.match(refusal, /Small refactoring/);
    assert.match(refusal, /Nothing was sent/);
    assert.doesNotMatch(refusal, /Pull/);
    assert.equal(sampleGit(sample.remote, "rev-parse", "main"), sampleGit(sample.project, "rev-parse", "HEAD~1"));
    await clone.command("Git: Push");
    await clone.answerModal("Push this once…");
    await clone.quickInput.filter({ hasText: "cannot be taken back" }).waitFor();
    await shoot(clone, "07b-push-once");
    await clone.page.keyboard.press("Escape");
    await clone.command("Git: Push");
    await clone.answerModal("Show the lines");
    await clone.tab("redirect.js").waitFor();
    sampleGit(sample.project, "reset", "--quiet", "--hard", "HEAD~1");
  });

  it("stops once and asks about a commit with a security tag", async () => {
    writeFileSync(join(sample.project, "NEWS.md"), "2.3.2: a fix\n");
    sampleGit(sample.project, "add", "NEWS.md");
    sampleGit(
      sample.project,
      "commit",
      "--quiet",
      "-m",
      "Do not follow redirects across hosts\n\nCVE-ID: CVE-2026-12345",
    );
    await clone.command("Git: Push");
    await clone.modal.filter({ hasText: "CVE-2026-12345" }).waitFor();
    await shoot(clone, "08-stop-and-ask");
    await clone.answerModal("Move to a private worktree…");
    await clone.answer("What is the new case about?", "Cookies reach another host");
    await clone.modal.filter({ hasText: "Move 1 commit of main to a new case" }).waitFor();
    await shoot(clone, "08b-move-plan");
    assert.match(await clone.answerModal("Cancel"), /set main back to where it was without it/);
    assert.notEqual(sampleGit(sample.remote, "rev-parse", "main"), sampleGit(sample.project, "rev-parse", "HEAD"));
    await clone.command("Git: Push");
    await clone.answerModal("Push anyway");
    await eventually(
      () => sampleGit(sample.remote, "rev-parse", "main") === sampleGit(sample.project, "rev-parse", "HEAD"),
    );
  });

  it("explains a push from the private window", async () => {
    await quiet.command("Git: Push");
    await quiet.modal.filter({ hasText: "What you commit here stays here" }).waitFor();
    await shoot(quiet, "09-private-push");
    await quiet.answerModal("Cancel");
  });

  it("makes the bundle: the key on first use, then the plan", async () => {
    await quiet.command("Embargo: Send to the Reporter…");
    await quiet.answer("What should they test?", "Follow a redirect to another host.");
    await makeKey(quiet, "Mika Maintainer", "mika@example.org");
    await quiet.modal.filter({ hasText: "Robin Reporter" }).waitFor();
    await shoot(quiet, "10-send");
    const plan = await quiet.answerModal("Make bundle");
    assert.match(plan, /You send the mail; Embargo does not\./);
    await quiet.toast("is ready, with a mail draft").waitFor();
    await quiet.activity("Embargo");
    await widenSideBar(quiet);
    await quiet.treeItem(/v1 out/).waitFor();
    await shoot(quiet, "11-sent");
    assert.match(readFileSync(places.advisory, "utf8"), new RegExp(sampleGit(fix, "rev-parse", "HEAD")));
  });

  it("shows the reporter a signer they do not know yet, and lets them look at the key", async () => {
    const inbox = join(reporter.home, "postilion", "..", "inbox");
    mkdirSync(inbox);
    const key = readdirSync(places.bundles).find((name) => name.endsWith(".asc")) ?? "";
    const own = key.slice(0, 8);
    const bundle = readdirSync(places.bundles).find((name) => name.endsWith(".tar.gpg") && !name.includes(own)) ?? "";
    for (const name of [key, bundle]) cpSync(join(places.bundles, name), join(inbox, name));
    await reader.command("Embargo: Open a Bundle or an Answer…");
    await giveFile(reader, "A bundle or an answer", join(inbox, bundle));
    const page = reader.webview();
    await page.getByRole("alert").waitFor();
    await shoot(reader, "12-unknown-signer");
    await reader.pressOnPage(page.getByRole("button", { name: `Look at ${key}…` }));
    await reader.modal.waitFor();
    await shoot(reader, "13-trust-key");
    assert.match(await reader.answerModal("Trust this key"), /Mika Maintainer/);
    await page.getByRole("heading", { name: "Fix for your report" }).waitFor();
  });

  it("shows the reporter who signed it and what changes, each file as a diff", async () => {
    const page = reader.webview();
    await page.getByText("Signed by").waitFor();
    await page.getByText("Not compared yet.").waitFor();
    await shoot(reader, "14-review");
    await chooseTheme(reader, "Dark High Contrast");
    await shoot(reader, "14-review-contrast");
    await chooseTheme(reader, "Light Modern");
    await shoot(reader, "14-review-light");
    await chooseTheme(reader, "Dark Modern");
    await reader.pressOnPage(page.getByRole("button", { name: "src/redirect.js" }));
    await reader.page.locator(".monaco-diff-editor .line-insert").first().waitFor();
    await reader.page.keyboard.press("Alt+F5");
    await reader.command("Comments: Add Comment on Current Selection");
    await reader.page.locator(".comment-form .monaco-editor.focused").waitFor();
    await reader.page.keyboard.type("Why not compare the port, too?");
    await reader.page.locator(".monaco-button:not(.disabled)", { hasText: "Add the Remark" }).waitFor();
    await reader.page.keyboard.press("Control+Enter");
    await reader.page.locator(".review-comment", { hasText: "Why not compare the port, too?" }).waitFor();
    await shoot(reader, "15-diff");
    await reader.command("View: Close Editor");
    await page.getByRole("heading", { name: "Your remarks" }).waitFor();
    const kept = readdirSync(join(reporter.embargoHome, "drafts"));
    assert.deepEqual(
      kept.map((name) => /Why not/.test(readFileSync(join(reporter.embargoHome, "drafts", name), "latin1"))),
      [false],
    );
  });

  it("takes the reporter's answer, after showing what will be signed", async () => {
    const page = reader.webview();
    await reader.command("Notifications: Clear All Notifications");
    await reader.focusOnPage(page.getByLabel("Yes, confirmed"));
    await reader.page.keyboard.press("Space");
    await reader.focus(page.getByLabel("A message to the maintainer"));
    await reader.page.keyboard.type("The cookie stays with its host now. Thank you.");
    await shoot(reader, "16-answer");
    await reader.press(page.getByRole("button", { name: "Sign and save the answer…" }));
    await reader.modal.filter({ hasText: "Why not compare the port, too?" }).waitFor();
    await shoot(reader, "17-sign");
    await reader.answerModal("Sign and save");
    await page.getByText("Signed, encrypted to the maintainer, and saved.").waitFor();
    await reader.toast("Answer to").waitFor({ state: "hidden" });
    await shoot(reader, "18-answer-saved");
  });

  it("records the answer: confirmed, for exactly this version", async () => {
    const inbox = join(reporter.home, "inbox");
    const answer = readdirSync(inbox).find((name) => name.endsWith(".answer.gpg")) ?? "";
    cpSync(join(inbox, answer), join(maintainer.home, answer));
    await quiet.command("Notifications: Clear All Notifications");
    await quiet.command("Embargo: Open a Bundle or an Answer…");
    await giveFile(quiet, "A bundle or an answer", join(maintainer.home, answer));
    const page = quiet.webview();
    await page.getByRole("heading", { name: "Confirmed" }).waitFor();
    await shoot(quiet, "19-answer-in");
    await page.getByText("Why not compare the port, too?").waitFor();
    await quiet.pressOnPage(page.getByRole("button", { name: "Record this answer" }));
    await quiet.treeItem(/confirmed by Robin Reporter for version 1/).waitFor();
    await page.getByText("Recorded in").waitFor();
    await shoot(quiet, "20-confirmed");
  });

  it("shows the reporter's remark on its line in the private worktree", async () => {
    await quiet.openFile("redirect.js");
    await quiet.page.locator(".review-comment", { hasText: "Why not compare the port, too?" }).waitFor();
    await shoot(quiet, "20-remark");
  });

  it("lets the confirmation go stale with a new commit", async () => {
    writeFileSync(
      join(fix, "src", "redirect.js"),
      `${readFileSync(join(fix, "src", "redirect.js"), "utf8")}\n// more\n`,
    );
    sampleGit(fix, "commit", "--quiet", "--all", "-m", "One more thought");
    await quiet.treeItem(/the fix has changed since/).waitFor();
    await shoot(quiet, "21-stale");
  });

  it("exports the advisory for databases", async () => {
    const exported = join(maintainer.home, "advisory.osv.json");
    await quiet.command("Embargo: Export the Advisory…");
    await quiet.pick("OSV record, for databases and scanners");
    await giveFile(quiet, "Save the export", exported);
    await quiet.tab("advisory.osv.json").waitFor();
    await shoot(quiet, "22-export");
    const osv = JSON.parse(readFileSync(exported, "utf8")) as { affected: { package: { name: string } }[] };
    assert.equal(osv.affected[0]?.package.name, "postilion");
  });
});

async function shoot(workbench: Workbench, name: string): Promise<void> {
  await workbench.shot(name);
}

/** Lets git ask its one question about fetching and says no, so that it covers nothing later. */
async function declineAutofetch(workbench: Workbench): Promise<void> {
  await workbench.page.locator(".statusbar-item", { hasText: "main" }).first().waitFor();
  await workbench.command("Git: Fetch");
  await workbench.pressToast('periodically run "git fetch"', "No");
  const question = workbench.toast('periodically run "git fetch"');
  await question.waitFor({ state: "hidden" });
}

/**
 * Waits for the folder of a window on a workspace file. On a busy machine the server build of VS Code now and then reads
 * the file before its file system is there, and shows no folder; a reload reads it again.
 */
async function withFolder({ page }: Workbench): Promise<void> {
  const folder = page.getByRole("treeitem", { name: /^fix/ });
  const none = page.getByText("You have not yet added a folder");
  await folder.or(none).first().waitFor();
  if (await none.isVisible()) await page.reload();
  await folder.waitFor();
}

/** Makes the side bar wider, as people do who read in it. */
async function widenSideBar(workbench: Workbench): Promise<void> {
  await workbench.command("View: Focus into Primary Side Bar");
  for (let times = 0; times < 2; times++) await workbench.page.keyboard.press("Control+Alt+w");
}

async function makeKey(workbench: Workbench, name: string, mail: string, shotName?: string): Promise<void> {
  await workbench.answer("Your own key (1 of 4)", name);
  await workbench.answer("Your own key (2 of 4)", mail);
  if (shotName) {
    await workbench.quickInput.filter({ hasText: "Your own key (3 of 4)" }).waitFor();
    await shoot(workbench, shotName);
  }
  await workbench.answer("Your own key (3 of 4)", PASSPHRASE);
  await workbench.answer("Your own key (4 of 4)", PASSPHRASE);
}

async function eventually(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 100) throw new Error("it did not become so");
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
