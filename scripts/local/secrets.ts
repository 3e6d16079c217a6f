import { generateKeyPairSync, randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

/** The secrets every installation must have. They are made, never chosen. */
export type Secrets = {
  AUTH_SECRET: string;
  /** A private ES256 key as a JWK in JSON, with its `kid`. */
  AUTH_SIGNING_KEY: string;
  /** The root keys of all secrets at rest, as JSON: `{ current, keys: { id: base64 } }`. */
  SECRET_KEYS: string;
  OPERATOR_TOKEN: string;
};

/** Fresh secrets from the system's generator. */
export function newSecrets(): Secrets {
  return { AUTH_SECRET: token(32), AUTH_SIGNING_KEY: newSigningKey(), SECRET_KEYS: newRootKeys(), OPERATOR_TOKEN: `op_${token(32)}` };
}

/** A private ES256 key as a JWK in JSON. RFC 7517. */
export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return JSON.stringify({ ...privateKey.export({ format: "jwk" }), alg: "ES256", use: "sig", kid: token(12) });
}

/** One root key, which is the current one. Its id says when it was made. */
function newRootKeys(): string {
  const id = `k${new Date().toISOString().slice(0, 10).replaceAll("-", "")}-${token(3)}`;
  return JSON.stringify({ current: id, keys: { [id]: randomBytes(32).toString("base64") } });
}

/** Random bytes as URL-safe base64. */
export function token(bytes: number): string {
  return randomBytes(bytes).toString("base64url");
}

/** The secrets in this file; what is missing is made and written, readable by its owner alone. */
export function loadSecrets(file: string): Secrets {
  const known = fs.existsSync(file) ? (JSON.parse(fs.readFileSync(file, "utf8")) as Partial<Secrets>) : {};
  const secrets = { ...newSecrets(), ...known };
  writePrivate(file, secrets);
  return secrets;
}

/** Writes JSON that only its owner may read; a reader never sees half of it. */
export function writePrivate(file: string, value: unknown): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.tmp`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  fs.chmodSync(`${file}.tmp`, 0o600);
  fs.renameSync(`${file}.tmp`, file);
}
