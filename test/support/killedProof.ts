import { proveGuard } from "../../src/stages/guard";

/** A program of its own that proves the guard, so that a test can kill it. Arguments: the home, the clone. */
const [, , dir = "", clone = ""] = process.argv;
void proveGuard({ dir }, clone);
