import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { cast } from "./support/cast";
import type { Workbench } from "./support/workbench";

describe("the packaged extension", function () {
  this.timeout(120_000);
  const arrive = cast();
  let workbench: Workbench;

  before(async () => {
    const person = await arrive({ name: "Maintainer", mail: "maintainer@example.org" });
    execFileSync("git", ["init", "-q", "-b", "main", "project"], { cwd: person.home });
    writeFileSync(join(person.home, "project", "notes.txt"), "A project.\n");
    workbench = await person.window({ folder: join(person.home, "project") });
  });

  it("has its icon in the activity bar, and its view behind it", async () => {
    await workbench.activity("Embargo");
    await workbench.page.locator(".sidebar .composite.title", { hasText: "Embargo" }).waitFor();
  });

  it("opens beside ordinary files", async () => {
    await workbench.openFile("notes.txt");
    await workbench.page.locator(".view-line", { hasText: "A project." }).waitFor();
    await workbench.shot("00-smoke");
  });

  it("offers its commands in the palette", async () => {
    await workbench.page.keyboard.press("F1");
    await workbench.quickInput.locator("input").first().fill(">Embargo: ");
    const labels = workbench.page.locator(".quick-input-widget [role=option] .label-name");
    await labels.first().waitFor();
    assert.match(await labels.first().innerText(), /^Embargo: /);
  });
});
