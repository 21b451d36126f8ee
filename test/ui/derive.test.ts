import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { draftAdvisory } from "../../src/stages/advise/draft";
import { readAdviseFacts } from "../../src/stages/advise/facts";
import { openHome } from "../../src/tools/home";
import { readMail } from "../../src/tools/mail/readMail";
import { FIXED, FLAW, library } from "../support/flawedProject";
import { commit, makeProject, run, type Project } from "../support/gitRepo";
import { makePrivatePlace } from "../support/privatePlace";
import { cast } from "./support/cast";
import { giveFile } from "./support/fileDialog";
import type { Person } from "./support/person";
import type { Workbench } from "./support/workbench";

const PATH = "lib/follow.py";

describe("deriving affected versions in the editor", function () {
  this.timeout(120_000);
  const arrive = cast();
  let project: Project;
  let workbench: Workbench;
  let advisory: string;
  let worktree: string;
  let caseId: string;
  let maintainer: Person;

  before(async () => {
    project = makeProject({
      files: { [PATH]: library("return send(target)"), "setup.cfg": "[metadata]\nname = sample\n" },
    });
    run(project.clone, ["tag", "v1.0.0"]);
    commit(project.clone, { [PATH]: library(FLAW) }, "Follow with cookies");
    run(project.clone, ["tag", "v1.1.0"]);
    run(project.clone, ["push", "-q", "--tags", "origin", "main"]);
    maintainer = await arrive({ name: "Maintainer", mail: "maintainer@example.org" });
    const home = await openHome(maintainer.embargoHome);
    const { record, places } = await makePrivatePlace(home, project.clone);
    commit(places.worktree, { [PATH]: library(...FIXED) }, "Keep cookies at home");
    advisory = places.advisory;
    caseId = record.id;
    worktree = places.worktree;
    writeFileSync(advisory, draftAdvisory(await readAdviseFacts(home, record.id)), { mode: 0o600 });
    workbench = await maintainer.window({ folder: project.clone });
  });
  after(() => project.cleanup());

  it("shows a candidate as a diff before it is taken, and writes what is ticked", async () => {
    await workbench.command("Embargo: Derive Affected Versions…");
    await workbench.row("Since 1.1.0").waitFor();
    await workbench.shot("80-derive-candidates");
    await workbench.pick("Since 1.1.0");
    await workbench.row("Yes, take it").waitFor();
    await workbench.page
      .locator(".monaco-diff-editor .view-line", { hasText: "cookies=request.cookies" })
      .first()
      .waitFor();
    await workbench.shot("81-derive-diff");
    await workbench.pick("Yes, take it");
    const parts = workbench.quickInput.filter({ hasText: "Take into the advisory" });
    await parts.waitFor();
    await workbench.page.keyboard.press("ArrowDown");
    await workbench.page.keyboard.press("Space");
    await workbench.shot("82-derive-parts");
    await workbench.page.keyboard.press("Enter");
    const said = await workbench.answerModal("Take into the advisory");
    assert.match(said, /affected of pkg:pypi\/sample: fixed in 1\.1\.1 \(planned: not released yet\)/);
    await workbench.page.locator(".view-line", { hasText: "fixed: 1.1.1" }).first().waitFor();
    await workbench.shot("83-derive-written");
    assert.match(readFileSync(advisory, "utf8"), /^ {6}- from: "0" .*\n {8}fixed: 1\.1\.1 #/m);
  });

  it("shows whether the fix is in a version that is called fixed, and what is missing as a diff", async () => {
    run(worktree, ["tag", "v1.1.1", "v1.1.0"]);
    await workbench.command("Embargo: Check That the Fix Is in the Fixed Versions…");
    await workbench.row("lib/follow.py").waitFor();
    await workbench.shot("84-derive-check");
    await workbench.pick("lib/follow.py");
    await workbench.page
      .locator(".monaco-diff-editor .view-line", { hasText: "cookies=request.cookies if own else None" })
      .first()
      .waitFor();
    await workbench.shot("85-derive-missing");
    await workbench.page.keyboard.press("Escape");
  });

  it("exports one mail about the flaws that one release fixes, with the patches of each", async () => {
    const second = await makePrivatePlace(await openHome(maintainer.embargoHome), project.clone);
    commit(second.places.worktree, { "lib/other.py": "fixed = True\n" }, "Close the other hole");
    const facts = await readAdviseFacts(await openHome(maintainer.embargoHome), second.record.id);
    writeFileSync(second.places.advisory, draftAdvisory(facts), { mode: 0o600 });
    const mail = join(maintainer.home, "notice.eml");
    await workbench.command("Embargo: Export the Advisory…");
    await workbench.pick(caseId);
    await workbench.pick("mail: pre-notification of distributors");
    await workbench.quickInput.filter({ hasText: "Which other flaws does the same release fix?" }).waitFor();
    await workbench.shot("86-export-together");
    await workbench.page.keyboard.press("ArrowDown");
    await workbench.page.keyboard.press("Space");
    await workbench.page.keyboard.press("Enter");
    await giveFile(workbench, "Save the export", mail);
    await workbench.tab("notice.eml").waitFor();
    const { text, attachments } = await readMail(readFileSync(mail), () => assert.fail("nothing is encrypted"));
    assert.match(text ?? "", new RegExp(`1\\. .*\\(${caseId}\\)[^]*2\\. .*\\(${second.record.id}\\)`));
    assert.deepEqual(
      attachments.map(({ name }) => name),
      [`${caseId}-0001-Keep-cookies-at-home.patch`, `${second.record.id}-0001-Close-the-other-hole.patch`],
    );
  });
});
