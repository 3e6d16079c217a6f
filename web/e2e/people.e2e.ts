import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { totp } from "../../test/totp";
import { type Product, openProduct, signIn } from "./product";

const PASSWORD = "a long enough phrase";
const NEW_PASSWORD = "another long phrase";

let product: Product;
/** The owner's page, in the profile that stays signed in. */
let owner: Page;

beforeAll(async () => {
  product = await openProduct();
  owner = await product.signedIn();
});
afterAll(() => product?.close());

const rowOf = (page: Page, text: string | RegExp) => page.getByRole("listitem").filter({ hasText: text }).last();

async function choose(page: Page, row: string | RegExp, choice: string): Promise<void> {
  await rowOf(page, row).getByRole("button", { name: /^What to do with/ }).click();
  await page.getByRole("button", { name: choice }).filter({ visible: true }).click();
}

/** The link of the newest mail to somebody, as the stored outbox shows it. */
async function mailedLink(email: string): Promise<string> {
  await expect.poll(() => newestLink(email), { timeout: 10_000 }).not.toBe("");
  return newestLink(email);
}

async function newestLink(email: string): Promise<string> {
  await owner.goto("/settings/mail");
  await owner.getByRole("heading", { name: "Mail", level: 1 }).waitFor();
  await owner.locator(".rows, .rows-empty").first().waitFor();
  const mail = owner.getByRole("listitem").filter({ hasText: `to ${email}` }).first();
  if ((await mail.count()) === 0) return "";
  await mail.locator("summary").click();
  return (await mail.getByRole("link").getAttribute("href")) ?? "";
}

async function fillSignIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

const inside = (page: Page) => page.getByRole("textbox", { name: "Command" }).waitFor();

test("a colleague is invited, opens the link of the mail in another browser, and is in", async () => {
  await owner.goto("/settings/members");
  await owner.getByRole("button", { name: "Invite" }).click();
  const sheet = owner.getByRole("dialog", { name: "Invite somebody" });
  await sheet.getByLabel("Email").fill("not an address");
  await sheet.getByRole("radio", { name: /Editor/ }).check();
  await sheet.getByLabel("Email").fill("colleague@example.com");
  await sheet.getByRole("button", { name: "Send invitation" }).click();
  await rowOf(owner, "colleague@example.com").getByText("in 7 days").waitFor();

  const colleague = await product.page();
  await colleague.goto(await mailedLink("colleague@example.com"));
  await colleague.getByText("colleague@example.com is invited as editor.").waitFor();
  await colleague.getByLabel("Your name").fill("Cole League");
  await colleague.getByLabel("Password").fill(PASSWORD);
  await colleague.getByRole("button", { name: "Join" }).click();
  await inside(colleague);
  await colleague.context().close();
});

test("who is demoted is refused with the next click, in words", async () => {
  const colleague = await product.page();
  await signIn(colleague, { email: "colleague@example.com", password: PASSWORD });
  await colleague.goto("/leads/new");
  await colleague.getByLabel("First name").fill("Nobody");

  await owner.goto("/settings/members");
  await choose(owner, "Cole League", "Change role…");
  const sheet = owner.getByRole("dialog", { name: "The role of Cole League" });
  await sheet.getByRole("radio", { name: /Viewer/ }).check();
  await sheet.getByRole("button", { name: "Change role" }).click();
  await owner.getByText("Cole League is Viewer now.").waitFor();

  await colleague.getByRole("button", { name: "Add", exact: true }).click();
  await colleague.getByRole("alert").getByText(/leads:write/).waitFor();
  await colleague.context().close();
});

test("who is removed can be brought back", async () => {
  await owner.goto("/settings/members");
  await choose(owner, "Cole League", "Remove…");
  const asked = owner.getByRole("dialog", { name: "Remove Cole League?" });
  await asked.getByText("Cole League loses access with their next click").waitFor();
  await asked.getByRole("button", { name: "Remove" }).click();
  await owner.getByText("Cole League was removed.").waitFor();
  await owner.getByRole("button", { name: "Undo" }).click();
  await owner.getByText("Cole League is back.").waitFor();
  await rowOf(owner, "Cole League").waitFor();
});

test("who was removed is found under the members, and restored there", async () => {
  await owner.goto("/settings/members");
  await choose(owner, "Cole League", "Remove…");
  await owner.getByRole("dialog", { name: "Remove Cole League?" }).getByRole("button", { name: "Remove" }).click();
  await owner.getByText("Cole League was removed.").waitFor();
  await owner.reload();
  await owner.locator("summary", { hasText: "Removed" }).click();
  await owner.getByRole("list", { name: "Removed" }).getByText("colleague@example.com").waitFor();
  await owner.getByRole("button", { name: "Restore Cole League" }).click();
  await owner.getByText("Cole League is back.").waitFor();
  await owner.getByText("Nobody was removed.").waitFor();
  await owner.getByRole("list", { name: "Members" }).getByText("Cole League").waitFor();
});

test("a role of the workspace is made, and its name given to a member", async () => {
  await owner.goto("/settings/roles");
  await owner.getByRole("button", { name: "New role" }).click();
  const sheet = owner.getByRole("dialog", { name: "New role" });
  await sheet.getByLabel("Name").fill("Webinar team");
  await sheet.getByRole("checkbox", { name: "leads:read" }).check();
  await sheet.getByRole("button", { name: "Make the role" }).click();
  await owner.getByText("The role Webinar team is made.").waitFor();
  await rowOf(owner, "Webinar team").locator("summary").click();
  await rowOf(owner, "Webinar team").getByRole("button", { name: "Edit" }).click();
  const edit = owner.getByRole("dialog", { name: "Change the role Webinar team" });
  await edit.getByRole("checkbox", { name: "leads:*" }).check();
  expect(await edit.getByRole("checkbox", { name: "leads:write" }).isChecked()).toBe(true);
  await edit.getByRole("button", { name: "Save" }).click();
  await owner.getByText("The role Webinar team is changed.").waitFor();
  await owner.goto("/settings/members");
  await choose(owner, "Cole League", "Change role…");
  await owner.getByRole("radio", { name: /Webinar team/ }).check();
  await owner.getByRole("dialog").getByRole("button", { name: "Change role" }).click();
  await rowOf(owner, "Cole League").getByText("Webinar team").waitFor();
});

test("a key is made, shown once, used, and refused once revoked", async () => {
  await owner.goto("/settings/keys");
  await owner.getByRole("button", { name: "New key" }).click();
  const sheet = owner.getByRole("dialog", { name: "New API key" });
  await sheet.getByLabel("Name").fill("Journey key");
  await sheet.getByRole("checkbox", { name: "leads:read" }).check();
  await sheet.getByLabel("Only from").fill("nowhere");
  await sheet.getByRole("button", { name: "Make the key" }).click();
  await sheet.getByText(/is not an address or a range/).waitFor();
  await sheet.getByLabel("Only from").fill("");
  await sheet.getByRole("button", { name: "Make the key" }).click();
  const key = (await owner.getByRole("group", { name: "The key" }).textContent()) ?? "";
  const use = async () => (await fetch(`${product.url}/api/leads`, { headers: { authorization: `Bearer ${key}` } })).status;
  expect(await use()).toBe(200);
  await owner.reload();
  await rowOf(owner, "Journey key").waitFor();
  expect(await owner.content()).not.toContain(key);
  await choose(owner, "Journey key", "Revoke…");
  await owner.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await owner.getByText("The key Journey key is revoked.").waitFor();
  expect(await use()).toBe(401);
});

test("signing up: nothing is open before the mail's link", async () => {
  const visitor = await product.page();
  await visitor.goto("/sign-in");
  await visitor.getByRole("link", { name: "Create a workspace" }).click();
  await visitor.getByLabel("Workspace name").fill("Harbour");
  await visitor.getByLabel("Your name").fill("Nell Newcomer");
  await visitor.getByLabel("Email").fill("nell@example.com");
  await visitor.getByLabel("Password").fill(PASSWORD);
  await visitor.getByRole("button", { name: "Create workspace" }).click();
  await visitor.getByText("A link is on its way to nell@example.com.").waitFor();
  await fillSignIn(visitor, "nell@example.com", PASSWORD);
  await visitor.getByText("do not belong together").waitFor();
  await visitor.goto(await mailedLink("nell@example.com"));
  await visitor.getByRole("button", { name: "Confirm and open the workspace" }).click();
  await visitor.getByRole("heading", { name: "Your workspace is open" }).waitFor();

  await visitor.getByRole("link", { name: "Sign in", exact: true }).click();
  await fillSignIn(visitor, "nell@example.com", PASSWORD);
  await inside(visitor);
  await visitor.context().close();
});

test("a forgotten password is set anew by the mail's link, and the old one opens nothing", async () => {
  const visitor = await product.page();
  await visitor.goto("/sign-in");
  await visitor.getByRole("link", { name: "Forgot your password?" }).click();
  await visitor.getByLabel("Email").fill("colleague@example.com");
  await visitor.getByRole("button", { name: "Send the link" }).click();
  await visitor.getByRole("heading", { name: "Look into your mailbox" }).waitFor();
  await expect.poll(() => newestLink("colleague@example.com"), { timeout: 10_000 }).toContain("/reset?token=");
  await visitor.goto(await newestLink("colleague@example.com"));
  await visitor.getByLabel("Password").fill(NEW_PASSWORD);
  await visitor.getByRole("button", { name: "Change password" }).click();
  await visitor.getByRole("heading", { name: "Your password is changed" }).waitFor();
  await fillSignIn(visitor, "colleague@example.com", PASSWORD);
  await visitor.getByText("do not belong together").waitFor();
  await fillSignIn(visitor, "colleague@example.com", NEW_PASSWORD);
  await inside(visitor);
  await visitor.context().close();
});

test("a second factor is set up by its first code, and asked for at the next sign-in; a recovery code works once", async () => {
  const page = await product.page();
  await signIn(page, { email: "nell@example.com", password: PASSWORD });
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Set up" }).click();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Next" }).click();
  await page.getByRole("img", { name: "QR code of the secret" }).waitFor();
  const secret = (await page.getByRole("group", { name: "The secret" }).textContent()) ?? "";
  await page.getByLabel("Code of six digits").fill(await totp(secret));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByText("The second factor is on.").waitFor();
  const recoveryCode = (await page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem").first().textContent()) ?? "";
  await page.context().close();

  const again = await product.page();
  await fillSignIn(again, "nell@example.com", PASSWORD);
  // The code of the step before was spent on setting it up.
  await again.getByLabel("Code of six digits").fill(await totp(secret, 1));
  await again.getByRole("button", { name: "Sign in" }).click();
  await inside(again);
  await again.context().close();

  const lost = await product.page();
  await fillSignIn(lost, "nell@example.com", PASSWORD);
  await lost.getByRole("button", { name: "Use a recovery code" }).click();
  await lost.getByLabel("Recovery code").fill(recoveryCode);
  await lost.getByRole("button", { name: "Sign in" }).click();
  await inside(lost);
  await lost.goto("/settings/security");
  await lost.getByText(/recovery codes are left/).waitFor();
  await lost.context().close();
});

test("a passkey is added, and signs in without a password", async () => {
  const page = await product.page();
  await withAuthenticator(page);
  await signIn(page, { email: "colleague@example.com", password: NEW_PASSWORD });
  await page.goto("/settings/security");
  await page.getByRole("button", { name: "Add a passkey" }).click();
  await page.getByLabel("Name").fill("Laptop");
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByText("The passkey Laptop is added.").waitFor();

  // The device of the test takes what the browser would list at the email field.
  await signOut(page);
  await inside(page);

  // Where a browser offers nothing there, the button does it.
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
  await page.reload();
  await inside(page);
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await inside(page);
  await page.goto("/settings/security");
  await rowOf(page, "Laptop").getByText(/used/).waitFor();
  await page.context().close();
});

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^Account/ }).first().click();
  await page.getByRole("button", { name: "Sign out" }).first().click();
  await page.waitForURL("**/sign-in");
}

/** A device with a screen lock that is always opened. */
async function withAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
}

test("a session that is ended from another browser asks for a sign-in with its next click", async () => {
  const here = await product.page();
  const there = await product.page();
  await signIn(here, { email: "colleague@example.com", password: NEW_PASSWORD });
  await signIn(there, { email: "colleague@example.com", password: NEW_PASSWORD });
  await here.goto("/settings/sessions");
  await here.getByText("This one").waitFor();
  await here.getByRole("button", { name: "End all others…" }).click();
  await here.getByRole("dialog").getByRole("button", { name: "End", exact: true }).click();
  await here.getByText("All your other sessions ended.").waitFor();
  expect(await here.locator(".rows > li").count()).toBe(1);
  await there.getByRole("link", { name: "Leads" }).first().click();
  await there.waitForURL("**/sign-in?return=*");
  await here.context().close();
  await there.context().close();
});

test("where a fresh sign-in is needed it is asked for, and the act goes on by itself", async () => {
  let refusals = 0;
  await owner.route("**/api/v1/keys", (route) => {
    if (route.request().method() !== "POST" || refusals > 0) return route.continue();
    refusals += 1;
    return route.fulfill({ status: 403, json: { error: { code: "FRESH_SIGN_IN_REQUIRED", message: "Confirm who you are.", details: {} } } });
  });
  await owner.goto("/settings/keys");
  await owner.getByRole("button", { name: "New key" }).click();
  await owner.getByLabel("Name").fill("Fresh key");
  await owner.getByRole("checkbox", { name: "leads:read" }).check();
  await owner.getByRole("button", { name: "Make the key" }).click();
  const asked = owner.getByRole("dialog", { name: "Confirm that it is you" });
  await asked.getByLabel("Password").fill("not the password");
  await asked.getByRole("button", { name: "Confirm" }).click();
  await asked.getByText("The password is not right.").waitFor();
  await asked.getByLabel("Password").fill(product.credentials.password);
  await asked.getByRole("button", { name: "Confirm" }).click();
  await owner.getByRole("group", { name: "The key" }).waitFor();
  await owner.unroute("**/api/v1/keys");
});

test("another workspace is opened from the account menu, and the first gone back to", async () => {
  const page = await product.page();
  await signIn(page, { email: "colleague@example.com", password: NEW_PASSWORD });
  const menu = async (item: string) => {
    await page.getByRole("button", { name: /^Account/ }).first().click();
    await page.getByRole("button", { name: item }).filter({ visible: true }).click();
  };
  const current = async () => ((await (await page.request.get("/api/v1/session")).json()) as { tenant: { name: string } }).tenant.name;
  const first = await current();
  await menu("New workspace");
  const sheet = page.getByRole("dialog", { name: "New workspace" });
  await sheet.getByLabel("Name").fill("Cole's harbour");
  await sheet.getByRole("button", { name: "Create workspace" }).click();
  await page.getByRole("button", { name: /^Account: Cole League, Owner/ }).first().waitFor();
  await inside(page);
  expect(await current()).toBe("Cole's harbour");

  await menu(first);
  await expect.poll(current).toBe(first);
  await page.getByRole("button", { name: /^Account: Cole League, (?!Owner)/ }).first().waitFor();
  await inside(page);
  await page.context().close();
});

test("nothing was thrown on the way", () => {
  expect(product.problems).toEqual([]);
});
