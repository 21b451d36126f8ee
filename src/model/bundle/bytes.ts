/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let index = 0; index < a.length; index++) if (a[index] !== b[index]) return false;
  return true;
}

/** The parts one after another, in new memory. */
export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * One character a byte, so that patterns for ASCII find exactly those bytes whatever the text's encoding is.
 * (The label is windows-1252 by the Encoding Standard: bytes above 0x7f become other characters, still one each.)
 */
export function byteText(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
