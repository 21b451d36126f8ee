import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { buildGuard } from "../../support/guard";
import { runRoutes, type Tried } from "./runRoutes";
import type { Expected, Routes } from "./route";
import { SECTIONS } from "./sections";
import { isOrdinary, leakRoutesPage } from "./table";

/** What the guard says when it refuses. */
const REFUSAL = /^embargo: refused\. This push would publish the fix of E-/m;
const PAGE = join(__dirname, "..", "..", "..", "docs", "leak-routes.md");

describe("leak routes", function () {
  this.timeout(580_000);
  let tried: Map<string, Tried>;
  before(async () => {
    buildGuard();
    tried = await runRoutes(Object.assign({}, ...SECTIONS.map(({ routes }) => routes)) as Routes);
  });

  for (const { title, routes } of SECTIONS) {
    for (const [name, route] of Object.entries(routes)) {
      it(`${title}: ${name}: ${route.expected}`, function () {
        const found = tried.get(name)!;
        if (!found.guarded) {
          console.log(`      not tried, ${route.needs ?? "a tool"} is not there:`);
          return this.skip();
        }
        const { output } = found.guarded;
        assert.doesNotMatch(output, /^broke: /);
        CHECKS[route.expected](found);
        if (route.expected === "ordinary") return;
        const without = found.unguarded!;
        assert.doesNotMatch(without.output, /^broke: /);
        assert.equal(without.leaked, !route.safeAnyway, `without Embargo: ${without.output}`);
      });
    }
  }

  it("docs/leak-routes.md is what was found; npm run leak-routes writes it", () => {
    const committed = existsSync(PAGE) ? readFileSync(PAGE, "utf8") : "";
    assert.equal(leakRoutesPage(SECTIONS, tried, committed), committed);
  });
});

const CHECKS: Readonly<Record<Expected, (found: Tried) => void>> = {
  refused: ({ guarded }) => {
    assert.match(guarded!.output, REFUSAL);
    assert.equal(guarded!.code, 1);
    assert.equal(guarded!.leaked, false);
  },
  stopped: ({ guarded }) => assert.equal(guarded!.leaked, false, guarded!.output),
  open: ({ guarded }) => assert.equal(guarded!.leaked, true, `it was stopped after all: ${guarded!.output}`),
  ordinary: (found) => assert.ok(isOrdinary(found), `${String(found.guarded!.code)}: ${found.guarded!.output}`),
};
