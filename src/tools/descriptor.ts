import { createReadStream } from "node:fs";
import { EmbargoError } from "../model/errors";

/**
 * The first line that another program hands over on an open file descriptor: a passphrase that stays out of arguments,
 * the environment and files.
 *
 * @throws EmbargoError `passphrase-needed` when the descriptor is not open or empty
 */
export async function readFirstLine(descriptor: number): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream("", { fd: descriptor, autoClose: false })) chunks.push(chunk as Buffer);
  } catch (error) {
    throw nothingThere(descriptor, error);
  }
  const [line = ""] = Buffer.concat(chunks).toString("utf8").split(/\r?\n/, 1);
  if (line === "") throw nothingThere(descriptor);
  return line;
}

function nothingThere(descriptor: number, cause?: unknown): EmbargoError {
  return new EmbargoError(
    "passphrase-needed",
    `Nothing could be read from file descriptor ${descriptor}.`,
    `Hand the passphrase over on it, for example: embargo … --passphrase-fd ${descriptor} ${descriptor}< <(your password manager)`,
    cause,
  );
}
