import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSameRedirect, redirectFault, withParameters } from "./redirects";

const paths = fc.array(fc.stringMatching(/^[a-z0-9-]{1,8}$/), { maxLength: 3 }).map((parts) => `/${parts.join("/")}`);
const ports = fc.integer({ min: 1, max: 65_535 });

describe("what may be registered", () => {
  test.each(["https://app.example/cb", "https://app.example", "https://app.example:8443/cb?x=1", "http://127.0.0.1/cb", "http://localhost:3000/cb", "http://[::1]/cb", "com.example.app:/done"])("%s", (address) => {
    expect(redirectFault(address)).toBeNull();
  });

  test.each([
    "http://app.example/cb", "https://app.example/cb#x", "https://app.example/cb#", "https://u@app.example/cb", "https://u:p@app.example/", "https://App.example/cb", "https://app.example:443/cb", "https://app.example/a/../b",
    "https://app.example/%2e%2e/b", "https://app.example\\@evil.example/", "https:/app.example/cb", "//app.example/cb", "javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "app:/cb", "http://127.0.0.2/cb", "http://127.1/cb",
    "http://localhost.evil.example/cb", "https://app.example/c b", "https://äpp.example/", `https://app.example/${"x".repeat(2_000)}`, "",
  ])("not %s", (address) => {
    expect(redirectFault(address)).not.toBeNull();
  });
});

describe("where an answer may go", () => {
  test("to the registered address, and on loopback to any port of it", () => {
    fc.assert(
      fc.property(fc.constantFrom("127.0.0.1", "[::1]", "localhost"), paths, ports, ports, (host, path, one, other) => {
        expect(isSameRedirect(`http://${host}${path}`, `http://${host}:${one}${path}`)).toBe(redirectFault(`http://${host}:${one}${path}`) === null);
        expect(isSameRedirect(`http://${host}:${one}${path}`, `http://${host}:${other}${path}`)).toBe(one === other || redirectFault(`http://${host}:${other}${path}`) === null);
      }),
    );
  });

  test("to no other text: not on https with another port, not with anything added or changed", () => {
    fc.assert(
      fc.property(paths, ports, fc.stringMatching(/^[!-~]{1,6}$/), fc.nat({ max: 30 }), (path, port, noise, at) => {
        const registered = `https://app.example${path}`;
        expect(isSameRedirect(registered, `https://app.example:${port}${path}`)).toBe(false);
        expect(isSameRedirect(registered, registered.slice(0, at) + noise + registered.slice(at))).toBe(false);
        const loopback = `http://127.0.0.1${path}`;
        expect(isSameRedirect(loopback, loopback + noise)).toBe(false);
        expect(isSameRedirect(loopback, `http://127.0.0.1@evil.example:${port}${path}`)).toBe(false);
      }),
    );
  });
});

test("parameters are added to the query that an address has, and nothing of it is changed", () => {
  expect(withParameters("https://app.example/cb?x=%41", { code: "a b", state: null, iss: "https://us.example" })).toBe("https://app.example/cb?x=%41&code=a+b&iss=https%3A%2F%2Fus.example");
});
