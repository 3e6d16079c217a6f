// @ts-check
// The way in for a person: `node scripts/bootstrap.mjs start|test|…`. It needs nothing but Node 18 and npm,
// installs what is missing, and hands over to the script of that name on the Node that the project brings along.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const OLDEST_NODE = 18;
/** The oldest Node that all packages take. */
const MODERN_NODE = { major: 22, minor: 12 };
const PARENT_CHECK_MS = 1_000;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
/** Where a newer Node lies while it installs the packages. */
const fetched = path.join(root, ".dev", "node");
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
    return name === "" || (found === undefined ? mayBeMissing(wanted) : found.version === wanted.version);
  });
}

/**
 * What is optional may rightly be missing where it is made for another system. Made for this one, it was left out by
 * an npm on an old Node, and is needed.
 * @param {LockedPackage} wanted
 */
function mayBeMissing({ optional, link, os, cpu, libc }) {
  if (link) return true;
  if (!optional) return false;
  const isMusl = process.platform === "linux" && !/** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report?.getReport()).header.glibcVersionRuntime;
  const isOurs = os?.includes(process.platform) && cpu?.includes(process.arch) && (libc === undefined || libc.includes(isMusl ? "musl" : "glibc"));
  return !isOurs;
}

/**
 * @typedef {{ version?: string, optional?: boolean, link?: boolean, os?: string[], cpu?: string[], libc?: string[] }} LockedPackage
 *
 * @param {string} file
 * @returns {Record<string, LockedPackage>}
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
  const node = isModern() ? process.execPath : await fetchNode();
  await npm(node, ["ci"]);
  fs.rmSync(fetched, { recursive: true, force: true });
  if (!fs.existsSync(nodePath())) {
    fail("npm did not run the install scripts, which bring Node 24 and the Workers runtime. Allow them with: npm config set ignore-scripts false");
  }
  fs.writeFileSync(stamp, lockHash());
  process.stdout.write(` done in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

/** Whether this Node satisfies every package, so that npm leaves nothing out. */
function isModern() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > MODERN_NODE.major || (major === MODERN_NODE.major && minor >= MODERN_NODE.minor);
}

/**
 * Gets the Node of the lock file before everything else. npm leaves out, without a word, optional packages that the
 * Node it runs on is too old for, and the bundler's native code is such a package.
 */
async function fetchNode() {
  const version = packagesOf(path.join(root, "package-lock.json"))["node_modules/node"]?.version ?? "24";
  fs.rmSync(fetched, { recursive: true, force: true });
  fs.mkdirSync(fetched, { recursive: true });
  await npm(process.execPath, ["install", "--prefix", fetched, "--no-save", "--no-package-lock", `node@${version}`]);
  return path.join(fetched, "node_modules", "node", "bin", path.basename(nodePath()));
}

/**
 * Runs npm on this Node, and ends with what it said if it fails.
 * @param {string} node
 * @param {string[]} args
 */
async function npm(node, args) {
  const env = { ...process.env, PATH: [path.dirname(node), process.env["PATH"] ?? ""].join(path.delimiter) };
  const child = spawn(node, [npmProgram(), ...args, "--no-audit", "--no-fund", "--loglevel=error"], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
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
  if (code !== 0) fail(`${output}\nnpm could not install the packages. The lines above say why; a common cause is no connection to the registry.`);
}

/** The file of npm itself, so that another Node can run it. */
function npmProgram() {
  const home = path.dirname(process.execPath);
  const linked = (process.env["PATH"] ?? "").split(path.delimiter).map((folder) => path.join(folder, "npm"));
  const candidates = [
    process.env["npm_execpath"] ?? "",
    ...linked.filter((file) => fs.existsSync(file)).map((file) => fs.realpathSync(file)),
    path.join(home, "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    path.join(home, "node_modules", "npm", "bin", "npm-cli.js"),
  ];
  return candidates.find((file) => path.basename(file) === "npm-cli.js" && fs.existsSync(file)) ?? fail("There is no npm beside this Node. Get both from https://nodejs.org.");
}

/**
 * @param {string} why
 * @returns {never}
 */
function fail(why) {
  process.stdout.write(` failed.\n\n${why}\n`);
  process.exit(1);
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
