import type { Command } from "commander";
import type { AddVerb } from "../verb";
import { addKeyChanges } from "./keyChanges";
import { addOwnKey } from "./keyOwn";
import { addPeoplesKeys } from "./keyPeople";

export function addKey(program: Command, add: AddVerb): void {
  const key = program.command("key").description("your own key, and the keys of the people you write to");
  addOwnKey(key, add);
  addPeoplesKeys(key, add);
  addKeyChanges(key, add);
}
