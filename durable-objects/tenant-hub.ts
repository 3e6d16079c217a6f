/**
 * The live sockets of one tenant. It sends pokes (what changed, with a sequence); the data is read over HTTP.
 * Sockets hibernate, so that an open console that nothing happens in costs nothing.
 */
import { DurableObject } from "cloudflare:workers";

const SOCKETS_MAX = 1_000;

/** The name of every socket. */
const EVERYBODY = "*";
/** Carries the names of a socket from the gateway. */
export const NAMES_HEADER = "x-pilothouse-names";
/** RFC 6455, 7.4.1: service restart. */
const CLOSED_ANEW = 1012;

export type Poke = { type: string; object: { kind: string; id: string; version: number } };

export class TenantHub extends DurableObject {
  constructor(ctx: DurableObjectState, env: Cloudflare.Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /** Takes a socket; the gateway has checked who it is, and says by which names it can be closed. */
  override async fetch(request: Request): Promise<Response> {
    if (this.ctx.getWebSockets().length >= SOCKETS_MAX) return new Response(null, { status: 503 });
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [EVERYBODY, ...(request.headers.get(NAMES_HEADER)?.split(" ") ?? [])]);
    server.send(JSON.stringify({ seq: await this.#sequence(), type: "hello" }));
    return new Response(null, { status: 101, webSocket: client });
  }

  /** Tells every socket what changed. */
  async poke(pokes: Poke[]): Promise<void> {
    const sockets = this.ctx.getWebSockets();
    if (sockets.length === 0) return;
    let seq = await this.#sequence();
    for (const poke of pokes) {
      seq += 1;
      const text = JSON.stringify({ seq, ...poke });
      for (const socket of sockets) {
        try {
          socket.send(text);
        } catch {
          socket.close(1011, "unreachable");
        }
      }
    }
    await this.ctx.storage.put("seq", seq);
  }

  /** Closes the sockets of a member, a session or a key, or everybody's: who may still come opens a new one. */
  close(name: string): void {
    for (const socket of this.ctx.getWebSockets(name)) socket.close(CLOSED_ANEW, "open it anew");
  }

  async #sequence(): Promise<number> {
    return (await this.ctx.storage.get<number>("seq")) ?? 0;
  }

  override webSocketMessage(): void {
    // Nothing is asked over the socket; "ping" is answered by the runtime without waking the object.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }
}
