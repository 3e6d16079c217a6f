// @ts-check
// The way in for a person: `node scripts/bootstrap.mjs start|test|…`. It needs nothing but Node 18 and npm,
// installs what is missing, and hands over to the script of that name on the Node that the project brings along.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 18;
const PARENT_CHECK_MS = 1_000;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const stamp = path.join(root, "node_modules", ".installed");

/** Tells what was installed last: the lock file decides all of it. */
function lockHash() {
  return createHash("sha256").update(fs.readFileSync(path.join(root, "package-lock.json"))).digest("hex");
}

function isInstalled() {
  if (!fs.existsSync(nodePath())) return false;
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lockHash()) return true;
  if (!agreesWithLock()) return false;
  fs.writeFileSync(stamp, lockHash());
  return true;
}

/** Whether npm, run by hand, has installed just what the lock file says; npm's own note of it lies in node_modules. */
function agreesWithLock() {
  const note = path.join(root, "node_modules", ".package-lock.json");
  if (!fs.existsSync(note)) return false;
  const installed = packagesOf(note);
  return Object.entries(packagesOf(path.join(root, "package-lock.json"))).every(([name, wanted]) => {
    const found = installed[name];
    // What is optional may rightly be missing: it is there for another system.
    return name === "" || (found === undefined ? wanted.optional === true || wanted.link === true : found.version === wanted.version);
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, link?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(fs.readFileSync(file, "utf8")).packages ?? {};
}

/** The Node of the devDependency `node`, which its install script puts here. */
function nodePath() {
  return path.join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/** Runs `npm ci` and stays silent unless it fails. */
async function install() {
  const started = Date.now();
  process.stdout.write("Installing the packages of package-lock.json (about a minute, once) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  const child = spawn(npm, args, { cwd: root, stdio: ["ignore", "pipe", "pipe"], shell: process.platform === "win32" });
  let output = "";
  const collect = (/** @type {Buffer} */ chunk) => {
    output += chunk.toString();
  };
  child.stdout.on("data", collect);
  child.stderr.on("data", collect);
  const code = await new Promise((resolve) => {
    child.on("error", (error) => {
      output += String(error);
      resolve(1);
    });
    child.on("close", resolve);
  });
  if (code !== 0) {
    process.stdout.write(` failed.\n\n${output}\n`);
    process.stdout.write("npm could not install the packages. The lines above say why; a common cause is no connection to the registry.\n");
    process.exit(1);
  }
  if (!fs.existsSync(nodePath())) {
    process.stdout.write(" failed.\n\nnpm did not run the install scripts, which bring Node 24 and the Workers runtime. Allow them with: npm config set ignore-scripts false\n");
    process.exit(1);
  }
  fs.writeFileSync(stamp, lockHash());
  process.stdout.write(` done in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

/**
 * Runs the script and ends as it ends. Signals are passed on and never end this process first:
 * otherwise the prompt would return while the script is still cleaning up.
 *
 * @param {string} script
 * @param {string[]} args
 */
function handOver(script, args) {
  // The channel tells the script when this process is gone, however it went (scripts/local/parent.ts).
  const child = spawn(nodePath(), [script, ...args], { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  for (const signal of /** @type {NodeJS.Signals[]} */ (["SIGINT", "SIGTERM", "SIGHUP"])) process.on(signal, () => child.kill(signal));
  if (process.env["npm_lifecycle_event"] !== undefined) endWithParent(child);
  child.on("error", (error) => {
    process.stderr.write(`Could not start ${script}: ${error.message}\n`);
    process.exit(1);
  });
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

/**
 * npm passes signals on, but cannot when it is killed outright; then this process gets another parent.
 * @param {import("node:child_process").ChildProcess} child
 */
function endWithParent(child) {
  const parent = process.ppid;
  const check = () => {
    if (process.ppid !== parent) child.kill("SIGTERM");
  };
  setInterval(check, PARENT_CHECK_MS).unref();
}

async function main() {
  const [command = "", ...args] = process.argv.slice(2);
  const script = path.join(root, "scripts", `${command}.ts`);
  if (!/^[a-z]+$/.test(command) || !fs.existsSync(script)) {
    process.stderr.write(`There is no command ${JSON.stringify(command)}. Use npm start, npm test or npm run, which lists the others.\n`);
    process.exit(1);
  }
  if (!isInstalled()) await install();
  handOver(script, args);
}

const major = Number(process.versions.node.split(".")[0]);
if (major < OLDEST_NODE) {
  process.stderr.write(`Pilothouse needs Node ${OLDEST_NODE} or later to install itself; this is ${process.versions.node}. Get one from https://nodejs.org.\n`);
  process.exit(1);
}
await main();
