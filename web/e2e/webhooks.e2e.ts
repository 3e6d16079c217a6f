import http from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, openProduct } from "./product";

let product: Product;
let page: Page;
let receiver: http.Server;
let status = 200;
const got: { headers: Record<string, string>; body: string }[] = [];

beforeAll(async () => {
  receiver = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      got.push({ headers: request.headers as Record<string, string>, body });
      response.writeHead(status, { "content-type": "text/html" }).end("<b>heard</b>");
    });
  });
  await new Promise<void>((resolve) => void receiver.listen(0, "127.0.0.1", resolve));
  product = await openProduct();
  page = await product.signedIn();
});
afterAll(async () => {
  await product?.close();
  receiver.close();
});

const panel = () => page.getByRole("region", { name: "Endpoint", exact: true });

test("an endpoint is made, its secret is shown once, and what happens arrives signed with it", async () => {
  await page.goto("/leads");
  await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
  await page.keyboard.press("g");
  await page.keyboard.press("w");
  await page.waitForURL(/\/webhooks/);
  await page.getByRole("button", { name: "New endpoint" }).click();
  const form = page.getByRole("region", { name: "Webhooks", exact: true });
  await form.getByLabel("Name").fill("Warehouse");
  await form.getByLabel("Address").fill("ftp://example.com");
  await form.getByRole("button", { name: "Add" }).click();
  await form.getByText("Only https is allowed.").waitFor();
  await form.getByLabel("Address").fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/in`);
  await form.getByRole("button", { name: "Add" }).click();
  const secret = (await form.getByText(/^whsec_/).textContent()) ?? "";
  await form.getByRole("button", { name: "I have it" }).click();
  await panel().getByRole("heading", { name: "Warehouse" }).waitFor();
  expect(await page.getByText(/whsec_/).count()).toBe(0);
  const heard = async (type: string) => {
    await expect.poll(() => got.filter((one) => one.body.includes(`"${type}"`)).length, { timeout: 10_000 }).toBe(1);
    return got.find((one) => one.body.includes(`"${type}"`));
  };
  await panel().getByRole("button", { name: "Send a test event" }).click();
  const tested = await heard("webhook_endpoint.tested");
  expect(() => new Webhook(secret).verify(tested?.body ?? "", tested?.headers ?? {})).not.toThrow();
  await product.api("POST", "/api/leads", { firstName: "Wanda" });
  expect((await heard("lead.created"))?.body).toContain("Wanda");
  await panel().getByText("all well").waitFor();
});

test("a delivery shows its attempts and the answer as text, and is sent again on a word", async () => {
  const before = got.length;
  await panel().getByText("lead.created").first().click();
  await panel().getByText("<b>heard</b>").waitFor();
  await panel().getByRole("button", { name: "Send again now" }).click();
  await expect.poll(() => got.length, { timeout: 10_000 }).toBe(before + 1);
  expect(new Set(got.filter((one) => one.body.includes("lead.created")).map((one) => one.headers["webhook-id"])).size).toBe(1);
  await panel().getByText("Send again", { exact: true }).click();
  await panel().getByLabel("Which deliveries").selectOption("all");
  await panel().getByRole("button", { name: "Send", exact: true }).click();
  await panel().getByText(/deliveries are sent again/).waitFor();
});

test("a failing endpoint is seen at a glance, and paused, resumed, rotated and deleted by hand", async () => {
  status = 500;
  await panel().getByRole("button", { name: "Send a test event" }).click();
  await panel().getByText(/of the last failed/).first().waitFor();
  await panel().getByRole("button", { name: "Pause" }).click();
  await panel().getByText("Paused").waitFor();
  await panel().getByRole("button", { name: "Resume" }).click();
  await panel().getByText("Active", { exact: true }).waitFor();
  await panel().getByRole("button", { name: "Rotate the secret" }).click();
  await panel().getByText(/^whsec_/).waitFor();
  await panel().getByRole("button", { name: "Delete" }).click();
  await page.getByText("You deleted Warehouse.").waitFor();
  await page.getByText("Nobody is told yet.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("button", { name: "Warehouse" }).waitFor();
});

test("on a phone the page and its panel fit, and Escape closes the panel", async () => {
  const phone = await product.signedIn({ viewport: { width: 390, height: 780 } });
  await phone.goto("/webhooks");
  await phone.getByRole("button", { name: "Warehouse" }).click();
  const region = phone.getByRole("region", { name: "Endpoint", exact: true });
  await region.getByRole("heading", { name: "Warehouse" }).waitFor();
  expect(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  await phone.keyboard.press("Escape");
  await region.waitFor({ state: "detached" });
});

test("nothing was thrown on the way", () => {
  expect(product.problems).toEqual([]);
});
