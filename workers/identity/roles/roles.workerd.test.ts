import fc from "fast-check";
import { expect, test } from "vitest";
import { counted, makeTenant, type Client } from "../../../test/harness";
import { byCookie, newMember } from "../../../test/operations";
import type { Permission } from "../../kit/context";
import { lacking } from "../../kit/permissions";
import { permissionsOf, ROLES } from "../roles";

test("a role of the workspace is made, given, edited and deleted, and what it allows counts with the next request", async () => {
  const tenant = await makeTenant();
  const made = await tenant.client.post("/api/v1/roles", { name: "Webinar team", permissions: ["leads:read", "leads:read"] });
  expect([made.status, made.body]).toEqual([201, { id: made.body.id, name: "Webinar team", builtIn: false, permissions: ["leads:read"], members: 0, version: 1 }]);
  const path = `/api/v1/roles/${made.body.id}`;
  const member = await newMember(tenant, made.body.id);
  const write = () => member.client.send("POST", "/api/leads", { body: { firstName: "A" } });
  expect([(await member.client.send("GET", "/api/leads")).status, (await write()).status]).toEqual([200, 403]);
  expect((await tenant.client.patch(path, { permissions: ["leads:*"] })).body.version).toBe(2);
  expect((await write()).status).toBe(201);
  expect((await tenant.client.patch(path, { permissions: ["contacts:read"] })).status).toBe(200);
  expect([(await write()).status, (await member.client.send("GET", "/api/leads")).status]).toEqual([403, 403]);
  expect((await tenant.client.delete(path)).status).toBe(409);
  await tenant.client.patch(`/api/v1/members/${member.id}`, { role: "viewer" });
  expect((await tenant.client.delete(path)).status).toBe(204);
  const names = (await tenant.client.get("/api/v1/roles")).body.data.map((role: { name: string }) => role.name);
  expect(names).toEqual([...ROLES]);
});

test("a role's name is free, is none of the built-in ones, and its permissions are such as there are", async () => {
  const { client } = await makeTenant();
  expect((await client.post("/api/v1/roles", { name: "Team", permissions: ["leads:read"] })).status).toBe(201);
  expect((await client.post("/api/v1/roles", { name: "TEAM", permissions: ["leads:read"] })).status).toBe(409);
  expect((await client.post("/api/v1/roles", { name: "Owner", permissions: ["leads:read"] })).status).toBe(409);
  for (const unknown of ["leads:fly", "ships:read", "*:*", "leads", "__proto__:read"]) {
    const answer = await client.post("/api/v1/roles", { name: "Other", permissions: ["leads:read", unknown] });
    expect([unknown, answer.status, answer.body.error.details.problems[0].path]).toEqual([unknown, 400, "permissions.1"]);
  }
  const known = (await client.get("/api/v1/permissions")).body.data as { permission: string; allows: string[] }[];
  expect(known.find(({ permission }) => permission === "keys:write")?.allows).toContain("Make an API key");
});

test("nobody grants what they lack: by a role, a key, an invitation or a member's role, whatever they hold and want", async () => {
  const tenant = await makeTenant();
  const known = (await tenant.client.get("/api/v1/permissions")).body.data.map(({ permission }: { permission: Permission }) => permission) as Permission[];
  const wild = [...new Set(known.map((permission): Permission => `${permission.split(":")[0] ?? ""}:*`))];
  const set = fc.uniqueArray(fc.constantFrom(...known, ...wild), { minLength: 1, maxLength: 8 });
  const managing: Permission[] = ["roles:write", "keys:write", "members:write", "members:read"];
  const plain = await newMember(tenant, "viewer");
  let granted = 0;
  for (const [held, wanted, inherit] of fc.sample(fc.tuple(set, set, fc.boolean()), { numRuns: 30, seed: 7 })) {
    const all = [...managing, ...held];
    // Half of the wishes are within what is held: else few would be granted.
    const wish = inherit ? held : wanted;
    const may = lacking({ permissions: new Set(all) }, wish).length === 0;
    const caller = await tenant.as(all);
    const role = await tenant.client.post("/api/v1/roles", { name: crypto.randomUUID(), permissions: wish });
    const grants: Promise<{ status: number }>[] = [
      caller.post("/api/v1/roles", { name: crypto.randomUUID(), permissions: wish }),
      caller.post("/api/v1/keys", { name: "K", permissions: wish }),
      caller.post("/api/v1/invitations", { email: `${crypto.randomUUID()}@example.com`, role: role.body.id }),
      caller.patch(`/api/v1/roles/${role.body.id}`, { name: crypto.randomUUID() }),
    ];
    const statuses = (await Promise.all(grants)).map(({ status }) => status);
    expect([all, wish, statuses]).toEqual([all, wish, may ? [201, 201, 201, 200] : [403, 403, 403, 403]]);
    granted += may ? 1 : 0;
  }
  expect(granted).toBeGreaterThan(5);
  for (const role of ROLES) {
    const holder = await tenant.as([...permissionsOf("admin")]);
    const may = lacking({ permissions: permissionsOf("admin") }, permissionsOf(role)).length === 0;
    const weak = lacking({ permissions: permissionsOf("admin") }, permissionsOf("viewer")).length === 0;
    const answer = await holder.patch(`/api/v1/members/${plain.id}`, { role });
    expect([role, answer.status]).toEqual([role, may && weak ? 200 : 403]);
  }
}, 60_000);

test("on the warm path a member with a role of the workspace costs no look-up more", async () => {
  const tenant = await makeTenant();
  const { body } = await tenant.client.post("/api/v1/roles", { name: "Readers", permissions: ["leads:read"] });
  const member = await newMember(tenant, body.id);
  const client = byCookie(member.cookie) as Pick<Client, "send">;
  const watched = counted();
  await client.send("GET", "/api/leads?limit=1", { env: watched.env });
  watched.reset();
  await client.send("GET", "/api/leads?limit=1", { env: watched.env });
  expect(watched.counts).toEqual({ d1: 1, objects: 1, queue: 0 });
});
