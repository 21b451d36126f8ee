import assert from "node:assert/strict";
import { armor, enums } from "openpgp";
import { seal } from "../../src/tools/pgp/seal";
import { unseal } from "../../src/tools/pgp/unseal";
import { bytesOf, textOf } from "../support/bundleFiles";
import type { TestPerson } from "../support/keys";
import { makePerson } from "../support/keys";
import { refusedWith } from "../support/refusal";

describe("a message in armor", () => {
  let ann: TestPerson;
  let bob: TestPerson;
  let binary: Uint8Array;
  let armored: string;
  before(async () => {
    [ann, bob] = [await makePerson("Ann"), await makePerson("Bob")];
    binary = await seal(bytesOf("contents"), { to: bob.certificate, signWith: ann.unlocked });
    armored = armor(enums.armor.message, binary, undefined, undefined, undefined, true);
    assert.match(armored, /^=[A-Za-z0-9+/]{4}\r?$/m);
  });

  const open = (text: string | Uint8Array) =>
    unseal(typeof text === "string" ? bytesOf(text) : text, {
      kind: "answer",
      ownKeys: [bob.unlocked],
      signers: [ann.certificate],
    });

  it("opens as it is, without its checksum, with other line ends, headers and a byte order mark", async () => {
    const spellings = [
      armored,
      `\ufeff${armored}`,
      armored.replace(/^=.*\r?\n/m, ""),
      armored.replaceAll("\r\n", "\n"),
      armored.replaceAll("\r\n", "\n").replaceAll("\n", "\r\n"),
      armored.replaceAll("\r\n", "\n").replace("-----\n", "-----\nVersion: x\nComment: y: z\n"),
      armored.replaceAll("\r\n", "\n").replaceAll("\n", "  \n"),
    ];
    for (const text of spellings) {
      const { payload, notes } = await open(text);
      assert.deepEqual([textOf(payload), notes], ["contents", []]);
    }
  });

  it("opens with text around it, which is noted because nobody signed it", async () => {
    const { payload, notes } = await open(`Hello,\n\n${armored}\n-- \nAnn`);
    assert.deepEqual([textOf(payload), notes.length], ["contents", 1]);
  });

  it("is refused quoted, twice, cut, of another kind, or with a wrong checksum", async () => {
    const quoted = await refusedWith("format", () => open(armored.replace(/^/gm, "> ")));
    assert.match(quoted.hint, /attachment/);
    const checksum = /^=(.)/m.exec(armored)![1]!;
    const wrong = [
      "",
      "not OpenPGP at all",
      armored + armored,
      armored + bob.certificate,
      armored.replace(/-----END PGP MESSAGE-----/, ""),
      armored.replaceAll("PGP MESSAGE", "PGP PUBLIC KEY BLOCK"),
      armored.replaceAll("PGP MESSAGE", "PGP MESSAGE, PART 1/2"),
      armored.replace(/^=./m, checksum === "A" ? "=B" : "=A"),
      armored.replace(/\r?\n\r?\n/, "\n"),
      armored.replace(/\r?\n\r?\n/, "\n\n<br>"),
      armored.replace(/^/gm, "  "),
    ];
    for (const text of wrong) await refusedWith("format", () => open(text));
  });

  it("is refused above 256 KB", async () => {
    const large = await seal(new Uint8Array(200 * 1024), { to: bob.certificate, signWith: ann.unlocked });
    assert.equal((await open(large)).payload.length, 200 * 1024);
    await refusedWith("too-large", () => open(armor(enums.armor.message, large)));
  });
});
