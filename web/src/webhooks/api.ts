import type { ResponseOf } from "../api/client";

export type Endpoint = ResponseOf<"webhooks.endpoints.get">;
export type Delivery = ResponseOf<"webhooks.deliveries.list">["data"][number];

/** Deliveries go on by themselves: what is on screen is read again this often. Milliseconds. */
export const REFRESH_MS = 3_000;
