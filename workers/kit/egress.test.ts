import { expect, test } from "vitest";
import { addressCheck, createEgress, type Egress, EgressError, type EgressInit } from "./egress";

const LIMITS = { timeoutMs: 1_000, maxBytes: 100 };
const ADDRESSES: Record<string, string[]> = {
  "acme.io": ["8.8.8.8", "2606:4700::1"],
  "other.io": ["8.8.4.4"],
  "inside.acme.io": ["10.0.0.1"],
  "mixed.acme.io": ["8.8.8.8", "169.254.169.254"],
  "mapped.acme.io": ["::ffff:127.0.0.1"],
  "gone.acme.io": [],
};

type Sent = { url: string; init: RequestInit };
type World = { egress: Egress; sent: Sent[] };

/** The guard over a network that exists in a function. */
function world(answer: (url: string, init: RequestInit) => Response | Promise<Response>, loopback: "allow" | "refuse" = "refuse"): World {
  const sent: Sent[] = [];
  const egress = createEgress({
    loopback,
    resolve: async (host) => {
      const addresses = ADDRESSES[host];
      if (addresses === undefined) throw new Error(`no answer for ${host}`);
      return addresses;
    },
    fetch: async (url, init) => {
      sent.push({ url, init });
      return await answer(url, init);
    },
  });
  return { egress, sent };
}

async function failure(work: Promise<unknown>): Promise<EgressError> {
  const error: unknown = await work.then(() => null, (reason: unknown) => reason);
  if (!(error instanceof EgressError)) throw new Error(`not an EgressError: ${String(error)}`);
  return error;
}

const HOSTILE = [
  // schemes and things that are no URL
  "", "acme.io", "//acme.io", "http://acme.io/", "ftp://acme.io/", "file:///etc/passwd", "gopher://acme.io/", "data:text/plain,x",
  "javascript:alert(1)", "blob:https://acme.io/x", "ws://acme.io/", "wss://acme.io/", "https://", "https:///", `https://acme.io/${"x".repeat(9_000)}`,
  // credentials and ports
  "https://user@acme.io/", "https://user:pass@acme.io/", "https://acme.io@127.0.0.1/", "https://:x@acme.io/", "https://acme.io:22/",
  "https://acme.io:80/", "https://acme.io:6379/", "https://acme.io:65536/",
  // loopback in all its clothes
  "https://localhost/", "https://LOCALHOST./", "https://app.localhost/", "https://127.0.0.1/", "https://127.1/", "https://2130706433/", "https://0x7f.0.0.1/",
  "https://0177.0.0.1/", "https://0x7f000001/", "https://127.0.0.1./", "https://①②⑦.⓪.⓪.①/", "https://127。0。0。1/", "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
  "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[64:ff9b::7f00:1]/", "https://%31%32%37.0.0.1/",
  "http://localhost:8787/", "http://127.0.0.1:8787/",
  // inside, and the clouds' metadata
  "https://0.0.0.0/", "https://0/", "https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.0.1/", "https://100.64.0.1/", "https://169.254.169.254/latest/meta-data/",
  "https://2852039166/", "https://0xa9fea9fe/", "https://[fe80::1]/", "https://[fd00:ec2::254]/", "https://[::ffff:169.254.169.254]/", "https://[2002:a9fe:a9fe::]/",
  "https://[64:ff9b::a9fe:a9fe]/", "https://[::]/", "https://192.0.0.192/", "https://100.100.100.200/", "https://metadata.google.internal/", "https://metadata/",
  "https://instance-data/", "https://kubernetes.default.svc/", "https://db.internal/", "https://printer.local/", "https://intranet/",
  // names that answer with what they are told, and names whose DNS points inside
  "https://127.0.0.1.nip.io/", "https://169-254-169-254.sslip.io/", "https://lvh.me/", "https://localtest.me/", "https://7f000001.08080808.rbndr.us/",
  "https://inside.acme.io/", "https://mixed.acme.io/", "https://mapped.acme.io/", "https://INSIDE.acme.io./", "https://acme.io../",
];

test.each(HOSTILE)("nothing is sent to %.60s", async (url) => {
  const { egress, sent } = world(() => new Response("secret"));
  expect((await failure(egress(url, LIMITS))).reason).toBe("url_blocked");
  expect(sent).toEqual([]);
});

test("a public host is reached on its two ports, by name or address", async () => {
  const { egress, sent } = world(() => new Response("hello", { status: 201, headers: { "x-answer": "1" } }));
  const urls = ["https://acme.io/a?b=c", "https://acme.io:8443/", "https://ACME.io./", "https://8.8.8.8/", "https://[2606:4700::1]/"];
  for (const url of urls) {
    const response = await egress(url, { ...LIMITS, method: "POST", body: "x" });
    expect([response.status, response.headers.get("x-answer"), await response.text()]).toEqual([201, "1", "hello"]);
  }
  expect(sent.map((one) => one.init.redirect)).toEqual(urls.map(() => "manual"));
});

test("loopback is open where the setting says so, and only loopback", async () => {
  const { egress, sent } = world(() => new Response("ok"), "allow");
  for (const url of ["http://localhost:8787/", "http://127.0.0.1:1/", "https://[::1]:9/", "http://app.localhost/"]) await egress(url, LIMITS);
  expect(sent).toHaveLength(4);
  for (const url of ["http://10.0.0.1/", "http://acme.io/", "ftp://localhost/", "http://user@localhost/", "https://169.254.169.254/", "https://mapped.acme.io/"]) {
    expect((await failure(egress(url, LIMITS))).reason).toBe("url_blocked");
  }
});

test("messages hold nothing of the URL, and what cannot be reached reads alike", async () => {
  const broken = world(() => Promise.reject(new Error("connect ECONNREFUSED https://acme.io/?key=hunter2")));
  const errors = [
    await failure(broken.egress("https://acme.io/?key=hunter2", LIMITS)),
    await failure(broken.egress("https://gone.acme.io/?key=hunter2", LIMITS)),
    await failure(broken.egress("https://unknown.acme.io/?key=hunter2", LIMITS)),
  ];
  expect(new Set(errors.map((error) => error.reason))).toEqual(new Set(["unreachable"]));
  expect(new Set(errors.map((error) => error.message)).size).toBe(1);
  const blocked = await failure(broken.egress("https://u:hunter2@acme.io/", LIMITS));
  for (const error of [...errors, blocked]) expect(`${error.message}${error.stack}${String(error.cause)}`).not.toContain("hunter2");
});

test("headers that decide where a request goes are not the caller's", async () => {
  const { egress, sent } = world(() => new Response("ok"));
  await egress("https://acme.io/", { ...LIMITS, headers: { host: "inside", authorization: "Bearer x", "transfer-encoding": "chunked" } });
  expect([...new Headers(sent[0]?.init.headers).keys()]).toEqual(["authorization"]);
});

// ---- Redirects

const redirect = (location: string, status = 302) => new Response(null, { status, headers: { location } });
const KEYS = { authorization: "Bearer x", cookie: "a=b", "x-api-key": "k", accept: "text/plain" };

test("a redirect is refused unless it is asked for, and past its number", async () => {
  const { egress } = world(() => redirect("https://acme.io/again"));
  expect((await failure(egress("https://acme.io/", LIMITS))).reason).toBe("redirect_blocked");
  const three = world(() => redirect("https://acme.io/again"));
  expect((await failure(three.egress("https://acme.io/", { ...LIMITS, maxRedirects: 99 }))).reason).toBe("redirect_blocked");
  expect(three.sent).toHaveLength(4);
});

test.each([
  "http://acme.io/", "https://127.0.0.1/", "https://169.254.169.254/", "https://inside.acme.io/", "http://localhost:1/", "//127.0.0.1/", "https://user:x@acme.io/",
  "file:///etc/passwd", "https://acme.io:22/", "https://", `/${"x".repeat(9_000)}`,
])("a redirect to %.40s is refused", async (location) => {
  for (const loopback of ["allow", "refuse"] as const) {
    const { egress, sent } = world((url) => (url === "https://acme.io/" ? redirect(location) : new Response("secret")), loopback);
    expect((await failure(egress("https://acme.io/", { ...LIMITS, maxRedirects: 3 }))).reason).toBe("redirect_blocked");
    expect(sent).toHaveLength(1);
  }
});

test("a redirect to a host that is down is unreachable, not forbidden", async () => {
  const { egress } = world(() => redirect("https://gone.acme.io/"));
  expect((await failure(egress("https://acme.io/", { ...LIMITS, maxRedirects: 1 }))).reason).toBe("unreachable");
});

test("a redirect to another origin takes no key with it, one to the same keeps them", async () => {
  const { egress, sent } = world((url) => (url.endsWith("/1") ? redirect("/2") : url.endsWith("/2") ? redirect("https://other.io/3") : new Response("ok")));
  await egress("https://acme.io/1", { ...LIMITS, maxRedirects: 2, headers: KEYS });
  const headers = sent.map((one) => [...new Headers(one.init.headers).keys()]);
  expect(sent.map((one) => one.url)).toEqual(["https://acme.io/1", "https://acme.io/2", "https://other.io/3"]);
  expect(headers).toEqual([["accept", "authorization", "cookie", "x-api-key"], ["accept", "authorization", "cookie", "x-api-key"], ["accept"]]);
});

test.each([
  [303, "POST", "GET"], [302, "POST", "GET"], [301, "POST", "GET"], [307, "POST", "POST"], [308, "PUT", "PUT"], [302, "PUT", "PUT"], [303, "HEAD", "HEAD"],
] as const)("a %i answer to %s is followed with %s", async (status, method, followed) => {
  const { egress, sent } = world((url) => (url.endsWith("/1") ? redirect("/2", status) : new Response(null, { status: 204 })));
  const body = method === "HEAD" ? {} : { body: "x", headers: { "content-type": "text/plain" } };
  await egress("https://acme.io/1", { ...LIMITS, maxRedirects: 1, method, ...body });
  expect(sent[1]?.init.method).toBe(followed);
  expect(sent[1]?.init.body).toBe(followed === "POST" || followed === "PUT" ? "x" : undefined);
  expect(new Headers(sent[1]?.init.headers).has("content-type")).toBe(followed === "POST" || followed === "PUT");
});

test("a body is sent neither to another origin nor a second time from a stream", async () => {
  const elsewhere = world(() => redirect("https://other.io/", 307));
  expect((await failure(elsewhere.egress("https://acme.io/", { ...LIMITS, maxRedirects: 1, method: "POST", body: "x" }))).reason).toBe("redirect_blocked");
  const again = world(() => redirect("/again", 307));
  const body = new Response("x").body;
  expect((await failure(again.egress("https://acme.io/", { ...LIMITS, maxRedirects: 1, method: "POST", body }))).reason).toBe("redirect_blocked");
});

test("a 3xx that names no place is an answer like another", async () => {
  const { egress } = world(() => new Response(null, { status: 304 }));
  expect((await egress("https://acme.io/", LIMITS)).status).toBe(304);
});

// ---- Ends in time and in bytes

/** A body that gives these chunks, then waits for ever or ends; says when it was cancelled. */
function body(chunks: string[], ends: boolean) {
  const state = { cancelled: false };
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks.shift();
      if (chunk !== undefined) return controller.enqueue(new TextEncoder().encode(chunk));
      return ends ? controller.close() : new Promise<void>(() => {});
    },
    cancel() {
      state.cancelled = true;
    },
  });
  return { stream, state };
}

test("an answer streams through up to its cap, and errors one byte past it", async () => {
  const exact = world(() => new Response(body(["x".repeat(50), "y".repeat(50)], true).stream));
  expect(await (await exact.egress("https://acme.io/", LIMITS)).text()).toHaveLength(100);
  const { stream, state } = body(["x".repeat(50), "y".repeat(50), "z"], false);
  const larger = await world(() => new Response(stream)).egress("https://acme.io/", LIMITS);
  expect((await failure(larger.text())).reason).toBe("too_large");
  expect(state.cancelled).toBe(true);
});

test("chunks arrive as they come, not when all is there", async () => {
  const response = await world(() => new Response(body(["first", "second"], false).stream)).egress("https://acme.io/", LIMITS);
  const reader = response.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
  await reader?.cancel();
});

test("an answer that declares more than its cap is not read at all", async () => {
  const { egress } = world(() => new Response("x", { headers: { "content-length": "101" } }));
  expect((await failure(egress("https://acme.io/", LIMITS))).reason).toBe("too_large");
});

test("the headers of compression do not describe the body that is passed on", async () => {
  const { egress } = world(() => new Response("x", { headers: { "content-encoding": "gzip", "content-length": "1", "content-type": "text/plain" } }));
  const response = await egress("https://acme.io/", LIMITS);
  expect([...response.headers.keys()]).toEqual(["content-type"]);
});

const soon: EgressInit = { timeoutMs: 30, maxBytes: 100 };

test("silence before the answer, and silence inside it, end at the same deadline", async () => {
  const silent = world(() => new Promise<Response>(() => {}));
  expect((await failure(silent.egress("https://acme.io/", soon))).reason).toBe("timeout");
  expect(silent.sent[0]?.init.signal?.aborted).toBe(true);
  const { stream, state } = body(["x"], false);
  const slow = await world(() => new Response(stream)).egress("https://acme.io/", soon);
  expect((await failure(slow.text())).reason).toBe("timeout");
  expect(state.cancelled).toBe(true);
});

test("silence of DNS ends at the deadline too", async () => {
  const egress = createEgress({ loopback: "refuse", resolve: () => new Promise(() => {}), fetch: async () => new Response("x") });
  expect((await failure(egress("https://acme.io/", soon))).reason).toBe("timeout");
});

test("the caller's own abort is passed on as it is", async () => {
  const reason = new Error("the person closed the tab");
  const silent = world(() => new Promise<Response>(() => {}));
  const abort = new AbortController();
  const work = silent.egress("https://acme.io/", { ...LIMITS, signal: abort.signal });
  abort.abort(reason);
  await expect(work).rejects.toBe(reason);
  await expect(silent.egress("https://acme.io/", { ...LIMITS, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

test("a reader that stops early closes the connection", async () => {
  const { stream, state } = body(["x", "y"], false);
  const { egress, sent } = world(() => new Response(stream));
  const response = await egress("https://acme.io/", LIMITS);
  await response.body?.cancel();
  expect([state.cancelled, sent[0]?.init.signal?.aborted]).toEqual([true, true]);
});

test("a connection that breaks inside the body is unreachable", async () => {
  const broken = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(new Error("ECONNRESET https://acme.io/")) });
  const response = await world(() => new Response(broken)).egress("https://acme.io/", LIMITS);
  expect((await failure(response.text())).reason).toBe("unreachable");
});

test("an address that is written down is judged as one that is called: by what it says, and by where its name leads", async () => {
  const check = addressCheck({ loopback: "refuse", resolve: async (name) => (name === "inward.example.com" ? ["93.184.216.34", "10.0.0.1"] : name === "nowhere.example.com" ? [] : ["93.184.216.34"]) });
  await expect(check("https://fine.example.com/hook")).resolves.toBeUndefined();
  await expect(check("https://inward.example.com/hook")).rejects.toMatchObject({ reason: "url_blocked" });
  await expect(check("https://169.254.169.254/")).rejects.toMatchObject({ reason: "url_blocked" });
  await expect(check("https://nowhere.example.com/")).rejects.toMatchObject({ reason: "unreachable" });
  await expect(check("http://127.0.0.1:8080/")).rejects.toMatchObject({ reason: "url_blocked" });
});
