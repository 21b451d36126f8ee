import assert from "node:assert/strict";
import PostalMime from "postal-mime";
import type { Fingerprint, Instant } from "../../../src/model/ids";
import {
  acknowledgementText,
  writeAcknowledgement,
  type Acknowledgement,
} from "../../../src/tools/mail/acknowledgement";

describe("the acknowledgement", () => {
  const facts: Acknowledgement = {
    id: "E-7K2QXD",
    projectName: "sample",
    maintainer: "Maintainer",
    reporter: { name: "Jörg", mail: "reporter@example.net", hasKey: false },
    receivedAt: "2026-11-21T08:12:00Z" as Instant,
    writtenAt: "2026-11-21T14:05:00Z" as Instant,
  };
  const own = { fingerprint: "A90D".repeat(10) as Fingerprint, certificate: "the certificate\n" };

  it("says who has the report and since when, when to ask again, and when the next word comes", () => {
    const text = acknowledgementText(facts);
    assert.match(text, /Your report of Saturday, 21 November 2026 has reached us, and Maintainer is looking at it/);
    assert.match(text, /again by Thursday, 26 November 2026/);
    assert.match(text, /ask after 3 days/);
  });

  it("asks to tell nobody else and says why, who writes the patch, whom to thank, and for a key", () => {
    const text = acknowledgementText(facts);
    assert.match(text, /tell nobody else for now\. Until people can update/);
    assert.match(text, /1\. Would you like to write the patch, or shall we\?/);
    assert.match(text, /2\. Which name may we thank/);
    assert.match(text, /3\. Do you have an OpenPGP key\?/);
    const known = acknowledgementText({ ...facts, reporter: { name: "Jörg", hasKey: true } });
    assert.equal(known.includes("Do you have an OpenPGP key"), false);
  });

  it("is short enough for a phone, and shouts nowhere", () => {
    const text = acknowledgementText({ ...facts, own });
    assert.ok(text.length < 1300, `${text.length} characters`);
    assert.equal(text.includes("!"), false);
  });

  it("is an unsent draft to the reporter, below their mail, with our certificate", async () => {
    const mail = await PostalMime.parse(await writeAcknowledgement({ ...facts, own, inReplyTo: "<1@example.net>" }));
    assert.equal(mail.headers.find(({ key }) => key === "x-unsent")?.value, "1");
    assert.deepEqual(mail.to, [{ name: "Jörg", address: "reporter@example.net" }]);
    assert.equal(mail.inReplyTo, "<1@example.net>");
    assert.equal(mail.subject, "We have your report (E-7K2QXD)");
    assert.match(mail.text!, /A90D A90D A90D/);
    assert.equal(mail.attachments[0]?.filename, "A90DA90D.asc");
  });

  it("says that the key follows while there is none, and greets where no name is known", async () => {
    const { reporter: _, maintainer: __, ...unknown } = facts;
    const mail = await PostalMime.parse(await writeAcknowledgement(unknown));
    assert.deepEqual(mail.attachments, []);
    assert.match(mail.text!, /^Hello,\n/);
    assert.match(mail.text!, /key will come with our next mail/);
    assert.match(mail.text!, /Thank you,\nsample/);
  });
});
