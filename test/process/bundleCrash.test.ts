import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { reviewBundle } from "../../src/stages/confirm";
import { openHome } from "../../src/tools/home";
import { run } from "../support/gitRepo";
import { fix, makeTwoPeople, readRecord, sendBundle, type TwoPeople } from "../support/people";
import { refusedWith } from "../support/refusal";

const DRIVER = join(__dirname, "..", "support", "killedBundle.ts");
const STEPS = ["pack", "seal", "copy", "hand-out"];

describe("a bundle whose making was killed", function () {
  this.timeout(120_000);
  let people: TwoPeople;
  beforeEach(async () => {
    people = await makeTwoPeople();
    fix(people);
  });
  afterEach(() => people.cleanup());

  /** The next call finishes; the reader can open what came out; nothing of the interrupted run is left. */
  async function goesOn(): Promise<{ version: number; manifestSha256: string }> {
    const { maintainer, reporter, places, clone } = people;
    const sent = await sendBundle(people);
    const file = readFileSync(sent.files[0]!.path);
    const review = await reviewBundle(reporter.home, file, { ownKey: reporter.key, directory: clone });
    assert.equal(review.branches[0]?.tree, run(places.worktree, ["rev-parse", "HEAD^{tree}"]));
    await openHome(maintainer.home.dir);
    assert.deepEqual(readdirSync(join(maintainer.home.dir, "tmp")), []);
    assert.deepEqual(
      readdirSync(places.bundles).filter((name) => name.includes("partial")),
      [],
    );
    const record = await readRecord(people);
    assert.deepEqual(
      record.bundles.map(({ version, recipients }) => [version, recipients.length]),
      [[1, 1]],
    );
    return sent;
  }

  for (const [index, step] of STEPS.entries()) {
    it(`before the step ${step}, goes on with the next call`, async () => {
      const { maintainer, record } = people;
      const args = ["--import", "tsx", DRIVER, maintainer.home.dir, record.id, String(index)];
      const { signal } = spawnSync(process.execPath, args, { stdio: "ignore" });
      assert.equal(signal, "SIGKILL");
      const known = (await readRecord(people)).bundles[0];
      assert.equal(known !== undefined, index > 0);
      const sent = await goesOn();
      if (known) assert.equal(sent.manifestSha256, known.manifestSha256, "a version once recorded is never made again");
    });
  }

  it("between keeping the payload and recording it, replaces what nobody got", async () => {
    const { bundles } = people.places;
    mkdirSync(join(bundles, "v1", "patches"), { recursive: true });
    writeFileSync(join(bundles, "v1", "manifest.json"), "{}");
    mkdirSync(join(bundles, "v1.partial-0badcafe"));
    await goesOn();
    assert.equal(existsSync(join(bundles, "v1", "README.txt")), true);
  });

  it("between sealing a file and recording its reader, seals it again", async () => {
    const { maintainer, record, places } = people;
    const args = ["--import", "tsx", DRIVER, maintainer.home.dir, record.id, "1"];
    spawnSync(process.execPath, args, { stdio: "ignore" });
    const name = `${record.id}-v1-${people.reporter.own.fingerprint.slice(0, 8)}.tar.gpg`;
    writeFileSync(join(places.bundles, name), "half");
    await goesOn();
  });

  it("by a full disk, says so, hands out nothing, and goes on when there is room", async function () {
    const { places } = people;
    fix(people, { "large.txt": `${crypto.randomUUID()}\n`.repeat(4000) }, "Large");
    mkdirSync(places.bundles);
    if (!tryMount(places.bundles, "size=64k")) return this.skip(); // needs root
    try {
      await refusedWith("disk-full", () => sendBundle(people));
      assert.deepEqual((await readRecord(people)).bundles, []);
      assert.deepEqual(readdirSync(places.bundles), []);
      assert.ok(tryMount(places.bundles, "remount,size=270k"), "enough for the payload, not for what is sealed");
      await refusedWith("disk-full", () => sendBundle(people));
      const [known] = (await readRecord(people)).bundles;
      assert.deepEqual([known?.version, known?.recipients], [1, []]);
      assert.ok(tryMount(places.bundles, "remount,size=16m"));
      assert.equal((await goesOn()).manifestSha256, known?.manifestSha256);
    } finally {
      execFileSync("umount", ["--lazy", places.bundles]);
    }
  });
});

function tryMount(folder: string, options: string): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
