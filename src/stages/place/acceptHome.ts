import { join } from "node:path";
import { EmbargoError } from "../../model/errors";
import type { Plan } from "../../model/plan";
import { unsafeSentence, type UnsafePlace } from "../../model/unsafePlace";
import { makeFolder } from "../../tools/files";
import { ACCEPTED_PLACE, findUnsafePlace } from "../../tools/homePlace";

/** What taking an unsafe place for the home means. */
export interface AcceptHomePlan extends Plan {
  /** The home's path. */
  readonly dir: string;
  readonly found: UnsafePlace;
}

/**
 * What speaks against the home's place, to be accepted for this place only.
 *
 * @throws EmbargoError `usage` when nothing does, `home-unwritable`
 */
export async function planAcceptHome(dir: string): Promise<AcceptHomePlan> {
  await makeFolder(dir);
  const found = await findUnsafePlace(dir);
  if (!found) throw new EmbargoError("usage", "Nothing speaks against the place of the home.", "See: embargo doctor");
  return {
    title: "Use this home all the same",
    steps: [
      {
        id: "record",
        sentence: "record that you take this place",
        detail: join(dir, ACCEPTED_PLACE),
        reversible: true,
      },
    ],
    notes: [
      unsafeSentence(found),
      "Fixes, reports and keys lie in it in plain. Only you know whether that is all right here.",
      "It counts for this place only; to take it back, delete that file.",
    ],
    dir,
    found,
  };
}
