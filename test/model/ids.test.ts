import assert from "node:assert/strict";
import { asCaseId, asFingerprint, asInstant, asOid, groupFingerprint, newCaseId, toInstant } from "../../src/model/ids";

describe("ids", () => {
  it("makes opaque case ids that are easy to read aloud", () => {
    const id = newCaseId(new Uint8Array([0, 1, 17, 31, 32, 255]));
    assert.equal(id, "E-01HZ0Z");
    assert.equal(asCaseId(id), id);
  });

  for (const text of ["", "-E", "E 1", "E/1", "../E", "con", "LPT1", "E".repeat(33)]) {
    it(`refuses ${JSON.stringify(text)} as a case id`, () => assert.equal(asCaseId(text), undefined));
  }

  for (const text of ["", "a".repeat(39), "a".repeat(41), "A".repeat(40), "g".repeat(40), "HEAD"]) {
    it(`refuses ${JSON.stringify(text)} as an object id`, () => assert.equal(asOid(text), undefined));
  }

  it("reads a fingerprint as people paste it, never a key id", () => {
    const pasted = "0x0123 4567 89ab cdef 0123  4567 89ab cdef 0123 4567";
    const fingerprint = asFingerprint(pasted);
    assert.equal(fingerprint, "0123456789ABCDEF0123456789ABCDEF01234567");
    assert.equal(groupFingerprint(fingerprint), "0123 4567 89AB CDEF 0123 4567 89AB CDEF 0123 4567");
    assert.equal(asFingerprint("0123456789ABCDEF"), undefined);
  });

  it("reads only instants that exist", () => {
    assert.equal(asInstant("2026-02-28T23:59:59Z"), "2026-02-28T23:59:59Z");
    for (const text of ["2026-02-30T00:00:00Z", "2026-02-28", "2026-02-28T00:00:00+00:00", "2026-02-28T24:00:00Z"]) {
      assert.equal(asInstant(text), undefined, text);
    }
    assert.equal(toInstant(new Date(1.5e12)), "2017-07-14T02:40:00Z");
  });
});
