import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, openProduct, say, signIn } from "./product";

const COMMAND = "add Jane Doe of Acme, jane@acme.io, as a lead from the spring webinar";

let product: Product;
let page: Page;

beforeAll(async () => {
  product = await openProduct();
  page = await product.page();
});
afterAll(() => product?.close());

const card = (name: string) => page.getByRole("region", { name }).last();

test("a visitor signs in, and comes to where they wanted to go", async () => {
  await page.goto("/companies?sort=name:asc");
  await page.waitForURL("**/sign-in?return=*");
  await page.getByLabel("Email").fill(product.credentials.email);
  await page.getByLabel("Password").fill("not the password");
  await page.keyboard.press("Enter");
  await page.getByText("do not belong together").waitFor();
  await page.getByLabel("Password").fill(product.credentials.password);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Companies", level: 1 }).waitFor();
  expect(new URL(page.url()).search).toBe("?sort=name%3Aasc");
});

test("a command becomes a lead: the card says what was done, and links to it", async () => {
  await page.goto("/");
  await say(page, COMMAND);
  const done = card("Create lead: Done");
  for (const value of ["Jane", "Doe", "jane@acme.io", "Acme", "spring webinar"]) {
    await done.getByText(value, { exact: true }).waitFor();
  }
  await done.getByRole("link", { name: "Jane Doe" }).click();
  await page.waitForURL(/\/leads\/lead_/);
  await page.getByRole("heading", { name: "Jane Doe", level: 2 }).waitFor();
  const row = page.getByRole("row", { name: /Jane Doe/ });
  await row.waitFor();
  expect(await row.textContent()).toContain("jane@acme.io");
});

test("the conversation outlives leaving the page and reloading it", async () => {
  await page.goto("/");
  await page.getByRole("article", { name: COMMAND }).waitFor();
  await page.reload();
  await card("Create lead: Done").waitFor();
  await page.getByRole("textbox", { name: "Command" }).press("ArrowUp");
  expect(await page.getByRole("textbox", { name: "Command" }).inputValue()).toBe(COMMAND);
  await page.getByRole("textbox", { name: "Command" }).fill("");
});

test("what the chat made can be taken back there, and done again", async () => {
  const made = card("Create lead: Done");
  await made.getByRole("button", { name: "Undo" }).click();
  await made.getByText("Undone by you").waitFor();
  const gone = await product.api("GET", "/api/leads?filter=email[eq]:jane@acme.io");
  expect(gone["data"]).toEqual([]);
  await made.getByRole("button", { name: "Redo" }).click();
  await made.getByRole("button", { name: "Undo" }).waitFor();
  await made.getByRole("link", { name: "Jane Doe" }).waitFor();
});

test("a deletion waits for a person: cancelled, nothing happens", async () => {
  await say(page, "delete jane@acme.io");
  await page.getByRole("button", { name: "Cancel" }).click();
  await card("Delete lead: Cancelled").waitFor();
  const kept = await product.api("GET", "/api/leads?filter=email[eq]:jane@acme.io");
  expect(kept["data"]).toHaveLength(1);
});

test("confirmed, the lead is deleted, and undo brings it back", async () => {
  await say(page, "delete jane@acme.io");
  await page.getByRole("region", { name: "Needs your confirmation" }).getByText(/Jane Doe/).waitFor();
  await page.getByRole("button", { name: "Confirm" }).click();
  const deleted = card("Delete lead: Done");
  await deleted.waitFor();
  expect((await product.api("GET", "/api/leads?filter=email[eq]:jane@acme.io"))["data"]).toEqual([]);
  await deleted.getByRole("button", { name: "Undo" }).click();
  await deleted.getByText("Undone by you").waitFor();
  expect((await product.api("GET", "/api/leads?filter=email[eq]:jane@acme.io"))["data"]).toHaveLength(1);
});

test("a question back puts the person at the answer", async () => {
  await say(page, "add a lead");
  const answer = page.getByRole("textbox", { name: /^Answer/ });
  await answer.waitFor();
  expect(await answer.evaluate((element) => element === document.activeElement)).toBe(true);
  await say(page, "Peter Pan");
  await card("Create lead: Done").getByRole("link", { name: "Peter Pan" }).waitFor();
});

test("found records are links", async () => {
  await say(page, "find leads from Acme");
  await card("Find leads: Done").getByRole("row", { name: /Jane Doe/ }).getByRole("link").click();
  await page.waitForURL(/\/leads\/lead_/);
});

test("signing out ends the session and takes the conversation along", async () => {
  await page.getByRole("button", { name: /^Account/ }).first().click();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.waitForURL("**/sign-in");
  await signIn(page, product.credentials);
  expect(await page.getByRole("article").count()).toBe(0);
});

test("nothing was thrown on the way", () => {
  expect(product.problems).toEqual([]);
});
