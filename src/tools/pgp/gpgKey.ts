import { EmbargoError } from "../../model/errors";
import { asFingerprint, type Fingerprint } from "../../model/ids";
import { readCertificate, readPublicKey, type Certificate } from "./certificates";
import { gpgFailure, runGpg, statusOf, type Gpg, type GpgResult } from "./gpg";
import { formatRefusal } from "./packetStream";
import { holdDelegated, type UnlockedKey } from "./unlockedKey";

/** A key whose secret part a gpg has, on disk or on a card. */
export interface GpgSecretKey {
  readonly fingerprint: Fingerprint;
  /** As the key says it. Escape before showing. */
  readonly userId: string;
  /** The newest valid part that can sign here. */
  readonly signWith: Fingerprint;
}

/** One key or subkey of `--with-colons --list-secret-keys` (gnupg doc/DETAILS, "Format of the colon listings"). */
interface Part {
  readonly kind: "sec" | "ssb";
  readonly validity: string;
  readonly createdS: number;
  readonly capabilities: string;
  /** Whether the secret is here or on a card; a stub (`#`) is neither. */
  readonly usable: boolean;
  fingerprint?: Fingerprint;
}

/** The keys of this gpg that can sign and decrypt, in its order. @throws EmbargoError `gpg-missing`, `gpg-failed` */
export async function listGpgKeys(gpg: Gpg, fingerprint?: Fingerprint): Promise<GpgSecretKey[]> {
  const args = ["--with-colons", "--with-secret", "--fixed-list-mode", "--list-secret-keys"];
  const result = await runGpg(gpg, [...args, ...(fingerprint === undefined ? [] : ["--", fingerprint])]);
  if (result.exitCode !== 0 && fingerprint !== undefined) return [];
  return divide(new TextDecoder().decode(result.stdout)).flatMap(({ userId, parts }) => {
    const primary = parts[0]?.fingerprint;
    const usable = parts.filter((part) => part.usable && !/[reid]/.test(part.validity));
    const [signing] = usable
      .filter(({ capabilities }) => capabilities.includes("s"))
      .sort((a, b) => Number(a.kind === "sec") - Number(b.kind === "sec") || b.createdS - a.createdS);
    const decrypts = usable.some(({ capabilities }) => capabilities.includes("e"));
    if (!primary || !signing?.fingerprint || !decrypts) return [];
    return { fingerprint: primary, userId, signWith: signing.fingerprint };
  });
}

/** The certificate of a key as this gpg has it today. @throws EmbargoError `key-missing`, `key-invalid`, `gpg-missing` */
export async function exportGpgCertificate(gpg: Gpg, fingerprint: Fingerprint): Promise<Certificate> {
  const options = "export-minimal,no-export-attributes";
  const { stdout } = await runGpg(gpg, ["--export-options", options, "--export", "--", fingerprint]);
  if (stdout.length === 0) throw notInGpg(gpg, fingerprint);
  return readCertificate(stdout);
}

/**
 * A key that stays in gpg, ready to be used: every signature and every opening asks gpg, which asks its agent, which asks
 * the person.
 *
 * @throws EmbargoError `key-missing` when this gpg no longer has its secret part, `key-invalid`, `gpg-missing`
 */
export async function useGpgKey(gpg: Gpg, certificate: string): Promise<UnlockedKey> {
  const known = await readPublicKey(certificate);
  const fingerprint = known.getFingerprint().toUpperCase() as Fingerprint;
  const [key] = await listGpgKeys(gpg, fingerprint);
  if (!key) throw notInGpg(gpg, fingerprint);
  return holdDelegated({
    certificate: known,
    delegate: {
      sign: (data) => sign(gpg, key, data),
      takeOff: (message) => takeOff(gpg, fingerprint, message),
    },
  });
}

async function sign(gpg: Gpg, { signWith }: GpgSecretKey, data: Uint8Array): Promise<Uint8Array> {
  const args = ["--local-user", `${signWith}!`, "--digest-algo", "SHA512", "--no-emit-version", "--detach-sign"];
  const result = await runGpg(gpg, args, data);
  const made = statusOf(result, "SIG_CREATED").length === 1;
  if (result.exitCode !== 0 || !made || result.stdout.length === 0) throw gpgFailure(result, "did not sign");
  return result.stdout;
}

/** Any of these beside an exit code of 0 would still mean that the message is not what it should be. */
const BAD = ["DECRYPTION_FAILED", "NODATA", "UNEXPECTED", "FAILURE", "ERROR", "BADMDC"];

async function takeOff(gpg: Gpg, own: Fingerprint, message: Uint8Array): Promise<Uint8Array> {
  const result = await runGpg(gpg, ["--unwrap", "--decrypt"], message);
  const has = (word: string) => statusOf(result, word).length > 0;
  const used = statusOf(result, "DECRYPTION_KEY").map((line) => line.split(" ")[1]);
  const forAnother = used.length > 0 && !used.includes(own);
  if (forAnother || (has("NO_SECKEY") && !has("DECRYPTION_OKAY"))) throw notForMe();
  if (result.exitCode === 0 && has("DECRYPTION_OKAY") && hasIntegrity(result) && !BAD.some(has)) return result.stdout;
  if (has("BEGIN_DECRYPTION") || has("NODATA") || has("BADMDC") || has("UNEXPECTED")) {
    throw formatRefusal("it was changed or damaged on its way");
  }
  throw gpgFailure(result, "did not open the file");
}

/** `GOODMDC`, or an AEAD mode in the third number of `DECRYPTION_INFO`. */
function hasIntegrity(result: GpgResult): boolean {
  const aead = statusOf(result, "DECRYPTION_INFO").some((line) => Number(line.split(" ")[2] ?? 0) > 0);
  return aead || statusOf(result, "GOODMDC").length > 0;
}

function divide(listing: string): { userId: string; parts: Part[] }[] {
  const keys: { userId: string; parts: Part[] }[] = [];
  for (const line of listing.split("\n")) {
    const fields = line.split(":");
    const [kind = ""] = fields;
    if (kind === "sec") keys.push({ userId: "", parts: [] });
    const key = keys.at(-1);
    if (kind === "sec" || kind === "ssb") key?.parts.push(partOf(kind, fields));
    else if (kind === "uid" && key && key.userId === "") key.userId = unescapeColons(fields[9] ?? "");
    else if (kind === "fpr" && key) {
      const part = key.parts.at(-1);
      const fingerprint = asFingerprint(fields[9] ?? "");
      if (part && fingerprint) part.fingerprint ??= fingerprint;
    }
  }
  return keys;
}

function partOf(kind: Part["kind"], fields: readonly string[]): Part {
  return {
    kind,
    validity: fields[1] ?? "",
    createdS: Number(fields[5] ?? 0),
    // Lower case is this part's own; capitals sum up the whole key.
    capabilities: fields[11] ?? "",
    usable: !["#", ""].includes(fields[14] ?? ""),
  };
}

function unescapeColons(text: string): string {
  return text.replace(/\\x([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function notInGpg(gpg: Gpg, fingerprint: Fingerprint): EmbargoError {
  return new EmbargoError(
    "key-missing",
    `The gpg ${gpg.program} has no secret key ${fingerprint} that signs and decrypts in ${gpg.home}.`,
    "See what it has: gpg --list-secret-keys. If the key is on a card, put the card in once: gpg --card-status.",
  );
}

function notForMe(): EmbargoError {
  return new EmbargoError(
    "not-for-me",
    "The file is not for you: your key in gpg does not open it.",
    "Ask the sender to make it for your current key.",
  );
}
