/**
 * A shard of the people's sessions. Keys are stored as their SHA-256, so that a copy of the storage opens no session.
 * The library asks by raw token; the shard is chosen by the hash (workers/identity/session-storage).
 */
import { DurableObject } from "cloudflare:workers";

const SWEEP_MS = 3600_000;
/** A key without a time of its own. Seconds. */
const TTL_DEFAULT_SECONDS = 30 * 24 * 3600;

type Entry = { value: string; expires_at: number };

export class SessionStore extends DurableObject {
  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.storage.sql.exec("create table if not exists entries (hash text primary key, value text not null, expires_at integer not null) without rowid");
  }

  /** @param hash SHA-256 of the key, hexadecimal */
  get(hash: string): string | null {
    const [entry] = this.ctx.storage.sql.exec<Entry>("select value, expires_at from entries where hash = ? and expires_at > ?", hash, Date.now());
    return entry?.value ?? null;
  }

  /** Gives the value and forgets it: of two callers one gets it. */
  getAndDelete(hash: string): string | null {
    const value = this.get(hash);
    this.delete(hash);
    return value;
  }

  /** Adds one to a counter; its time runs from the first. @returns the count after */
  async increment(hash: string, ttlSeconds: number): Promise<number> {
    const count = Number(this.get(hash) ?? 0) + 1;
    if (count === 1) await this.set(hash, "1", ttlSeconds);
    else this.ctx.storage.sql.exec("update entries set value = ? where hash = ?", String(count), hash);
    return count;
  }

  async set(hash: string, value: string, ttlSeconds: number = TTL_DEFAULT_SECONDS): Promise<void> {
    this.ctx.storage.sql.exec("insert or replace into entries (hash, value, expires_at) values (?, ?, ?)", hash, value, Date.now() + ttlSeconds * 1000);
    if ((await this.ctx.storage.getAlarm()) === null) await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
  }

  delete(hash: string): void {
    this.ctx.storage.sql.exec("delete from entries where hash = ?", hash);
  }

  /** Whether the object answers; for health. */
  ping(): boolean {
    return true;
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + SWEEP_MS);
    this.ctx.storage.sql.exec("delete from entries where expires_at <= ?", Date.now());
    const [{ left } = { left: 0 }] = this.ctx.storage.sql.exec<{ left: number }>("select count(*) as left from entries");
    if (left === 0) await this.ctx.storage.deleteAlarm();
  }
}
