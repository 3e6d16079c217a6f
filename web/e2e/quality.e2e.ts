import { AxeBuilder } from "@axe-core/playwright";
import type { Page, Response } from "playwright-core";
import { brotliCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Product, openProduct, say } from "./product";

const SCRIPT_BYTES_MAX = 170_000;
const STYLE_BYTES_MAX = 25_000;
const REQUESTS_MAX = 12;
const AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let product: Product;

beforeAll(async () => {
  product = await openProduct();
});
afterAll(() => product?.close());

/** Every page as it can look, by how to get there. */
const looks: { name: string; open: (page: Page) => Promise<unknown> }[] = [
  { name: "chat, empty", open: (page) => page.goto("/") },
  { name: "chat, with cards and a confirmation", open: chatWithCards },
  { name: "leads", open: (page) => opened(page, "/leads") },
  { name: "contacts", open: (page) => opened(page, "/contacts") },
  { name: "companies", open: (page) => opened(page, "/companies") },
  { name: "leads, nothing fits", open: (page) => page.goto("/leads?q=zzzzzz&status=new&score=3") },
  { name: "leads, none yet", open: noneYet },
  { name: "leads, not to be had", open: notToBeHad },
  { name: "a new lead", open: (page) => page.goto("/leads/new") },
  { name: "a new company, with problems", open: companyWithProblems },
  { name: "a lead", open: openFirst },
  { name: "the command line", open: commandLine },
  { name: "the shortcut sheet", open: shortcutSheet },
  { name: "a filter", open: openFilter },
  { name: "the audit log", open: (page) => page.goto("/audit").then(() => page.getByRole("cell", { name: "identity.session.create" }).first().waitFor()) },
  ...["members", "roles", "keys", "apps", "mail", "sessions", "security"].map((page) => ({ name: `settings: ${page}`, open: (at: Page) => settings(at, page) })),
  { name: "settings: an invitation", open: (page) => sheetOf(page, "members", "Invite") },
  { name: "settings: a new role", open: (page) => sheetOf(page, "roles", "New role") },
  { name: "settings: a new key", open: (page) => sheetOf(page, "keys", "New key") },
  { name: "settings: a new app", open: (page) => sheetOf(page, "apps", "Register an app") },
  { name: "settings: a role, opened", open: (page) => settings(page, "roles").then(() => page.locator("summary.row").nth(1).click()) },
  { name: "webhooks, with an endpoint's deliveries", open: openEndpoint },
  { name: "a new endpoint", open: (page) => page.goto("/webhooks?open=new").then(() => page.getByText("All events").waitFor()) },
  { name: "no page", open: (page) => page.goto("/nowhere") },
];

async function settings(page: Page, name: string): Promise<void> {
  await page.goto(`/settings/${name}`);
  await page.locator(".rows, .rows-empty, .settings-part").first().waitFor();
}

async function sheetOf(page: Page, name: string, button: string): Promise<void> {
  await settings(page, name);
  await page.getByRole("button", { name: button, exact: true }).click();
  await page.getByRole("dialog").locator("form").waitFor();
}

async function opened(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.locator("tbody tr[data-index], .cards li").first().waitFor();
}

async function noneYet(page: Page): Promise<void> {
  await instead(page, 200, { data: [], nextCursor: null });
  await page.getByRole("heading", { name: "Nothing here yet" }).waitFor();
}

async function notToBeHad(page: Page): Promise<void> {
  await instead(page, 500, { error: { code: "INTERNAL", message: "Something went wrong on our side.", details: {} } });
  await page.getByText("req_of_the_test").waitFor();
  await page.getByRole("button", { name: "Try again" }).waitFor();
}

/** Opens the leads with another answer than the server's. */
async function instead(page: Page, status: number, json: unknown): Promise<void> {
  const address = /\/api\/leads\?/;
  await page.route(address, (route) => route.fulfill({ status, json, headers: { "x-request-id": "req_of_the_test" } }));
  await page.goto("/leads");
  await page.locator(".records-state").waitFor();
  await page.unroute(address);
}

async function openFirst(page: Page): Promise<void> {
  await opened(page, "/leads");
  await page.locator(".row-link, .record-card").first().click();
  await page.locator(".panel .facts").first().waitFor();
}

async function chatWithCards(page: Page): Promise<void> {
  await page.goto("/");
  await say(page, "find leads with status qualified");
  await say(page, "delete Emily Tanaka");
  await page.getByRole("button", { name: "Confirm" }).waitFor();
}

async function companyWithProblems(page: Page): Promise<void> {
  await page.goto("/companies/new");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await page.getByText("Is needed").waitFor();
}

async function commandLine(page: Page): Promise<void> {
  await opened(page, "/leads");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Command" }).waitFor();
}

async function shortcutSheet(page: Page): Promise<void> {
  await opened(page, "/leads");
  await page.keyboard.press("?");
  await page.getByRole("heading", { name: "Keyboard shortcuts" }).waitFor();
}

async function openEndpoint(page: Page): Promise<void> {
  const { id } = await product.api("POST", "/api/v1/webhooks/endpoints", { name: "Warehouse", url: "http://127.0.0.1:9/", events: ["lead.*"] });
  await product.api("POST", `/api/v1/webhooks/endpoints/${String(id)}/test`);
  await page.goto(`/webhooks?open=${String(id)}`);
  await page.locator(".health-bars").first().waitFor();
  await page.locator(".delivery summary").first().click();
  await page.locator(".attempts li").first().waitFor();
}

async function openFilter(page: Page): Promise<void> {
  await opened(page, "/leads");
  await page.getByRole("button", { name: "Status" }).first().click();
  await page.getByRole("checkbox", { name: "New", exact: true }).waitFor();
}

/** The AA rules that a page breaks, each with where. */
async function violations(page: Page): Promise<string[]> {
  // Colours that are on their way would be measured half way.
  await page.waitForFunction(() => document.getAnimations().every((animation) => animation.playState === "finished"));
  const { violations: found } = await new AxeBuilder({ page }).withTags(AA).analyze();
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
}

describe.each(["light", "dark"] as const)("in the %s theme no AA rule is broken", (colorScheme) => {
  let page: Page;
  beforeAll(async () => {
    page = await product.signedIn({ colorScheme, reducedMotion: "reduce" });
  });
  test.each(looks)("$name", async ({ open }) => {
    await open(page);
    await page.locator("h1").first().waitFor({ state: "attached" });
    expect(await violations(page)).toEqual([]);
  });
  test("sign-in and set-up", async () => {
    const visitor = await product.page({ colorScheme });
    for (const path of ["/sign-in", "/sign-in?step=second-factor", "/setup", "/setup?token=abc", "/sign-up", "/verify?token=abc", "/forgot", "/reset?token=abc", "/invitation?token=abc"]) {
      await visitor.goto(path);
      await visitor.locator("h1").waitFor();
      expect(await violations(visitor)).toEqual([]);
    }
  });
});

test("a theme is chosen by the person, and is there before the first paint", async () => {
  const page = await product.signedIn({ colorScheme: "light" });
  await page.goto("/");
  await page.getByRole("button", { name: /^Account/ }).first().click();
  await page.getByText("Dark", { exact: true }).filter({ visible: true }).click();
  await page.route("**/assets/index-*.js", (route) => route.abort());
  await page.reload();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)).toBe("dark");
});

describe("a cold page is light", () => {
  test.each(["/sign-in", "/", "/leads", "/contacts", "/companies", "/settings/security"])("%s", async (path) => {
    const { page, responses } = await cold(path);
    const files = responses.filter((response) => /\.(?:js|css)$/.test(response.url()));
    const bodies = await Promise.all(files.map(async (response) => ({ url: response.url(), body: await response.body() })));
    const weight = (pattern: RegExp) =>
      bodies.filter(({ url }) => pattern.test(url)).reduce((sum, { body }) => sum + brotliCompressSync(body).length, 0);
    const script = weight(/\.js$/);
    const style = weight(/\.css$/);
    process.stdout.write(`${path}: ${responses.length} requests, ${script} bytes of script, ${style} of style (brotli)\n`);
    expect(responses.length).toBeLessThanOrEqual(REQUESTS_MAX);
    expect(script).toBeLessThanOrEqual(SCRIPT_BYTES_MAX);
    expect(style).toBeLessThanOrEqual(STYLE_BYTES_MAX);
    await page.context().close();
  });
});

/** Opens a page with a session but an empty cache, and gives every answer it took. */
async function cold(path: string): Promise<{ page: Page; responses: Response[] }> {
  const page = path === "/sign-in" ? await product.page() : await product.signedIn();
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(path, { waitUntil: "networkidle" });
  await page.locator("h1").first().waitFor({ state: "attached" });
  return { page, responses };
}

test("a phone shows cards and reaches everything without scrolling sideways", async () => {
  const page = await product.signedIn({ viewport: { width: 390, height: 844 }, hasTouch: true });
  for (const { open } of looks) {
    await open(page);
    const { scroll, width } = await page.evaluate(() => ({ scroll: document.documentElement.scrollWidth, width: innerWidth }));
    expect(scroll).toBeLessThanOrEqual(width);
    await page.keyboard.press("Escape");
  }
  expect(await violations(page)).toEqual([]);
  await opened(page, "/leads");
  expect(await page.getByRole("table").count()).toBe(0);
  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Contacts" }).click();
  await page.getByRole("heading", { name: "Contacts", level: 1 }).waitFor();
});

test("everything can be done without a mouse", async () => {
  const page = await product.page();
  await page.goto("/sign-in");
  await page.locator("input:focus").waitFor();
  await page.keyboard.type(product.credentials.email);
  await page.keyboard.press("Tab");
  await page.keyboard.type(product.credentials.password);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Command" }).waitFor();
  await page.keyboard.type("add Kara Thrace, kara@galactica.example, as a lead");
  await page.keyboard.press("Enter");
  await page.getByRole("region", { name: "Create lead: Done" }).waitFor();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("leads");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Leads", level: 1 }).waitFor();
  await expect.poll(() => focused(page)).toBe("Leads");
  await page.locator("tbody tr[data-index]").first().waitFor();
  await page.keyboard.press("j");
  await expect.poll(() => focused(page)).toBe("Kara Thrace");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Kara Thrace", level: 2 }).waitFor();
  await page.keyboard.press("e");
  await page.getByLabel("Job title").focus();
  await page.keyboard.type("Viper pilot");
  await page.keyboard.press("Enter");
  await page.getByText("You changed Kara Thrace.").waitFor();
  await page.keyboard.press("Escape");
  await page.waitForURL(/\/leads$/);
  await expect.poll(() => focused(page)).toBe("Kara Thrace");

  await page.keyboard.press("x");
  await page.getByText("1 selected").waitFor();
  await page.keyboard.press("#");
  await page.getByText("You deleted Kara Thrace.").waitFor();
  await page.keyboard.press("Control+z");
  await page.getByRole("link", { name: "Kara Thrace" }).waitFor();

  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await page.getByRole("heading", { name: "Companies", level: 1 }).waitFor();
  await page.keyboard.press("c");
  await page.getByRole("heading", { name: "New company" }).waitFor();
});

test("the first Tab offers to skip to the content", async () => {
  const page = await product.signedIn();
  await opened(page, "/leads");
  await page.keyboard.press("Tab");
  await expect.poll(() => focused(page)).toBe("Skip to content");
});

const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent);

test("nothing was thrown on the way", () => {
  expect(product.problems.filter((problem) => !problem.includes("net::ERR_FAILED"))).toEqual([]);
});
