import { expect, test } from "vitest";
import { env, makeTenant, type Answer } from "../../../test/harness";
import { rowsOf } from "../../../test/operations";
import { cookiesOf, from, makePerson, signedIn, statusesOf } from "../../../test/people";

const OWNED_MAX = 20;
const PATH = "/api/v1/workspaces";
const namesIn = ({ body }: Answer) => body.data.map(({ name, role, current }: { name: string; role: string; current: boolean }) => [name, role, current]);

test("a person opens another workspace, owns it, and the same session goes on in it", async () => {
  const [person, bystander] = [await makePerson(), await makeTenant()];
  const here = await signedIn(person);
  const before = [await rowsOf(person.id), await rowsOf(bystander.id)];
  const opened = await here.post(PATH, { name: "Second harbour", timeZone: "Europe/Paris" });
  expect([opened.status, opened.body.user.id, opened.body.member.role]).toEqual([201, person.owner.userId, "owner"]);
  expect(opened.body.tenant).toMatchObject({ name: "Second harbour", timeZone: "Europe/Paris" });
  expect([await rowsOf(person.id), await rowsOf(bystander.id)]).toEqual(before);

  const access = cookiesOf(opened);
  const session = /[^ ;]*session_token=[^;]+/.exec(here.cookie)?.[0] ?? "";
  const there = (path: string) => from("GET", path, { headers: { cookie: `${session}; ${access}`, origin: "http://localhost" } });
  expect((await there("/api/leads")).body.data).toEqual([]);
  expect(namesIn(await there(PATH))).toEqual([[expect.any(String), "owner", false], ["Second harbour", "owner", true]]);
  // The session alone remembers where it works, when its access token has run out.
  const alone = await from("GET", "/api/v1/session", { headers: { cookie: session } });
  expect(alone.body.tenant.id).toBe(opened.body.tenant.id);

  const { data } = (await there("/api/v1/audit")).body;
  expect(data.map((entry: { action: string; actor: { id: string } }) => [entry.action, entry.actor.id])).toEqual([["identity.workspaces.create", person.owner.userId]]);
  const { results } = await env.DB.prepare("select envelope ->> 'type' as type from outbox where tenant_id = ?").bind(opened.body.tenant.id).all<{ type: string }>();
  expect(results).toEqual([{ type: "member.created" }]);
});

test("a workspace of a name that is taken gets an address of its own; without a time zone it is UTC, and one that is none is refused", async () => {
  const here = await signedIn(await makePerson());
  const name = `Twin ${crypto.randomUUID()}`;
  const [first, second] = [await here.post(PATH, { name }), await here.post(PATH, { name })];
  expect([first.status, second.status, first.body.tenant.timeZone]).toEqual([201, 201, "UTC"]);
  expect(second.body.tenant.slug).not.toBe(first.body.tenant.slug);
  for (const timeZone of ["Mars/Olympus", "+02:00", ""]) expect([timeZone, (await here.post(PATH, { name, timeZone })).status]).toEqual([timeZone, 400]);
});

test("where sign-up is closed nobody opens one, and is told so; nor does a key or a token without its session", async () => {
  const person = await makePerson();
  const here = await signedIn(person);
  const closed = await here.send("POST", PATH, { body: { name: "Closed" }, env: { ...env, SIGN_UP: "closed" } });
  expect([closed.status, closed.body.error.code, closed.body.error.message]).toEqual([403, "FORBIDDEN", expect.stringContaining("closed")]);
  expect((await person.client.post(PATH, { name: "By key" })).status).toBe(403);
  const token = /access=([^;]+)/.exec(here.cookie)?.[1] ?? "";
  expect((await from("POST", PATH, { body: { name: "By token" }, headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
  expect(namesIn(await here.get(PATH))).toHaveLength(1);
});

test("a person owns no more than twenty, though they ask for all at one time", async () => {
  const here = await signedIn(await makePerson());
  const answers = await Promise.all(Array.from({ length: OWNED_MAX + 2 }, (_, index) => here.post(PATH, { name: `Fleet ${index}` })));
  expect(statusesOf(answers)).toEqual([...Array.from({ length: OWNED_MAX - 1 }, () => 201), 409, 409, 409]);
  expect(namesIn(await here.get(PATH))).toHaveLength(OWNED_MAX);
});
