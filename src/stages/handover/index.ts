/** A whole case from one maintainer to another: given in one file, taken into another home. */
export { planGive, runGive, type GivePlan, type GiveWishes, type HandedContacts } from "./give";
export { planTake, runTake, type TakePlan } from "./take";
