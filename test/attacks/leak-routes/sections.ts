import type { Routes } from "./route";
import { BY_ADDRESS } from "./routes/byAddress";
import { BY_CONTENT } from "./routes/byContent";
import { BY_NAME } from "./routes/byName";
import { BY_PRIVATE, FROM_PRIVATE_OPEN } from "./routes/byPrivate";
import { BY_SETTING } from "./routes/bySetting";
import { BY_TOOL } from "./routes/byTool";
import { ORDINARY_PRIVATE, ORDINARY_PUBLIC } from "./routes/ordinary";

/** A part of the table. */
export interface Section {
  readonly title: string;
  readonly intro: string;
  readonly routes: Routes;
}

const BY_HAND = "The fix was brought into the public clone by hand, against all advice; the guard is what is left.";

/** Every route, in the order of the table. */
export const SECTIONS: readonly Section[] = [
  { title: "From the public clone: by name", intro: BY_HAND, routes: BY_NAME },
  { title: "From the public clone: by content", intro: "The fix has new object ids, or is text.", routes: BY_CONTENT },
  { title: "From the public clone: by address", intro: BY_HAND, routes: BY_ADDRESS },
  { title: "From the public clone: settings and variables", intro: BY_HAND, routes: BY_SETTING },
  { title: "From the public clone: other programs", intro: BY_HAND, routes: BY_TOOL },
  {
    title: "From the private place",
    intro: 'Without Embargo ("without" below) the fix lies in a linked worktree of the public clone.',
    routes: BY_PRIVATE,
  },
  { title: "From the private place, by decision", intro: "Each of these is typed by hand.", routes: FROM_PRIVATE_OPEN },
  {
    title: "Ordinary work in the public clone",
    intro: "A case is open; none of this is part of it.",
    routes: ORDINARY_PUBLIC,
  },
  { title: "Ordinary work in the private worktree", intro: "It has to feel as always.", routes: ORDINARY_PRIVATE },
];
