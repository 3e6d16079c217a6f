/**
 * Chains the audit entries of one tenant, some seconds after they were committed, and remembers the head apart from
 * them, so that a chain which was cut or rewritten is noticed. One alarm, armed before the work.
 */
import { DurableObject } from "cloudflare:workers";
import { GENESIS } from "#kit/audit";
import { logger } from "#kit/log";
import { servicesOf } from "../workers/services";

const DELAY_MS = 2_000;
/** After sealing something it looks once more, for isolates call at most every 30 seconds. */
const AGAIN_MS = 60_000;
/** Between the batches of a backlog, so that sealing never takes the store from those who are waiting for an answer. */
const BACKLOG_MS = 5_000;

export class AuditSealer extends DurableObject<Cloudflare.Env> {
  /** Makes sure that a seal is planned soon. */
  async arm(): Promise<void> {
    const planned = await this.ctx.storage.getAlarm();
    const soon = Date.now() + DELAY_MS;
    if (planned === null || planned > soon) await this.ctx.storage.setAlarm(soon);
  }

  /** The last entry that was sealed; sequence 0 before the first. */
  async head(): Promise<{ seq: number; hash: string }> {
    return (await this.ctx.storage.get<{ seq: number; hash: string }>("head")) ?? { seq: 0, hash: GENESIS };
  }

  /** Seals what waits, now; what it remembers never goes back. @returns how many entries, and whether others wait behind them */
  async seal(): Promise<{ sealed: number; more: boolean }> {
    const { sealed, more, head } = await servicesOf(this.env).audit.sealNext(this.ctx.id.name ?? "", await this.head());
    if (head.seq > (await this.head()).seq) await this.ctx.storage.put("head", head);
    return { sealed, more };
  }

  override async alarm(): Promise<void> {
    await this.ctx.storage.setAlarm(Date.now() + AGAIN_MS);
    try {
      const { sealed, more } = await this.seal();
      if (more) await this.ctx.storage.setAlarm(Date.now() + BACKLOG_MS);
      // An arm() that came meanwhile has moved the alarm nearer, and it stays.
      else if (sealed === 0 && ((await this.ctx.storage.getAlarm()) ?? 0) > Date.now() + DELAY_MS) await this.ctx.storage.deleteAlarm();
    } catch (error) {
      logger("sealer").error("audit.seal.failed", error);
    }
  }
}
