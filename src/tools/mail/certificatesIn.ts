import { EmbargoError } from "../../model/errors";
import { asFingerprint } from "../../model/ids";
import { readCertificate, type Certificate } from "../pgp/certificates";
import { findArmorBlocks } from "./armorBlocks";
import { readMail, type Decrypt, type Mail } from "./readMail";

/** More than any certificate without photographs has. */
const LARGEST_KEY = 256 * 1024;
/** What a saved mail begins with: a header of its own, or the line that an mbox puts before it. */
const MAIL_START = /^(?:From \S+|[A-Za-z][A-Za-z0-9-]*:[ \t])/;

/** The certificates that came with a mail, each once: attached, in its text, or in its `Autocrypt` header. */
export async function certificatesIn({ text, attachments, autocrypt }: Mail): Promise<Certificate[]> {
  const files = attachments.filter(({ content }) => content.length <= LARGEST_KEY);
  const decoder = new TextDecoder("latin1");
  const armored = [text, ...files.map(({ content }) => decoder.decode(content))]
    .flatMap((source) => findArmorBlocks(source, "PUBLIC KEY BLOCK"))
    .map((block) => block.armored);
  const binary = files.filter(({ type }) => type === "application/pgp-keys").map(({ content }) => content);
  const sources = [...armored, ...binary, ...(autocrypt ? [autocrypt] : [])];
  const found = await Promise.all(sources.map((source) => readCertificate(source).catch(() => undefined)));
  // The first one wins: an Autocrypt header carries the least of a key.
  return [...new Map(found.flatMap((key) => (key ? [[key.fingerprint, key] as const] : [])).reverse()).values()];
}

/** A certificate in a file that a person was sent, and where in it it was, for people. */
export interface FoundCertificate {
  readonly certificate: Certificate;
  readonly source: string;
}

/**
 * The one certificate in a key file or a saved mail.
 *
 * @param fingerprint which of several is meant
 * @throws EmbargoError `key-invalid`, `key-missing` for a mail without one, `key-ambiguous` for one with several,
 *   `mail-invalid`, and what `decrypt` throws
 */
export async function findCertificate(
  bytes: Uint8Array,
  decrypt: Decrypt,
  fingerprint?: string,
): Promise<FoundCertificate> {
  const start = new TextDecoder("latin1").decode(bytes.subarray(0, 200));
  if (!MAIL_START.test(start)) return { certificate: await readCertificate(bytes), source: "imported from a file" };
  const found = await certificatesIn(await readMail(bytes, decrypt));
  const wanted = fingerprint === undefined ? undefined : asFingerprint(fingerprint);
  const [certificate, ...more] = found.filter((key) => wanted === undefined || key.fingerprint === wanted);
  if (!certificate) {
    throw new EmbargoError(
      "key-missing",
      "No key came with this mail: none is attached, none stands in its text, and it has no Autocrypt header.",
      "Ask the sender to attach their public key as a file.",
    );
  }
  if (more.length === 0) return { certificate, source: "came with a mail" };
  throw new EmbargoError(
    "key-ambiguous",
    `Several keys came with this mail: ${found.map((key) => key.fingerprint).join(" and ")}.`,
    "Say which one is meant: --fingerprint FINGERPRINT.",
  );
}
