/** Bounds of the platform and of the product, each with its unit. Some are enforced only in production. */

/** A request body, unless its operation says otherwise. Bytes. */
export const BODY_BYTES_MAX = 1024 * 1024;
/** D1 takes this many bound parameters a statement. */
export const BOUND_PARAMETERS_MAX = 100;
/** One message of a queue. Bytes. */
export const QUEUE_MESSAGE_BYTES_MAX = 128_000;
/** One `sendBatch` of a queue. Messages, and bytes in all. */
export const QUEUE_BATCH_MAX = 100;
export const QUEUE_BATCH_BYTES_MAX = 256_000;
/** Calls in process may nest this deep. */
export const CALL_DEPTH_MAX = 8;
/** An API key's principal, and a tenant's settings, are kept this long in an isolate. Milliseconds. */
export const PRINCIPAL_CACHE_MS = 30_000;
/** Rows that a list without a serving index may read. */
export const LIST_ROWS_READ_MAX = 20_000;
