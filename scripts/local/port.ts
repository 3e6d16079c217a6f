import net from "node:net";

const DEFAULT_PORT = 8787;

/** The port of `PORT`, or the usual one. Throws a sentence for what is no port. */
export function wantedPort(setting: string | undefined): number {
  if (setting === undefined || setting.trim() === "") return DEFAULT_PORT;
  const port = Number(setting);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Error(`PORT must be a number from 1 to 65535, not ${JSON.stringify(setting)}.`);
  return port;
}

/**
 * Whether nobody listens there. Both loopback addresses are tried: `localhost` may mean either,
 * and a browser must not end up at somebody else's server.
 */
export async function isPortFree(port: number): Promise<boolean> {
  return (await canListen(port, "127.0.0.1")) && (await canListen(port, "::1"));
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    // A machine without IPv6 has nobody listening on it either.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE" && error.code !== "EACCES"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
