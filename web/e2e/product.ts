import fs from "node:fs";
import { type Browser, type BrowserContext, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { findChromium } from "../../scripts/local/chromium";
import type { Credentials } from "../../scripts/local/credentials";
import { CREDENTIALS } from "../../scripts/local/paths";
import { serveTemporary } from "../../scripts/local/temporary";

/** The running product with a browser before it. */
export type Product = {
  url: string;
  credentials: Credentials;
  /** A page of a fresh browser profile, on which any error of the console fails the test by `problems`. */
  page(options?: BrowserContextOptions): Promise<Page>;
  /** A page of a fresh browser profile that holds a session. */
  signedIn(options?: BrowserContextOptions): Promise<Page>;
  /** What somebody else does at the same time, through the API. */
  api(method: string, path: string, body?: unknown): Promise<Record<string, unknown>>;
  problems: string[];
  close(): Promise<void>;
};

/** Chromium that looks nowhere but at the product. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Serves a fresh installation, or takes the one at PILOTHOUSE_URL, and starts a browser. */
export async function openProduct(): Promise<Product> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium found");
  const served = await serveOrTake();
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  const problems: string[] = [];
  let session: Session | undefined;
  const page = async (options: BrowserContextOptions = {}) => watch(await newPage(browser, served.url, options), problems);
  return {
    ...served,
    problems,
    page,
    async signedIn(options) {
      session ??= await signInOnce(await page(), served.credentials);
      return page({ ...options, storageState: session });
    },
    api: (method, path, body) => request(served.url, served.credentials.apiKey, method, path, body),
    async close() {
      await browser.close();
      await served.dispose();
    },
  };
}

async function serveOrTake(): Promise<{ url: string; credentials: Credentials; dispose(): Promise<void> }> {
  const url = process.env["PILOTHOUSE_URL"];
  if (!url) return serveTemporary();
  const credentials = JSON.parse(fs.readFileSync(CREDENTIALS, "utf8")) as Credentials;
  return { url, credentials, dispose: async () => {} };
}

async function newPage(browser: Browser, baseURL: string, options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ baseURL, viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(10_000);
  return context.newPage();
}

/** Collects what the console throws, and what its content security policy refuses. */
function watch(page: Page, problems: string[]): Page {
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) problems.push(text);
  });
  return page;
}

export async function signIn(page: Page, { email, password }: Pick<Credentials, "email" | "password">): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("textbox", { name: "Command" }).waitFor();
}

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

async function signInOnce(page: Page, credentials: Credentials): Promise<Session> {
  await signIn(page, credentials);
  const session = await page.context().storageState();
  await page.context().close();
  return session;
}

/** Says a command in the chat and waits until its answer has ended. */
export async function say(page: Page, command: string): Promise<void> {
  await page.getByRole("textbox", { name: /^(Command|Answer)/ }).fill(command);
  await page.keyboard.press("Enter");
  await page.getByRole("article", { name: command }).last().waitFor();
  await page.getByRole("button", { name: "Send" }).waitFor();
}

async function request(url: string, apiKey: string, method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.status === 204 ? {} : ((await response.json()) as Record<string, unknown>);
}
