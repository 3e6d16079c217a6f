import { AxeBuilder } from "@axe-core/playwright";
import { createHash, randomBytes } from "node:crypto";
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, openProduct } from "./product";

const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
let product: Product;
/** The app: a program on the person's machine that waits for its answer. */
let app: http.Server;
let redirectUri: string;
let clientId: string;

beforeAll(async () => {
  product = await openProduct();
  app = http.createServer((_, answer) => answer.end("Back in the app")).listen(0, "127.0.0.1");
  await new Promise((resolve) => app.once("listening", resolve));
  redirectUri = `http://127.0.0.1:${(app.address() as AddressInfo).port}/done`;
  clientId = String((await product.api("POST", "/api/v1/apps", { name: "Reports", redirectUris: ["http://127.0.0.1/done"], confidential: false }))["id"]);
});
afterAll(async () => {
  app?.close();
  await product?.close();
});

const verifier = randomBytes(32).toString("base64url");
const asked = (app = clientId) =>
  `/oauth/authorize?${new URLSearchParams({ response_type: "code", client_id: app, redirect_uri: redirectUri, scope: "leads:read offline_access", state: "s", code_challenge: createHash("sha256").update(verifier).digest("base64url"), code_challenge_method: "S256" }).toString()}`;

/** What the app does when the browser is back with it: it shows its code, and gets a token. */
async function tokenFor(page: Page, credentials: Record<string, string>): Promise<string> {
  const code = new URL(page.url()).searchParams.get("code") ?? "";
  const form = new URLSearchParams({ grant_type: "authorization_code", redirect_uri: redirectUri, code, code_verifier: verifier, ...credentials });
  return ((await (await fetch(`${product.url}/oauth/token`, { method: "POST", body: form })).json()) as { access_token: string }).access_token;
}

const reads = async (token: string) => (await fetch(`${product.url}/api/leads?limit=1`, { headers: { authorization: `Bearer ${token}` } })).status;

test("a person signs in, reads what the app asks for, allows it by keyboard, and the app gets its token", async () => {
  const page = await product.page();
  await page.goto(asked());
  await page.getByLabel("Email").fill(product.credentials.email);
  await page.getByLabel("Password").fill(product.credentials.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Allow Reports?" }).waitFor();
  expect(await page.getByRole("list", { name: "What the app could do" }).innerText()).toContain("leads:read");
  expect(await page.getByRole("note").innerText()).toContain("runs on this computer");
  await page.getByRole("button", { name: "Refuse" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname === "/done");
  const back = new URL(page.url());
  expect([back.searchParams.get("state"), back.searchParams.get("iss")]).toEqual(["s", new URL(product.url).origin]);
  expect(await reads(await tokenFor(page, { client_id: clientId }))).toBe(200);
  await page.context().close();
});

test.each([
  ["light, wide", { colorScheme: "light", viewport: { width: 1280, height: 800 } }],
  ["dark, on a phone", { colorScheme: "dark", viewport: { width: 360, height: 740 } }],
] as const)("the page is readable by everybody: %s", async (_, look) => {
  const page = await product.signedIn(look);
  await page.goto(asked());
  await page.getByRole("button", { name: "Allow" }).waitFor();
  expect((await new AxeBuilder({ page }).withTags(AA).analyze()).violations).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  await page.getByRole("button", { name: "Refuse" }).click();
  await page.waitForURL((url) => url.searchParams.get("error") === "access_denied");
  await page.context().close();
});

test("an app is registered in the settings, allowed, seen there with what it may do, and refused once its access is taken away", async () => {
  const page = await product.signedIn();
  await page.goto("/settings/apps");
  await page.getByRole("button", { name: "Register an app" }).click();
  const sheet = page.getByRole("dialog", { name: "Register an app" });
  await sheet.getByLabel("Name").fill("Ledger");
  await sheet.getByLabel("Redirect addresses").fill("http://ledger.example/done");
  await sheet.getByRole("button", { name: "Register", exact: true }).click();
  await sheet.getByText("is neither https").waitFor();
  await sheet.getByLabel("Redirect addresses").fill("http://127.0.0.1/done");
  await sheet.getByRole("button", { name: "Register", exact: true }).click();
  const made = page.getByRole("region", { name: "The new app" });
  const credentials = { client_id: await made.getByRole("group", { name: "Client id" }).innerText(), client_secret: await made.getByRole("group", { name: "Client secret" }).innerText() };
  await made.getByRole("button", { name: "I have it" }).click();
  expect(await page.getByText(credentials.client_secret).count()).toBe(0);

  await page.goto(asked(credentials.client_id));
  await page.getByRole("button", { name: "Allow" }).click();
  await page.waitForURL((url) => url.pathname === "/done");
  const token = await tokenFor(page, credentials);
  expect(await reads(token)).toBe(200);

  await page.goto("/settings/apps");
  await page.getByRole("list", { name: "Registered apps" }).getByRole("listitem").filter({ hasText: "Ledger" }).getByText("allowed by 1 person").waitFor();
  const granted = page.getByRole("list", { name: "Apps with access" });
  await granted.locator("summary", { hasText: "Ledger" }).press("Enter");
  expect(await page.getByRole("list", { name: "What Ledger may do for you" }).innerText()).toMatch(/leads:read[^]*Go on while you are away/);
  expect((await new AxeBuilder({ page }).withTags(AA).analyze()).violations).toEqual([]);
  await granted.getByRole("button", { name: "Revoke…" }).filter({ visible: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke", exact: true }).click();
  await granted.getByText("Ledger").waitFor({ state: "detached" });
  expect(await reads(token)).toBe(401);

  await page.getByRole("button", { name: "Delete the app Ledger" }).click();
  await page.getByRole("dialog").getByText("Nobody has allowed it").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("The app Ledger is deleted.").waitFor();
  await page.context().close();
});

test("a request of nobody's says so, and sends nobody anywhere", async () => {
  const page = await product.signedIn();
  for (const address of [asked().replace(clientId, "app_00000000000000000000000000"), asked().replace("%2Fdone", "%2Felsewhere")]) {
    await page.goto(address);
    await page.getByRole("heading", { name: "This request cannot be answered" }).waitFor();
    expect(new URL(page.url()).origin).toBe(new URL(product.url).origin);
  }
  expect(product.problems).toEqual([]);
  await page.context().close();
});
