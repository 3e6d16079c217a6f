/** One contract for both ways that mail goes: kept here alone, and handed to a provider over HTTP. */
import { describe, expect, test } from "vitest";
import { createEgress } from "../../kit/egress";
import { mailPoster, type MailShape } from "../../kit/mail-post";
import type { Act } from "../../kit/context";
import { d1Store } from "../../kit/store.d1";
import { env, makeTenant } from "../../../test/harness";
import { mailOutbox, MAILS_MAX } from "./outbox";

type Asked = { url: string; headers: Headers; body: Record<string, unknown> };

/** A provider that answers by a script; past its end it takes everything. */
function provider(shape: MailShape, script: (number | "unreachable")[] = []) {
  const asked: Asked[] = [];
  const egress = createEgress({
    loopback: "refuse",
    fetch: async (url, init) => {
      asked.push({ url, headers: new Headers(init.headers), body: JSON.parse(init.body as string) as Record<string, unknown> });
      const next = script.shift() ?? 200;
      if (next === "unreachable") throw new TypeError("no route");
      return Response.json({ id: "made-by-the-provider" }, { status: next });
    },
  });
  return { asked, post: mailPoster(egress, { shape, endpoint: "https://mail.example.com/send", token: "a provider's token", from: "Pilothouse <no-reply@example.com>" }) };
}

const store = d1Store(env.DB, () => undefined, () => undefined);
const act = (tenantId: string): Act => ({ ...nobody, tenant: { ...nobody.tenant, id: tenantId } });
const nobody: Act = {
  tenant: { id: "", slug: "", name: "", timeZone: "UTC", limits: {}, brand: "tenant" },
  principal: { kind: "system", id: "test", memberId: null, role: null, permissions: new Set(), sessionId: null, keyId: null, perMinute: null },
  actor: { kind: "system", id: "test" },
  operation: "test",
  cause: {},
  requestId: "test",
  now: Date.now(),
  depth: 0,
  idempotency: null,
  alongside: null,
  ifMatch: null,
  waitUntil: () => {},
  request: null,
};
const letter = (tenantId: string, to = "jane@example.com") => ({ kind: "password_reset" as const, to, subject: "Choose a\r\nnew password", text: "Open:\n\n{link}\n", link: "https://x.example/reset?token=$&secret", tenantId });

describe.each<["kept" | MailShape, () => Parameters<typeof mailOutbox>[1], "stored" | "sent"]>([
  ["kept", () => null, "stored"],
  ["resend", () => provider("resend").post, "sent"],
  ["postmark", () => provider("postmark").post, "sent"],
])("mail that is %s", (_, post, status) => {
  test("is listed for its workspace alone, newest first, with its status and without its link", async () => {
    const [one, other] = [await makeTenant(), await makeTenant()];
    const outbox = mailOutbox(store, post(), false);
    await outbox.send(act(one.id), letter(one.id, "first@example.com"));
    await outbox.send({ ...act(one.id), now: Date.now() + 1 }, letter(one.id, "second@example.com"));
    await outbox.send(act(""), { ...letter(one.id), tenantId: null });
    const mails = await outbox.list({ ...nobody.tenant, id: one.id });
    expect(mails.map((mail) => [mail.to, mail.status, mail.subject])).toEqual([["second@example.com", status, "Choose a new password"], ["first@example.com", status, "Choose a new password"]]);
    expect(mails[0]?.text).toBe("Open:\n\n[the link is not stored]\n");
    expect(await outbox.list({ ...nobody.tenant, id: other.id })).toEqual([]);
  });

  test("shows its link where the installation says so", async () => {
    const { id } = await makeTenant();
    const outbox = mailOutbox(store, post(), true);
    await outbox.send(act(id), letter(id, `${id}@example.com`));
    const mails = await outbox.list({ ...nobody.tenant, id });
    expect(mails.find((mail) => mail.to === `${id}@example.com`)?.text).toContain("https://x.example/reset?token=$&secret");
  });

  test("never fails its sender, and never grows without end", async () => {
    const { id } = await makeTenant();
    const broken = mailOutbox({ ...store, commit: () => Promise.reject(new Error("down")) }, post(), false);
    await expect(broken.send(act(id), letter(id))).resolves.toBeUndefined();
    const many = Array.from({ length: MAILS_MAX + 5 }, (_, at) => env.DB.prepare("insert into mails (tenant_id, id, kind, recipient, subject, text, status, created_at) values (?, ?, 'verification', 'a@example.com', 's', 't', 'stored', ?)").bind(id, `mail_${String(at).padStart(26, "0")}`, Date.now()));
    await env.DB.batch(many);
    await mailOutbox(store, post(), false).send(act(id), letter(id));
    const kept = await env.DB.prepare("select count(*) as n from mails where tenant_id = ?").bind(id).first<{ n: number }>();
    expect(kept?.n).toBe(MAILS_MAX);
  });
});

test("Resend's shape: a bearer token, and an idempotency key that a second try repeats", async () => {
  const { id } = await makeTenant();
  const { asked, post } = provider("resend", [503]);
  const outbox = mailOutbox(store, post, false);
  await outbox.send(act(id), letter(id));
  expect(asked).toHaveLength(2);
  const [mail] = await outbox.list({ ...nobody.tenant, id });
  expect(asked.map(({ headers }) => headers.get("idempotency-key"))).toEqual([mail?.id, mail?.id]);
  expect(asked[1]?.headers.get("authorization")).toBe("Bearer a provider's token");
  expect(asked[1]?.body).toEqual({ from: "Pilothouse <no-reply@example.com>", to: ["jane@example.com"], subject: "Choose a new password", text: "Open:\n\nhttps://x.example/reset?token=$&secret\n" });
});

test("Postmark's shape: its own token header and capitals", async () => {
  const { id } = await makeTenant();
  const { asked, post } = provider("postmark");
  await mailOutbox(store, post, false).send(act(id), letter(id));
  expect(asked[0]?.headers.get("x-postmark-server-token")).toBe("a provider's token");
  expect(asked[0]?.body).toMatchObject({ From: "Pilothouse <no-reply@example.com>", To: "jane@example.com", Subject: "Choose a new password", MessageStream: "outbound" });
});

test.each<[string, (number | "unreachable")[], "sent" | "failed", number]>([
  ["is busy once", [429], "sent", 2],
  ["cannot be reached once", ["unreachable"], "sent", 2],
  ["stays away", ["unreachable", "unreachable"], "failed", 2],
  ["is broken", [500, 502], "failed", 2],
  ["refuses the token", [401], "failed", 1],
  ["refuses the mail", [422], "failed", 1],
])("a provider that %s", async (_, script, status, tries) => {
  const { id } = await makeTenant();
  const { asked, post } = provider("resend", script);
  const outbox = mailOutbox(store, post, false);
  await outbox.send(act(id), letter(id));
  expect([(await outbox.list({ ...nobody.tenant, id }))[0]?.status, asked.length]).toEqual([status, tries]);
});

test("a provider's address that leads inside is never called", async () => {
  const { id } = await makeTenant();
  const egress = createEgress({ loopback: "refuse", fetch: () => Promise.reject(new Error("was called")) });
  const post = mailPoster(egress, { shape: "resend", endpoint: "https://169.254.169.254/emails", token: "t", from: "a@example.com" });
  const outbox = mailOutbox(store, post, false);
  await outbox.send(act(id), letter(id));
  expect((await outbox.list({ ...nobody.tenant, id }))[0]?.status).toBe("failed");
});
