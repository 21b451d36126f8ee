import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { exportAdvisory, patchesFor } from "../../../src/stages/advise/export";
import { readMail } from "../../../src/tools/mail/readMail";
import { COMPLETE } from "../../support/advisory";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace } from "../../support/privatePlace";

describe("the mails to people who prepare packages", () => {
  let project: Project;
  let home: Awaited<ReturnType<typeof makeHome>>;
  let place: Awaited<ReturnType<typeof makePrivatePlace>>;
  beforeEach(async () => {
    project = makeProject({ files: { "a.txt": "one\r\ntwo\n" } });
    home = await makeHome();
    place = await makePrivatePlace(home, project.clone);
  });
  afterEach(() => {
    project.cleanup();
    home.cleanup();
  });

  for (const format of ["prenotification", "linux-distros"] as const) {
    it(`bring the patches, which git applies to the same tree: ${format}`, async () => {
      const { record, places } = place;
      commit(places.worktree, { "a.txt": "one\r\ntwo, fixed: \u00e9\n" }, "Fix: \u00e9 & <b>");
      commit(places.worktree, { "b.bin": "\0\u0001\n", "sub/c.txt": "From x\n" }, "../../Fix the rest");
      const patches = await patchesFor(format, home, [record.id]);
      const sent = Buffer.from(await exportAdvisory(COMPLETE, format, { patches }));
      const mail = await readMail(sent, () => assert.fail("nothing is encrypted"));
      assert.match(mail.text ?? "", /^\[Before you send this mail: encrypt/);
      assert.deepEqual(
        mail.attachments.map(({ name }) => name),
        ["0001-Fix-b.patch", "0002-Fix-the-rest.patch"],
      );
      for (const { name, content } of mail.attachments) writeFileSync(join(project.clone, "..", name), content);
      run(project.clone, ["am", "-q", "--keep-cr", ...patches.map(({ name }) => join(project.clone, "..", name))]);
      const tree = (at: string) => run(at, ["rev-parse", "HEAD^{tree}"]);
      assert.equal(tree(project.clone), tree(places.worktree));
    });
  }

  it("say to attach them where they cannot: no commit yet, a merge, a file of no case", async () => {
    const { record, places } = place;
    const exported = async () =>
      exportAdvisory(COMPLETE, "linux-distros", { patches: await patchesFor("linux-distros", home, [record.id]) });
    assert.match(await exported(), /attach the patches as text\/plain/);
    commit(places.worktree, { "a.txt": "fixed\n" }, "Fix");
    run(places.worktree, ["switch", "-q", "-c", "side", "HEAD~1"]);
    commit(places.worktree, { "b.txt": "more\n" }, "More");
    run(places.worktree, ["switch", "-q", "-"]);
    run(places.worktree, ["merge", "-q", "--no-edit", "side"]);
    assert.match(await exported(), /attach the patches as text\/plain/);
    assert.match(await exportAdvisory(COMPLETE, "linux-distros"), /attach the patches as text\/plain/);
  });

  it("are the only exports that hold them", async () => {
    const { record, places } = place;
    commit(places.worktree, { "a.txt": "fixed\n" }, "Fix");
    for (const format of ["oss-security", "announcement", "headsup", "reporter-check", "osv", "markdown"] as const) {
      assert.deepEqual(await patchesFor(format, home, [record.id]), [], format);
    }
  });
});
