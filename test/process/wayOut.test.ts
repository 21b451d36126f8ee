import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_LINES, withoutGuardLines } from "../../src/tools/git/guardConfig";
import { run } from "../support/gitRepo";
import { buildGuard } from "../support/guard";
import { guardedCase, type GuardedCase } from "../support/guardedProject";
import { onTerminal, withoutTerminal } from "../support/pushWith";

const PUSH = ["git", "push", "origin", "main"];
/** Everything that the way out may call; no Node among it. */
const PROGRAMS = ["cat", "chmod", "date", "dirname", "git", "grep", "rm", "sed", "setsid", "sh", "tr", "cksum"];

/** What can be lost while a case is open; each returns the PATH that is left. */
const LOSSES: Readonly<Record<string, (place: GuardedCase) => string | undefined>> = {
  "the home is gone": ({ home }) => void renameSync(home.dir, `${home.dir}.away`),
  "the program is gone": ({ home }) => void rmSync(join(home.dir, "bin"), { recursive: true }),
  "no Node is left": ({ home, root }) => {
    const starter = join(home.dir, "bin", "hook");
    writeFileSync(starter, readFileSync(starter, "utf8").replace(/^runtime='.*'$/m, "runtime='/nowhere/node'"));
    const bin = join(root, "no node here");
    mkdirSync(bin);
    for (const name of PROGRAMS) {
      symlinkSync(execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim(), join(bin, name));
    }
    return bin;
  },
};

describe("the way out of the guard", () => {
  before(buildGuard);
  let place: GuardedCase;
  beforeEach(async () => {
    place = await guardedCase();
  });
  afterEach(() => {
    rmSync(`${place.home.dir}.away`, { recursive: true, force: true });
    place.cleanup();
  });

  for (const [name, lose] of Object.entries(LOSSES)) {
    it(`is named by the refusal when ${name}, wants the case id, and gives the configuration back to the byte`, () => {
      const { clone, record } = place;
      const config = join(clone, ".git", "config");
      const before = withoutGuardLines(readFileSync(config, "utf8"), REPOSITORY_LINES);
      run(clone, ["am", "-q"], `${run(place.places.worktree, ["format-patch", "--stdout", "-2"])}\n`);
      const path = lose(place);
      const refused = withoutTerminal(clone, PUSH, path === undefined ? {} : { PATH: path });
      assert.equal(refused.code, 1, refused.output);
      const [, way] = /^To lift the guard from this repository by hand: (sh '.*')$/m.exec(refused.output) ?? [];
      assert.ok(way, refused.output);

      const command = path === undefined ? way : `env PATH='${path}' ${way}`;
      assert.equal(onTerminal(clone, command, "yes\n").code, 1);
      assert.notEqual(readFileSync(config, "utf8"), before);
      const lifted = onTerminal(clone, command, `${record.id}\n`);
      assert.equal(lifted.code, 0, lifted.output);
      assert.equal(readFileSync(config, "utf8"), before);
      assert.ok(!existsSync(join(clone, ".git", "embargo")));
      const sent = withoutTerminal(clone, PUSH);
      assert.equal(sent.code, 0, sent.output);
      assert.doesNotMatch(sent.output, /embargo:/);
    });
  }
});
