import { Person } from "./person";
import type { PersonOptions } from "./person";

/**
 * The people of one `describe`: the function it returns lets one more arrive.
 *
 * They leave when the suite is over, and after a failed test there is a picture of each of their windows.
 */
export function cast(): (options: PersonOptions) => Promise<Person> {
  const people: Person[] = [];
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.state === "failed") for (const person of people) await person.shootFailure(test.title);
  });
  after(async () => {
    for (const person of people) await person.leave();
  });
  return async (options) => {
    const person = await Person.arrive(options);
    people.push(person);
    return person;
  };
}
