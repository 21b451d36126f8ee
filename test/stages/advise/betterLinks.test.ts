import assert from "node:assert/strict";
import { readBetterLinks } from "../../../src/stages/advise/betterLinks";
import { caseRepository, cloneRepository } from "../../../src/stages/advise/advisoryRepository";
import { commit, makeProject, run, type Project } from "../../support/gitRepo";
import { makeHome } from "../../support/home";
import { makePrivatePlace } from "../../support/privatePlace";

const OWN = "https://example.org/team/sample";

describe("better links", () => {
  let project: Project;
  let tip: string;
  let fix: string;
  let home: Awaited<ReturnType<typeof makeHome>>;
  let found: (...urls: string[]) => Promise<string[]>;

  before(async () => {
    project = makeProject({ files: { "lib/a b.py": "x\n" } });
    run(project.clone, ["remote", "set-url", "origin", `${OWN}.git`]);
    tip = run(project.clone, ["rev-parse", "HEAD"]);
    home = await makeHome();
    const { record, places } = await makePrivatePlace(home, project.clone);
    fix = commit(places.worktree, { "lib/new.py": "y\n" }, "The fix");
    const repository = await caseRepository(home, record.id);
    found = async (...urls) => [...(await readBetterLinks(repository, urls))].flat();
  });
  after(() => {
    home.cleanup();
    project.cleanup();
  });

  it("name the public commit of a branch, for files that it holds", async () => {
    const url = `${OWN}/blob/main/lib/a%20b.py#L1`;
    assert.deepEqual(await found(url), [url, `${OWN}/blob/${tip}/lib/a%20b.py#L1`]);
    const gitlab = `${OWN}/-/blob/main/lib/a%20b.py`;
    assert.deepEqual(await found(gitlab), [gitlab, `${OWN}/-/blob/${tip}/lib/a%20b.py`]);
  });

  it("are none for another repository, branch or file", async () => {
    assert.deepEqual(
      await found(
        "https://example.org/robin/sample/blob/main/lib/a%20b.py",
        "https://example.net/team/sample/blob/main/lib/a%20b.py",
        `${OWN}/blob/develop/lib/a%20b.py`,
        `${OWN}/blob/main/lib/new.py`,
        `${OWN}/blob/main/lib/%00`,
        `${OWN}/blob/main/lib/%zz`,
        `${OWN}/blob/main/../../etc/passwd`,
      ),
      [],
    );
  });

  it("write the id of a commit out, in the package's own repository", async () => {
    const [short, fork] = [`${OWN}/commit/${tip.slice(0, 8)}`, `https://example.org/robin/sample/commit/${tip}.patch`];
    assert.deepEqual(await found(short, fork), [short, `${OWN}/commit/${tip}`, fork, `${OWN}/commit/${tip}.patch`]);
  });

  it("never name a commit that is not public", async () => {
    assert.deepEqual(
      await found(`${OWN}/commit/${fix.slice(0, 10)}`, `https://example.org/robin/sample/commit/${fix}`),
      [],
    );
  });

  it("are looked up in the clone around an advisory of no case", async () => {
    const repository = await cloneRepository(project.clone);
    const url = `${OWN}/commit/${tip.slice(0, 8)}`;
    assert.deepEqual([...(await readBetterLinks(repository!, [url]))], [[url, `${OWN}/commit/${tip}`]]);
    assert.equal(await cloneRepository("/"), undefined);
  });
});
