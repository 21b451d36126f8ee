import { readFileSync } from "node:fs";
import { REPORT_FILE } from "../../../scripts/sample/makeSample";

/** The report of the sample as a mail with the reporter's public key attached, as a mail program saves it. */
export function reportWithKey(armoredKey: string): string {
  const [head = "", ...body] = readFileSync(REPORT_FILE, "utf8").split("\n\n");
  const kept = head.split("\n").filter((line) => !/^(?:Content-|MIME-Version)/i.test(line));
  return [
    ...kept,
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed; boundary="part"',
    "",
    "--part",
    "Content-Type: text/plain; charset=utf-8",
    "",
    body.join("\n\n"),
    "--part",
    "Content-Type: application/pgp-keys; name=robin.asc",
    'Content-Disposition: attachment; filename="robin.asc"',
    "",
    armoredKey,
    "--part--",
    "",
  ].join("\r\n");
}
