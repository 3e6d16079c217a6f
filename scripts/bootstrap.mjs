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
/** Where a newer Node lies while it installs the packages. */
const fetched = path.join(root, ".dev", "node");
const stamp = path.join(root, "node_modules", ".installed");

/** Tells what was installed last: the lock file decides all of it. */
function lockHash() {
  return createHash("sha256").update(fs.readFileSync(path.join(root, "package-lock.json"))).digest("hex");
}

/**
 * What is to be done before the packages can be used: nothing, all of it, or only what an npm on an old Node left out.
 * @returns {"nothing" | "all" | "rest"}
 */
function missing() {
  if (!fs.existsSync(nodePath())) return "all";
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === lockHash()) return "nothing";
  // npm, run by hand, leaves a note of what it installed.
  const note = path.join(root, "node_modules", ".package-lock.json");
  if (!fs.existsSync(note)) return "all";
  const installed = packagesOf(note);
  const wrong = Object.entries(lockedPackages()).filter(([name, wanted]) => {
    const found = installed[name];
    return name !== "" && (found === undefined ? !mayBeMissing(wanted) : found.version !== wanted.version);
  });
  if (wrong.length === 0) {
    fs.writeFileSync(stamp, lockHash());
    return "nothing";
  }
  return wrong.every(([name, { optional }]) => optional && installed[name] === undefined) ? "rest" : "all";
}

function lockedPackages() {
  return packagesOf(path.join(root, "package-lock.json"));
}

/**
 * What is optional may rightly be missing where it is made for another system. Made for this one, it was left out by
 * an npm on an old Node, and is needed.
 * @param {LockedPackage} wanted
 */
function mayBeMissing({ optional, link, os, cpu, libc }) {
  if (link) return true;
  if (!optional) return false;
  const isOurs = os?.includes(process.platform) && cpu?.includes(process.arch) && (libc === undefined || libc.includes(hasMusl() ? "musl" : "glibc"));
  return !isOurs;
}

/** Alpine and its like carry another C library, and native code made for it. */
function hasMusl() {
  return fs.existsSync("/lib") && fs.readdirSync("/lib").some((name) => name.startsWith("ld-musl-"));
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

/**
 * Installs what is missing and stays silent unless that fails.
 * @param {"all" | "rest"} what
 */
async function install(what) {
  const started = Date.now();
  process.stdout.write(what === "all" ? "Installing the packages of package-lock.json (about a minute, once) …" : "Installing what npm left out …");
  await npm(what === "all" ? await installingNode() : nodePath(), what === "all" ? ["ci"] : ["install", "--no-save"]);
  fs.rmSync(fetched, { recursive: true, force: true });
  if (!fs.existsSync(nodePath())) {
    fail("npm did not run the install scripts, which bring Node 24 and the Workers runtime. Allow them with: npm config set ignore-scripts false");
  }
  fs.writeFileSync(stamp, lockHash());
  process.stdout.write(` done in ${Math.round((Date.now() - started) / 1000)} s.\n`);
}

/**
 * The Node to run npm on: the one that the lock file names, fetched before everything else where this one
 * is older. npm leaves out, without a word, optional packages that the Node it runs on is too old for,
 * and the bundler's native code is such a package.
 */
async function installingNode() {
  const version = lockedPackages()["node_modules/node"]?.version ?? "24";
  if (major >= Number(version.split(".")[0])) return process.execPath;
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
  if (!/^[a-z-]+$/.test(command) || !fs.existsSync(script)) {
    process.stderr.write(`There is no command ${JSON.stringify(command)}. Use npm start, npm test or npm run, which lists the others.\n`);
    process.exit(1);
  }
  const what = missing();
  if (what !== "nothing") await install(what);
  handOver(script, args);
}

const major = Number(process.versions.node.split(".")[0]);
if (major < OLDEST_NODE) {
  process.stderr.write(`Pilothouse needs Node ${OLDEST_NODE} or later to install itself; this is ${process.versions.node}. Get one from https://nodejs.org.\n`);
  process.exit(1);
}
await main();
