// `npm run health -- https://crm.example`: how a running installation is. Exits with 1 unless it is ready.
import { askHealth } from "./health/ask.ts";

const address = process.argv[2] ?? "http://localhost:8787";
if (!URL.canParse(address)) {
  process.stderr.write(`${JSON.stringify(address)} is not an address. Use: npm run health -- https://your-installation.example\n`);
  process.exit(1);
}
const { ready, lines } = await askHealth(new URL(address));
process.stdout.write(`${lines.join("\n")}\n`);
process.exit(ready ? 0 : 1);
