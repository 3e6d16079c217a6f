/** An API key as the API shows it: everything but the secret. */
import type { Row } from "#kit/work";
import { shownPrefix } from "../api-key";
import { moment } from "../rows";

export type KeyView = {
  id: string;
  name: string;
  prefix: string;
  permissions: string[];
  perMinute: number | null;
  addresses: string[] | null;
  createdBy: string | null;
  createdAt: string;
  expiresAt: string | null;
  rotatedAt: string | null;
  previousUntil: string | null;
  lastUsedAt: string | null;
  revokedAt: string | null;
};

export function keyView(row: Row): KeyView {
  return {
    id: row["id"] as string,
    name: row["name"] as string,
    prefix: shownPrefix(row["key_id"] as string),
    permissions: JSON.parse(row["permissions"] as string) as string[],
    perMinute: row["per_minute"] as number | null,
    addresses: row["addresses"] == null ? null : (JSON.parse(row["addresses"] as string) as string[]),
    createdBy: row["created_by"] as string | null,
    createdAt: new Date(row["created_at"] as number).toISOString(),
    expiresAt: moment(row["expires_at"]),
    rotatedAt: moment(row["rotated_at"]),
    previousUntil: moment(row["previous_until"]),
    lastUsedAt: moment(row["last_used_at"]),
    revokedAt: moment(row["revoked_at"]),
  };
}
