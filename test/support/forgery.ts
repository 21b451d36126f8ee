import { createHash } from "node:crypto";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { listFiles, sha256Hex, writeManifest, type Manifest } from "../../src/model/bundle/manifest";
import { writeReplyTemplate, type ReplyHeader } from "../../src/model/bundle/reply";
import { writeTar } from "../../src/model/bundle/tar";
import { readPayload } from "../../src/tools/cases/keptBundles";
import { seal } from "../../src/tools/pgp/seal";
import { readRecord, type Person, type TwoPeople } from "./people";

/** What somebody with the maintainer's key, or another, can put into a bundle. */
export interface Forgery {
  /** The files of the true bundle, without manifest and template; change them. */
  readonly files?: (files: Map<string, Uint8Array>) => void;
  /** What the manifest says instead; its list of files is made from the changed ones. */
  readonly manifest?: (manifest: Manifest) => Partial<Manifest>;
  readonly header?: Partial<ReplyHeader>;
  readonly signer?: Person;
  readonly to?: Person;
}

/** The newest bundle of the case with something forged in it: well-formed, and properly signed and encrypted. */
export async function forgeBundle(people: TwoPeople, forgery: Forgery = {}): Promise<Uint8Array> {
  const { places, maintainer, reporter } = people;
  const payload = await readPayload(places, (await readRecord(people)).bundles.at(-1)!);
  const files = new Map(payload.files.map(({ path, content }) => [path, content]));
  files.delete("manifest.json");
  forgery.files?.(files);
  const listed = [...files].map(([path, content]) => ({ path, content }));
  const honest: Manifest = { ...payload.manifest, files: await listFiles(listed) };
  const manifest: Manifest = { ...honest, ...forgery.manifest?.(honest) };
  const content = writeManifest(manifest);
  const signer = forgery.signer ?? maintainer;
  const header: ReplyHeader = {
    bundle: manifest.id,
    bundleVersion: manifest.version,
    manifestSha256: await sha256Hex(content),
    replyToKey: signer.own.fingerprint,
    forKey: reporter.own.fingerprint,
    trees: manifest.branches.map(({ name, result_tree }) => ({ branch: name, tree: result_tree })),
    ...forgery.header,
  };
  const template = { path: "REPLY.txt", content: writeReplyTemplate(header) };
  const archive = writeTar([...listed, { path: "manifest.json", content }, template]);
  return await seal(archive, { to: (forgery.to ?? reporter).own.certificate, signWith: signer.key });
}

/** Changes the text of the bundle's only patch. */
export function patchWith(change: (text: string) => string): NonNullable<Forgery["files"]> {
  return (files) => {
    const path = [...files.keys()].find((name) => name.endsWith(".patch"))!;
    files.set(path, Buffer.from(change(Buffer.from(files.get(path)!).toString("latin1")), "latin1"));
  };
}

/** Every file and folder below these, with what is in it: the same before and after means that nothing was written. */
export function listing(...dirs: string[]): string[] {
  return dirs.flatMap((dir) =>
    (readdirSync(dir, { recursive: true }) as string[]).sort().map((name) => {
      const path = join(dir, name);
      const stat = lstatSync(path);
      const content = stat.isFile() ? createHash("sha256").update(readFileSync(path)).digest("hex") : "";
      return `${path} ${stat.mode.toString(8)} ${content}`;
    }),
  );
}
