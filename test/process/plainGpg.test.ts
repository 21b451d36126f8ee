import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { acceptAnswer } from "../../src/stages/confirm";
import { importContact } from "../../src/tools/pgp/keyStore";
import { run } from "../support/gitRepo";
import { makeGpgPerson, type GpgPerson } from "../support/gpgPerson";
import { fix, makeFolder, makeTwoPeople, sendBundle, type TwoPeople } from "../support/people";
import { commandsOf, editReply, runCommands, saveAttachments } from "../support/readmeReader";

describe("a reader with gpg, git and tar alone", function () {
  this.timeout(60_000);
  let people: TwoPeople;
  let gpg: GpgPerson;
  const out = makeFolder();

  before(async () => {
    people = await makeTwoPeople();
    gpg = makeGpgPerson("Gale Gpg", "gale@example.net");
    await importContact(people.maintainer.home, new TextEncoder().encode(gpg.certificate), { source: "a test" });
    fix(people);
  });
  after(() => {
    people.cleanup();
    gpg.cleanup();
    out.cleanup();
  });

  it("gets the same tree by README.txt's six commands, and the answer made by the last one is accepted", async () => {
    const { maintainer, clone, record, places } = people;
    const sent = await sendBundle(people, [gpg.fingerprint], out.dir);
    const mail = readFileSync(sent.files[0]!.path.replace(".tar.gpg", ".eml"));
    const folder = await saveAttachments(mail, clone, `${record.id}-v1`);

    const readme = readFileSync(join(places.bundles, "v1", "README.txt"), "utf8");
    const commands = commandsOf(readme);
    assert.equal(commands.length, 6);
    const output = runCommands(commands.slice(0, 5), clone, gpg);
    assert.match(output, /Good signature from "Maintainer <maintainer@example.org>"/);
    const grouped = maintainer.own.fingerprint.replace(/(.{4})(?=.)/g, "$1 ");
    assert.ok(output.replace(/ +/g, " ").includes(grouped), output);
    const tree = run(places.worktree, ["rev-parse", "HEAD^{tree}"]);
    assert.equal(output.trimEnd().split("\n").at(-1), tree);
    assert.equal(readFileSync(join(folder, "embargo", "README.txt"), "utf8"), readme);

    editReply(join(folder, "embargo", "REPLY.txt"), "confirmed", "Read and tried.");
    runCommands([commands[5]!], join(folder, "fix"), gpg);
    const answer = readFileSync(join(folder, "REPLY.gpg"));
    const accepted = await acceptAnswer(maintainer.home, record.id, answer, { ownKey: maintainer.key });
    assert.equal(accepted.answer.decision, "confirmed");
    assert.equal(accepted.message, "Read and tried.");
    assert.equal(accepted.isNew, true);
    const again = await acceptAnswer(maintainer.home, record.id, answer, { ownKey: maintainer.key });
    assert.equal(again.isNew, false);
  });

  it("leaves nothing of the fix in the clone that the reader pushes from", () => {
    const tip = run(people.places.worktree, ["rev-parse", "HEAD^{tree}"]);
    assert.throws(() => run(people.clone, ["cat-file", "-e", tip]));
    assert.equal(run(people.clone, ["status", "--porcelain"]), "");
  });
});
