// `npm run reset`: forgets the local installation, data and passwords alike, so that the next start begins anew.
import fs from "node:fs";
import path from "node:path";
import { lockState, StateInUse } from "./local/lock.ts";
import { DEV, STATE } from "./local/paths.ts";

try {
  // Taken for a moment, which also ends a runtime that was left over and still writes there.
  (await lockState(STATE)).release();
  for (const name of ["state", "credentials.json", "secrets.json", "log.jsonl"]) fs.rmSync(path.join(DEV, name), { recursive: true, force: true });
  process.stdout.write("The local data is gone. npm start makes a new demo workspace.\n");
} catch (error) {
  if (!(error instanceof StateInUse)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
