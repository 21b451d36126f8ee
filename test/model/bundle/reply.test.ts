import assert from "node:assert/strict";
import type { ReplyComment, ReplyHeader } from "../../../src/model/bundle/reply";
import {
  checkReplyTemplate,
  readReply,
  replyHeaderBytes,
  writeAnswer,
  writeReplyTemplate,
} from "../../../src/model/bundle/reply";
import type { CaseId } from "../../../src/model/ids";
import { bytesOf, textOf } from "../../support/bundleFiles";
import { fingerprint, oid, sha256 } from "../../support/caseRecord";
import { refusedWith } from "../../support/refusal";

const HEADER: ReplyHeader = {
  bundle: "E-7K2QXD" as CaseId,
  bundleVersion: 2,
  manifestSha256: sha256("d"),
  replyToKey: fingerprint("A"),
  forKey: fingerprint("B"),
  trees: [
    { branch: "main", tree: oid("1") },
    { branch: "stable/1.x", tree: oid("2") },
  ],
};
const COMMENT: ReplyComment = {
  branch: "main",
  path: "src/redirect.c",
  side: "result",
  line: 12,
  line_sha256: sha256("e"),
  text: "Also compare the port.\nPlease.",
};
const ANSWER = textOf(writeAnswer(HEADER, "confirmed", "Fixed for me."));

describe("the reply template", () => {
  it("is the header in its order, the decision to be made, an empty line and a word on what to do", () => {
    const [head, ...rest] = textOf(writeReplyTemplate(HEADER)).split("\n\n");
    assert.equal(
      head,
      [
        "Embargo-Reply: 1",
        "Bundle: E-7K2QXD",
        "Bundle-Version: 2",
        `Manifest-SHA256: ${"d".repeat(64)}`,
        `Reply-To-Key: ${"A".repeat(40)}`,
        `For-Key: ${"B".repeat(40)}`,
        `Tree: main ${"1".repeat(40)}`,
        `Tree: stable/1.x ${"2".repeat(40)}`,
        "Decision: confirmed|rejected|changes-requested",
      ].join("\n"),
    );
    assert.match(rest.join(), /Decision/);
  });

  it("belongs to one manifest, one signer and one reader: any other byte of its header is refused", async () => {
    const template = writeReplyTemplate(HEADER);
    checkReplyTemplate(template, HEADER);
    checkReplyTemplate(bytesOf(`${textOf(template)}more text`), HEADER);
    for (let offset = 0; offset < replyHeaderBytes(HEADER).length; offset++) {
      const changed = template.slice();
      changed[offset]! ^= 0x01;
      await refusedWith("manifest", () => checkReplyTemplate(changed, HEADER));
    }
    await refusedWith("manifest", () => checkReplyTemplate(template.subarray(0, 40), HEADER));
  });

  it("is no answer before the decision was made", async () => {
    await refusedWith("decision", () => readReply(writeReplyTemplate(HEADER)));
  });

  it("gives no message when only the decision was edited", () => {
    const edited = textOf(writeReplyTemplate(HEADER)).replace("confirmed|rejected|changes-requested", "rejected");
    const { decision, message } = readReply(bytesOf(edited));
    assert.deepEqual([decision, message], ["rejected", ""]);
  });
});

describe("an answer", () => {
  it("comes back as it was written, with its comments", () => {
    for (const decision of ["confirmed", "rejected", "changes-requested"] as const) {
      const reply = readReply(writeAnswer(HEADER, decision, "Line one.\r\n\r\nLine two: ü", [COMMENT, COMMENT]));
      const message = "Line one.\n\nLine two: ü";
      assert.deepEqual(reply, { header: HEADER, decision, message, comments: [COMMENT, COMMENT], notes: [] });
    }
  });

  it("may be for a passphrase", () => {
    const header: ReplyHeader = { ...HEADER, forKey: "passphrase" };
    assert.deepEqual(readReply(writeAnswer(header, "confirmed", "")).header, header);
  });

  it("does not let its message open the comments", () => {
    const reply = readReply(writeAnswer(HEADER, "confirmed", `a\n--comments--  \n${JSON.stringify(COMMENT)}`));
    assert.deepEqual(reply.comments, []);
    assert.match(reply.message, /^ --comments--/m);
  });

  const FORGIVEN: Record<string, string> = {
    "a byte order mark": `\ufeff${ANSWER}`,
    "CRLF line ends": ANSWER.replaceAll("\n", "\r\n"),
    "trailing blanks": ANSWER.replaceAll("\n", "  \n"),
    "lines in another order": ANSWER.split("\n").slice(0, 9).reverse().concat("", "Fixed for me.").join("\n"),
    "an empty line of blanks": ANSWER.replace("\n\n", "\n \t\n"),
  };
  for (const [what, text] of Object.entries(FORGIVEN)) {
    it(`is read with ${what}`, () => {
      const reply = readReply(bytesOf(text));
      assert.deepEqual([reply.decision, reply.message, reply.notes], ["confirmed", "Fixed for me.", []]);
      assert.deepEqual({ ...reply.header, trees: [] }, { ...HEADER, trees: [] });
      assert.equal(reply.header.trees.length, 2);
    });
  }

  it("ends with its header when nothing else was written", () => {
    assert.equal(readReply(bytesOf(ANSWER.slice(0, ANSWER.indexOf("\n\n")))).message, "");
  });

  it("is read when its whole header is quoted, with a note", () => {
    const quoted = ANSWER.replace(/^/gm, "> ").replace("> \n", ">\n");
    const reply = readReply(bytesOf(quoted));
    assert.deepEqual([reply.header, reply.decision, reply.notes.length], [HEADER, "confirmed", 1]);
  });

  it("shows bytes that are no UTF-8 below the header as U+FFFD", () => {
    const latin1 = Buffer.concat([Buffer.from(ANSWER.replace("Fixed", "Gef")), Buffer.from([0xfc, 0x6c])]);
    assert.match(readReply(latin1).message, /\ufffdl$/);
  });

  it("shows what is no comment as text, with a note, and counts all the same", () => {
    const others = [
      "no JSON",
      "{}",
      "[]",
      JSON.stringify({ ...COMMENT, line: 0 }),
      JSON.stringify({ ...COMMENT, more: 1 }),
    ];
    const text = `${ANSWER}--comments--\n${[...others, JSON.stringify(COMMENT)].join("\n")}\n`;
    const reply = readReply(bytesOf(text));
    assert.deepEqual(reply.comments, [COMMENT]);
    assert.equal(reply.message, ["Fixed for me.", ...others].join("\n"));
    assert.deepEqual([reply.decision, reply.notes.length], ["confirmed", 1]);
  });

  const TREE = `Tree: main ${"1".repeat(40)}`;
  const WRONG: Record<string, string> = {
    "nothing in it": "",
    "an empty line before the header": `\n${ANSWER}`,
    "a second byte order mark": `\ufeff\ufeff${ANSWER}`,
    "text before the header": `Hello\n${ANSWER}`,
    "a part of it quoted": ANSWER.replace("Bundle: ", "> Bundle: "),
    "all but a part of it quoted": ANSWER.replace(/^/gm, "> ").replace("> Bundle: ", "Bundle: "),
    "it quoted twice": ANSWER.replace(/^/gm, "> > "),
    "a lone > in it": ANSWER.replace("Bundle: ", ">\nBundle: "),
    "another version of the format": ANSWER.replace("Embargo-Reply: 1", "Embargo-Reply: 2"),
    "a key in another case": ANSWER.replace("Bundle: ", "bundle: "),
    "a blank before the colon": ANSWER.replace("Bundle: ", "Bundle : "),
    "two blanks behind the colon": ANSWER.replace("Bundle: ", "Bundle:  "),
    "no blank behind the colon": ANSWER.replace("Bundle: ", "Bundle:"),
    "a folded line": ANSWER.replace("Bundle: ", "Bundle:\n "),
    "an unknown line": ANSWER.replace("Bundle: ", "X-Mailer: x\nBundle: "),
    "a line twice": ANSWER.replace("Bundle: ", "Bundle: E-7K2QXD\nBundle: "),
    "two decisions": ANSWER.replace("Decision: ", "Decision: rejected\nDecision: "),
    "no decision": ANSWER.replace(/Decision: .*\n/, ""),
    "no tree": ANSWER.replace(/Tree: .*\n/g, ""),
    "a tree twice": ANSWER.replace(TREE, `${TREE}\n${TREE}`),
    "a tree without a branch": ANSWER.replace("Tree: main ", "Tree: "),
    "a tree with more behind it": ANSWER.replace(TREE, `${TREE} x`),
    "a control character": ANSWER.replace("E-7K2QXD", "E-7K2Q\u001bXD"),
    "a lone carriage return": ANSWER.replace("E-7K2QXD", "E-7K2QXD\rE"),
    "an id that is none": ANSWER.replace("E-7K2QXD", "E 7K2QXD"),
    "a version with a nought before it": ANSWER.replace("Bundle-Version: 2", "Bundle-Version: 02"),
    "a digest in upper case": ANSWER.replace("d".repeat(64), "D".repeat(64)),
    "a grouped fingerprint": ANSWER.replace("A".repeat(40), "AAAA ".repeat(10).trim()),
    "a key id for a fingerprint": ANSWER.replace("A".repeat(40), "A".repeat(16)),
  };
  for (const [what, text] of Object.entries(WRONG)) {
    it(`is refused with ${what}`, async () => {
      assert.notEqual(text, ANSWER);
      await refusedWith("header", () => readReply(bytesOf(text)));
    });
  }

  for (const decision of [
    "Confirmed",
    "confirmed!",
    "yes",
    "confirmed rejected",
    "confirmed|rejected|changes-requested",
  ]) {
    it(`is refused with the decision ${decision}`, async () => {
      const text = ANSWER.replace("Decision: confirmed", `Decision: ${decision}`);
      await refusedWith("decision", () => readReply(bytesOf(text)));
    });
  }

  it("is refused with bytes that are no UTF-8 in the header", async () => {
    const bytes = bytesOf(ANSWER);
    bytes[ANSWER.indexOf("main")] = 0xff;
    await refusedWith("header", () => readReply(bytes));
  });

  it("is refused above 1 MiB", async () => {
    await refusedWith("too-large", () => readReply(bytesOf(ANSWER.padEnd(2 ** 20 + 1, "x"))));
  });
});
