import type { PublicKey, SignaturePacket, Subkey } from "openpgp";
import { toHex } from "../../model/bundle/bytes";
import { EmbargoError } from "../../model/errors";
import type { Fingerprint, Instant } from "../../model/ids";
import { toInstant } from "../../model/ids";
import { fingerprintOf, readPublicKey } from "./certificates";
import { keyTrouble } from "./keyState";
import { loadOpenPgp } from "./openpgp";
import type { SignedMessage } from "./packets";
import { formatRefusal } from "./packetStream";

/** A signer's clock may be this much ahead of ours. */
const MOST_AHEAD_MS = 600_000;

interface Candidate {
  readonly certificate: PublicKey;
  /** The part of it that made the signature. */
  readonly part: PublicKey | Subkey;
}

/**
 * Checks the one signature against the one certificate among `signers` that it names. A signature of somebody whose key is
 * revoked or expired today does not count, whenever it says it was made: its date is only what the signer wrote.
 *
 * @throws EmbargoError `format`, `signer-unknown`, `signer-revoked`, `signer-expired`, `signature-wrong`
 */
export async function verifySigned(
  signed: SignedMessage,
  signers: readonly string[],
  now: Date,
): Promise<{ signer: Fingerprint; signedAt: Instant }> {
  const signature = await readSignature(signed.signature);
  if (signature.issuerKeyID.toHex().toUpperCase() !== signed.keyId) {
    throw formatRefusal("its signature is not the one it announces");
  }
  const { certificate, part } = await findSigner(signature, signers);
  const signer = fingerprintOf(certificate);
  const trouble = await keyTrouble(certificate, part, now);
  if (trouble) throw signerTrouble(signer, trouble.kind, trouble.since);
  const latest = new Date(now.getTime() + MOST_AHEAD_MS);
  const created = signature.created;
  if (!created || created > latest) {
    throw wrong("it is dated in the future", "Compare the clocks of the sender's computer and of yours.");
  }
  await verify(signed, certificate, latest);
  // With the clocks a little apart a new key may be younger than our present.
  await certificate.verifyPrimaryKey(created > now ? created : now).catch((error: unknown) => {
    throw wrong("the signer's key does not vouch for itself", "Ask the sender for their current key.", error);
  });
  return { signer, signedAt: toInstant(created) };
}

async function readSignature(binarySignature: Uint8Array): Promise<SignaturePacket> {
  const { openpgp, config } = await loadOpenPgp();
  const read = await openpgp.readSignature({ binarySignature, config }).catch((error: unknown) => {
    throw wrong("it is damaged or of an unknown kind", "Ask the sender to make the file again.", error);
  });
  const signature = read.packets[0];
  if (!(signature instanceof openpgp.SignaturePacket)) throw formatRefusal("its signature is of an unknown kind");
  return signature;
}

/** Anybody can put somebody else's key into their own certificate: of several, the one that may sign with it is meant. */
async function findSigner(signature: SignaturePacket, signers: readonly string[]): Promise<Candidate> {
  const claimed = signature.issuerFingerprint && toHex(signature.issuerFingerprint);
  const candidates: Candidate[] = [];
  for (const armored of signers) {
    const certificate = await readPublicKey(armored);
    const part = certificate
      .getKeys(signature.issuerKeyID)
      .find((key) => claimed === null || claimed === undefined || key.getFingerprint() === claimed);
    if (part) candidates.push({ certificate, part });
  }
  for (const candidate of candidates) if (await maySign(candidate, signature)) return candidate;
  if (candidates[0]) return candidates[0]; // its trouble has a refusal of its own
  const name = (claimed ?? signature.issuerKeyID.toHex()).toUpperCase();
  throw new EmbargoError(
    "signer-unknown",
    `The file says it is signed by the key ${name}, which you have not imported.`,
    "Get the sender's key on a way you trust, compare its fingerprint, and import it: embargo key import FILE.",
  );
}

/** Whether the certificate allowed this part to sign when the signature was made; for a subkey both must have said so. */
async function maySign({ certificate, part }: Candidate, { created }: SignaturePacket): Promise<boolean> {
  const { openpgp, config } = await loadOpenPgp();
  const full = { ...openpgp.config, ...config };
  const signing = certificate.getSigningKey(part.getKeyID(), created ?? undefined, undefined, full);
  return signing.then(
    () => true,
    () => false,
  );
}

async function verify({ message }: SignedMessage, certificate: PublicKey, date: Date): Promise<void> {
  const { openpgp, config } = await loadOpenPgp();
  try {
    const parsed = await openpgp.readMessage({ binaryMessage: message, config });
    const { signatures } = await openpgp.verify({
      message: parsed,
      verificationKeys: certificate,
      format: "binary",
      date,
      config,
    });
    if (signatures.length !== 1) throw formatRefusal("it is not one text with one signature");
    await signatures[0]!.verified;
  } catch (error) {
    if (error instanceof EmbargoError) throw error;
    throw wrong("it does not fit the contents and the signer's key", "Ask the sender to make the file again.", error);
  }
}

function wrong(reason: string, hint: string, cause?: unknown): EmbargoError {
  return new EmbargoError("signature-wrong", `The signature on the file is wrong: ${reason}.`, hint, cause);
}

function signerTrouble(signer: Fingerprint, kind: "revoked" | "expired", since: Date): EmbargoError {
  const day = toInstant(since).slice(0, 10);
  return kind === "revoked"
    ? new EmbargoError(
        "signer-revoked",
        `The key ${signer} that signed the file was revoked on ${day}.`,
        "Ask the sender on another way what happened to their key; do not use the file.",
      )
    : new EmbargoError(
        "signer-expired",
        `The key ${signer} that signed the file expired on ${day}.`,
        "Ask the sender for their current key, compare it and import it, then open the file again.",
      );
}
