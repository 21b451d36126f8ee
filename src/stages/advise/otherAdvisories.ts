import { dirname } from "node:path";
import type { CaseId } from "../../model/ids";
import { listCases } from "../../tools/cases/store";
import { readTextIfThere } from "../../tools/files";
import type { CasePlaces, Home } from "../../tools/home";
import { advisoryIds } from "./lint";

/** The ids in the advisories of the project's other cases, in upper case; what cannot be read has none. */
export async function idsInOtherCases(home: Home, id: CaseId, { dir }: CasePlaces): Promise<ReadonlySet<string>> {
  const others = (await listCases(home)).filter(
    (entry) => entry.id !== id && dirname(entry.places.dir) === dirname(dir),
  );
  const texts = await Promise.all(others.map(({ places }) => readTextIfThere(places.advisory).catch(() => undefined)));
  return new Set((await Promise.all(texts.map((text) => advisoryIds(text ?? "")))).flat());
}
