/** One's own key over the years: back-up, new end, a new one in its place, revocation; and telling the people who use it. */
export { backUpOwnKey, dismissBackup } from "./backup";
export { planKeyChange, runKeyChange, type KeyChange, type KeyChangePlan, type KeyChangeResult } from "./change";
