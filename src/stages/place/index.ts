/** The private place while a case is open: the public work in it, and the remotes it may be pushed to. */
export { planAcceptHome, type AcceptHomePlan } from "./acceptHome";
export { fetchPublicWork, planFetch, type FetchPlan, type FetchResult } from "./fetchPublicWork";
export { changeRemotes, planAllowRemote, planRevokeRemote, type RemotePlan } from "./remotes";
