import type { SessionKey } from "openpgp";

/** What opens one sealed message without its reader's key. Opaque, so that it can be neither printed nor stored by mistake. */
export interface Opener {
  readonly opens: "one message";
}

const sessionKeys = new WeakMap<Opener, SessionKey>();

/** Wraps the key of a message that was just made. */
export function asOpener(sessionKey: SessionKey): Opener {
  const opener: Opener = { opens: "one message" };
  sessionKeys.set(opener, sessionKey);
  return opener;
}

/** The key inside; only for opening the message again. */
export function sessionKeyOf(opener: Opener): SessionKey {
  return sessionKeys.get(opener)!;
}
