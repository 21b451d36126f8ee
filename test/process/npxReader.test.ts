import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { packCli } from "../../scripts/packageCli";
import { acceptAnswer } from "../../src/stages/confirm";
import { importContact } from "../../src/tools/pgp/keyStore";
import { fix, makeFolder, makeTwoPeople, sendBundle, type TwoPeople } from "../support/people";

/** Neither VS Code nor gpg: Node, npm, git, the package and the files of the mail. */
describe("a reader who runs the package with npx in an empty folder", function () {
  this.timeout(120_000);
  let people: TwoPeople;
  let program: string;
  const machine = makeFolder();
  const empty = join(machine.dir, "empty");

  before(async () => {
    people = await makeTwoPeople();
    fix(people);
    mkdirSync(empty);
    program = packCli(empty);
  });
  after(() => {
    people.cleanup();
    machine.cleanup();
  });

  /** Nothing of the person who runs the tests: home, cache and settings are new, and there is no network to need. */
  const npx = (...args: string[]): Record<string, unknown> => {
    const env = {
      PATH: process.env["PATH"],
      HOME: machine.dir,
      EMBARGO_HOME: join(machine.dir, "home"),
      npm_config_cache: join(machine.dir, "cache"),
      npm_config_offline: "true",
      npm_config_update_notifier: "false",
    };
    const command = ["--yes", `./${basename(program)}`, ...args, "--json"];
    const output = execFileSync("npx", command, { cwd: empty, env, encoding: "utf8", stdio: "pipe" });
    return JSON.parse(output) as Record<string, unknown>;
  };

  it("makes a key on the spot, reviews with the sender's certificate, and answers", async () => {
    npx("key", "new", "--name", "Nora Npx", "--email", "nora@example.net", "--no-passphrase");
    const { armored, fingerprint } = npx("key", "export") as { armored: string; fingerprint: string };
    const { maintainer, record } = people;
    await importContact(maintainer.home, new TextEncoder().encode(armored), { source: "a mail" });
    const sent = await sendBundle(people, [fingerprint], empty);
    const key = join(empty, "sender.asc");
    writeFileSync(key, maintainer.own.certificate);

    const review = npx("review", sent.files[0]!.path, "--from", key);
    assert.equal(review.signer, maintainer.own.fingerprint);
    assert.equal(review.manifestSha256, sent.manifestSha256);
    const words = ["--decision", "changes-requested", "--message", "Nearly."];
    const { path } = npx("answer", sent.files[0]!.path, "--from", key, ...words) as { path: string };
    const { message } = await acceptAnswer(maintainer.home, record.id, readFileSync(path), { ownKey: maintainer.key });
    assert.equal(message, "Nearly.");
  });

  it("needs no other package", () => {
    const manifest = execFileSync("tar", ["-xzOf", program, "package/package.json"], { encoding: "utf8" });
    assert.deepEqual(Object.keys(JSON.parse(manifest) as object).sort(), [
      ...["bin", "description", "engines", "license", "name", "version"],
    ]);
  });
});
