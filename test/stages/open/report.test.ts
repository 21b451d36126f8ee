import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readReport, type Report } from "../../../src/stages/open";
import { createOwnKey } from "../../../src/tools/pgp/keyStore";
import { generateKey } from "../../../src/tools/pgp/keys";
import { makeHome } from "../../support/home";
import { htmlMail, innerEntity, mailWithAttachment, pgpMimeMail, plainMail } from "../../support/mails";

describe("a report by mail", () => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let folder: string;

  beforeEach(async () => {
    home = await makeHome();
    folder = mkdtempSync(join(tmpdir(), "embargo-mail-"));
  });

  afterEach(() => {
    home.cleanup();
    rmSync(folder, { recursive: true });
  });

  const passphrase = () => Promise.resolve("a long enough passphrase");

  function read(mail: Uint8Array | string): Promise<Report> {
    const file = join(folder, "report.eml");
    writeFileSync(file, mail);
    return readReport(home, file, passphrase);
  }

  /** What the reporter's gpg makes of it, for one certificate. */
  function seal(content: Uint8Array | string, certificate: string): string {
    const recipient = join(folder, "recipient.asc");
    writeFileSync(recipient, certificate);
    const args = ["--homedir", folder, "--batch", "--quiet", "--armor", "--encrypt", "--recipient-file", recipient];
    return execFileSync("gpg", args, { input: content, encoding: "utf8", stdio: ["pipe", "pipe", "pipe"] });
  }

  const ownKey = async () =>
    (await createOwnKey(home, { name: "Maintainer", mail: "m@example.org", passphrase: await passphrase() }))
      .certificate;

  it("is read as text, with who sent it, when, and a title", async () => {
    const report = await read(plainMail("Re: Fwd:  Cookies leak", "Hello,\nthey do.\n"));
    assert.deepEqual(report.from, { name: "Jörg Reporter", mail: "reporter@example.net" });
    assert.equal(report.suggestedTitle, "Cookies leak");
    assert.equal(report.receivedAt, "2026-11-21T08:12:00Z");
    assert.equal(report.text.trim(), "Hello,\nthey do.");
    assert.equal(report.encrypted, false);
    assert.deepEqual(report.keys, []);
  });

  it("is opened with our key when it is PGP/MIME, with the subject from inside", async () => {
    const armored = seal(innerEntity("Cookies leak", "Encrypted words.\n"), await ownKey());
    const report = await read(pgpMimeMail(armored));
    assert.equal(report.suggestedTitle, "Cookies leak");
    assert.equal(report.text.trim(), "Encrypted words.");
    assert.deepEqual(report.from, { name: "Jörg Reporter", mail: "reporter@example.net" });
    assert.equal(report.encrypted, true);
  });

  it("is opened with our key when the message stands in its text, and keeps the words around it", async () => {
    const armored = seal("Encrypted words.\n", await ownKey());
    const report = await read(plainMail("Report", `Hello,\n${armored}\nBye\n`));
    assert.match(report.text, /^Hello,\nEncrypted words\.\n\s*Bye/);
    assert.equal(report.encrypted, true);
  });

  it("is refused when it is encrypted to somebody else, when we have no key, and when it was changed", async () => {
    const other = await generateKey({ name: "Other", mail: "other@example.org" });
    const forOther = pgpMimeMail(seal("secret", other.certificate));
    await assert.rejects(read(forOther), { code: "own-key-missing" });
    const certificate = await ownKey();
    await assert.rejects(read(forOther), { code: "not-for-me" });
    const lines = seal("secret ".repeat(100), certificate).split("\n");
    const middle = lines[8]!;
    lines[8] = (middle.startsWith("A") ? "B" : "A") + middle.slice(1);
    await assert.rejects(read(pgpMimeMail(lines.join("\n"))), { code: "mail-invalid" });
  });

  it("shows a stranger's HTML as text: nothing runs, nothing is fetched, nothing hides", async () => {
    const html = `<html><head><title>t</title><style>p{}</style></head><body onload="alert(1)"><p>Hello&nbsp;&lt;you&gt;</p>
<script>alert("</p>")</script><img src="https://tracker.example/x.png"><!-- hidden --><ul><li>1 < 2 &amp; 3</li></ul></body></html>`;
    const { text } = await read(htmlMail(html));
    assert.equal(text, "Hello <you>\n\n1 < 2 & 3");
  });

  it("escapes control characters and marks that turn the reading order", async () => {
    const report = await read(plainMail("a\u202eb", "x\u001b[31my\u200b\n"));
    assert.equal(report.suggestedTitle, "a\\u{202e}b");
    assert.equal(report.text.trim(), "x\\u{1b}[31my\\u{200b}");
  });

  it("offers the key that came along, as a file or in the text, armored or binary", async () => {
    const { certificate, fingerprint } = await generateKey({ name: "Reporter", mail: "reporter@example.net" });
    const binary = execFileSync("gpg", ["--homedir", folder, "--dearmor"], { input: certificate });
    const mails = [
      mailWithAttachment("application/pgp-keys", "key.asc", certificate),
      mailWithAttachment("application/octet-stream", "key.asc", certificate),
      mailWithAttachment("application/pgp-keys", "key.gpg", binary),
      plainMail("My key", `Here it is:\n${certificate}`),
    ];
    for (const mail of mails) {
      const { keys } = await read(mail);
      assert.deepEqual(
        keys.map((key) => key.fingerprint),
        [fingerprint],
      );
    }
    assert.deepEqual((await read(mailWithAttachment("application/pgp-keys", "key.asc", "no key"))).keys, []);
  });

  it("names its attachments with their sizes", async () => {
    const { attachments } = await read(mailWithAttachment("application/zip", "poc\u202e.zip", "PK"));
    assert.deepEqual(attachments, [{ name: "poc\\u{202e}.zip", sizeBytes: 2 }]);
  });

  it("is refused when it is no mail, or larger than 25 MB", async () => {
    await assert.rejects(read(""), { code: "mail-invalid" });
    await assert.rejects(read(Buffer.from([0, 1, 2, 255, 254])), { code: "mail-invalid" });
    await assert.rejects(read("just some words\n\nand more\n"), { code: "mail-invalid" });
    await assert.rejects(read(Buffer.alloc(25 * 2 ** 20 + 1)), { code: "too-large" });
  });

  it("takes time in proportion to its length, whatever it is made of", async () => {
    const started = performance.now();
    for (const piece of ["<script>", "<!--", "<", "&#1", "-----BEGIN PGP MESSAGE-----\n"]) {
      await read(htmlMail(piece.repeat(2 ** 18)));
    }
    assert.ok(performance.now() - started < 10_000);
  });

  it("from the future starts its clock now", async () => {
    const mail = Buffer.from(plainMail("Report", "x")).toString().replace("21 Nov 2026", "21 Nov 2099");
    assert.ok((await read(mail)).receivedAt < "2099");
  });
});
