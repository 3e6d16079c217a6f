/** Bounds of the platform and of the product, each with its unit. Some are enforced only in production. */

/** A request body, unless its operation says otherwise. Bytes. */
export const BODY_BYTES_MAX = 1024 * 1024;
/** Notices in one message of the queue: at about 200 bytes each, well within the 128,000 bytes that one may have. */
export const QUEUE_BATCH_MAX = 100;
/** Calls in process may nest this deep. */
export const CALL_DEPTH_MAX = 8;
/** An API key's principal, and a tenant's settings, are kept this long in an isolate. Milliseconds. */
export const PRINCIPAL_CACHE_MS = 30_000;
/** How long ago a person may have proved who they are, to do what is dangerous. Milliseconds. */
export const FRESH_MS = 10 * 60_000;
/** Rows that a list without a serving index may read. */
export const LIST_ROWS_READ_MAX = 20_000;
