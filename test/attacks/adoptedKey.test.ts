import assert from "node:assert/strict";
import { joinBytes } from "../../src/model/bundle/bytes";
import { dearmorOnce } from "../../src/tools/pgp/armor";
import { readCertificate } from "../../src/tools/pgp/certificates";
import { readPackets } from "../../src/tools/pgp/packetStream";
import { seal } from "../../src/tools/pgp/seal";
import { unseal } from "../../src/tools/pgp/unseal";
import { makePerson, type TestPerson } from "../support/keys";
import { packet } from "../support/messages";
import { refusedWith } from "../support/refusal";

describe("a pinned person who puts somebody else's key into their own certificate", () => {
  const payload = new TextEncoder().encode("hello");
  let alice: TestPerson;
  let mallory: TestPerson;
  let robin: TestPerson;
  let adopted: string;

  before(async () => {
    [alice, mallory, robin] = await Promise.all([makePerson("Alice"), makePerson("Mallory"), makePerson("Robin")]);
    const packets = ({ certificate }: TestPerson) =>
      readPackets(dearmorOnce(new TextEncoder().encode(certificate), "PUBLIC KEY BLOCK").bytes);
    const own = packets(mallory);
    const subkey = packet(14, packets(alice)[0]!.body);
    const bytes = joinBytes([...own.map(({ raw }) => raw), subkey, own.at(-1)!.raw]);
    adopted = (await readCertificate(bytes)).armored;
  });

  const open = async (signers: readonly string[]) => {
    const sealed = await seal(payload, { to: robin.certificate, signWith: alice.unlocked });
    return unseal(sealed, { kind: "bundle", ownKeys: [robin.unlocked], signers });
  };

  it("does not come before its owner, whose signature stands", async () => {
    assert.equal((await open([adopted, alice.certificate])).signer, alice.fingerprint);
  });

  it("is not taken for the signer where the owner is unknown: signature-wrong", async () => {
    await refusedWith("signature-wrong", () => open([adopted]));
  });
});
