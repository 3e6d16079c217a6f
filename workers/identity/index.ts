/** Identity: people, tenants, members, keys, and the caller of every request. */
export { identityOperations } from "./operations";
export { auditOperations } from "./audit/operations";
export { createAudit, type Audit } from "./audit/service";
export { audited } from "./audit/armed";
export { secretOperations } from "./roots/operations";
export { createRoots, REWRAP_JOB } from "./roots/service";
export { mailOperations } from "./mail/operations";
export { mailOutbox } from "./mail/outbox";
export { knownPermissions } from "./permissions";
export { createIdentity, type Identity } from "./service";
export { loadPeople, type People, type SessionStorage } from "./people";
export { refuseOtherOrigins, type Caller } from "./caller";
export { tokensOf } from "./tokens";
export { apiResource } from "./oauth/resources";
export { resourceMetadataUrl } from "./oauth/metadata";
export type { OAuthWire } from "./oauth/wire";
