import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Product, openProduct } from "./product";

let product: Product;
let page: Page;

beforeAll(async () => {
  product = await openProduct();
  page = await product.signedIn();
});
afterAll(() => product?.close());

const row = (name: string) => page.getByRole("row", { name: new RegExp(name) });

test("a lead is added in the side panel, and stands in the table", async () => {
  await page.goto("/leads");
  await page.getByRole("link", { name: "New lead" }).click();
  const panel = page.getByRole("region", { name: "Lead" });
  await panel.getByLabel("First name").fill("Wanda");
  await panel.getByLabel("Last name").fill("Maximoff");
  await panel.getByLabel("Email").fill("wanda@westview.example");
  await panel.getByLabel("Score").fill("many");
  await panel.getByRole("button", { name: "Add" }).click();
  await panel.getByText("Takes a whole number").waitFor();
  await panel.getByLabel("Score").fill("1,200");
  await panel.getByRole("button", { name: "Add" }).click();
  await page.getByRole("heading", { name: "Wanda Maximoff", level: 2 }).waitFor();
  expect(await row("Wanda Maximoff").textContent()).toContain("1,200");
});

test("a duplicate names the record that is there, with a link", async () => {
  await page.goto("/leads/new");
  const panel = page.getByRole("region", { name: "Lead" });
  await panel.getByLabel("Email").fill("WANDA@westview.example");
  await panel.getByRole("button", { name: "Add" }).click();
  // Opening it leaves what was typed here, which is asked first.
  page.once("dialog", (dialog) => void dialog.accept());
  await panel.getByText(/Belongs to .* already/).getByRole("link").click();
  await page.getByRole("heading", { name: "Wanda Maximoff", level: 2 }).waitFor();
});

test("what the server refuses stands at its field", async () => {
  await page.goto("/contacts/new");
  const panel = page.getByRole("region", { name: "Contact" });
  await panel.getByLabel("First name").fill("Vision");
  await panel.getByLabel("Time zone").fill("Westview/Nowhere");
  await panel.getByRole("button", { name: "Add" }).click();
  await panel.getByText(/time zone, like/).waitFor();
  expect(await panel.getByLabel("Time zone").getAttribute("aria-invalid")).toBe("true");
});

test("search, filter and order live in the address", async () => {
  await page.goto("/leads");
  await page.getByRole("searchbox", { name: "Search leads" }).fill("wanda");
  await page.waitForURL("**/leads?q=wanda");
  await page.getByText("1 in all").waitFor();
  await page.getByRole("button", { name: "Status" }).first().click();
  await page.getByRole("checkbox", { name: "Qualified", exact: true }).check();
  await page.getByText("Nothing fits").waitFor();
  expect(new URL(page.url()).searchParams.get("status")).toBe("qualified");
  await page.getByRole("link", { name: "Clear search and filters" }).click();
  await row("Wanda Maximoff").waitFor();
  await page.getByRole("button", { name: "Name" }).click();
  await page.waitForURL("**/leads?sort=name*");
  const names = await page.locator("tbody th").allTextContents();
  expect(names).toEqual(names.toSorted((one, other) => one.localeCompare(other)));
});

test("a deletion in the table is undone from its toast", async () => {
  await page.goto("/leads?q=wanda");
  await row("Wanda Maximoff").waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("#");
  await page.getByText("You deleted Wanda Maximoff.").waitFor();
  await page.getByText("Nothing fits").waitFor();
  expect((await product.api("GET", "/api/leads?q=wanda"))["data"]).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).click();
  await row("Wanda Maximoff").waitFor();
});

test("a change made elsewhere appears by itself, and its row is marked", async () => {
  await page.goto("/leads?q=wanda");
  await row("Wanda Maximoff").waitFor();
  await page.getByText("Live").waitFor();
  const { data } = await product.api("GET", "/api/leads?q=wanda");
  const [lead] = data as { id: string }[];
  await product.api("PATCH", `/api/leads/${lead?.id}`, { status: "qualified" });
  await row("Qualified").waitFor();
  await page.locator("tr[data-changed]").waitFor();
});

test("a record that changed under an edit is not overwritten unasked", async () => {
  await page.goto("/leads?q=wanda");
  await row("Wanda Maximoff").getByRole("link").click();
  await page.keyboard.press("e");
  const panel = page.getByRole("region", { name: "Lead" });
  await panel.getByLabel("Job title").fill("Avenger");
  const id = new URL(page.url()).pathname.split("/").at(-1);
  await product.api("PATCH", `/api/leads/${id}`, { source: "Hex" });
  await panel.getByText("just changed elsewhere").waitFor();
  await panel.getByRole("button", { name: "Save" }).click();
  await panel.getByText(/changed elsewhere since you opened it/).waitFor();
  await panel.getByText("now “Hex”").waitFor();
  await panel.getByRole("button", { name: "Write my changes over it" }).click();
  await page.getByText("You changed Wanda Maximoff.").waitFor();
  const saved = await product.api("GET", `/api/leads/${id}`);
  expect(saved).toMatchObject({ jobTitle: "Avenger", source: "Hex" });
});

test("what was typed is not lost unasked", async () => {
  await page.goto("/leads/new");
  const panel = page.getByRole("region", { name: "Lead" });
  await panel.getByLabel("First name").fill("Half");
  await page.keyboard.press("Escape");
  const asked: string[] = [];
  page.once("dialog", (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await page.getByRole("link", { name: "Contacts" }).first().click();
  expect(asked).toEqual(["Leave, and lose what you typed?"]);
  expect(await panel.getByLabel("First name").inputValue()).toBe("Half");
  await panel.getByRole("button", { name: "Cancel" }).click();
  await page.waitForURL(/\/leads$/);
});

test("a company is found by typing, and linked both ways", async () => {
  await page.goto("/companies/new");
  const company = page.getByRole("region", { name: "Company" });
  await company.getByLabel("Name", { exact: true }).fill("Stark Industries");
  await company.getByLabel("Annual revenue").fill("1 200 000.50");
  await company.getByLabel("City").fill("Malibu");
  await company.getByRole("button", { name: "Add" }).click();
  await page.getByRole("heading", { name: "Stark Industries", level: 2 }).waitFor();
  await company.getByText("$1,200,000.50").waitFor();
  await page.goto("/contacts/new");
  const contact = page.getByRole("region", { name: "Contact" });
  await contact.getByLabel("First name").fill("Pepper");
  await contact.getByRole("combobox", { name: "Company" }).pressSequentially("star");
  await contact.getByRole("option", { name: /Stark Industries/ }).waitFor();
  await page.keyboard.press("Enter");
  await contact.getByRole("button", { name: "Add" }).click();
  await page.getByRole("heading", { name: "Pepper", level: 2 }).waitFor();
  await contact.getByRole("link", { name: "Stark Industries" }).click();
  await page.waitForURL(/\/companies\/com_/);
});

test("HTML in a field is shown as text", async () => {
  const name = '<img src=x onerror="document.title=1">';
  await product.api("POST", "/api/leads", { firstName: name });
  await page.goto("/leads");
  await page.getByRole("link", { name }).click();
  await page.getByRole("heading", { name, level: 2 }).waitFor();
});

test("an address of no record, and of no page, say so", async () => {
  await page.goto("/leads/lead_01jzzzzzzzzzzzzzzzzzzzzzzz");
  await page.getByText("There is no such record").waitFor();
  await page.goto("/nowhere");
  await page.getByRole("heading", { name: "Nothing at this address" }).waitFor();
});

test("nothing was thrown on the way", () => {
  expect(product.problems).toEqual([]);
});
