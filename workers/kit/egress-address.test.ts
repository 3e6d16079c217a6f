import fc from "fast-check";
import { expect, test } from "vitest";
import { classifyAddress, isLocalhost, isPublicName } from "./egress-address";

test.each([
  ["8.8.8.8", "public"], ["1.1.1.1", "public"], ["172.15.255.255", "public"], ["172.32.0.0", "public"], ["100.63.255.255", "public"],
  ["100.128.0.0", "public"], ["192.0.1.0", "public"], ["198.17.255.255", "public"], ["198.20.0.0", "public"], ["223.255.255.255", "public"],
  ["0.0.0.0", "special"], ["0.255.255.255", "special"], ["10.0.0.1", "special"], ["100.64.0.1", "special"], ["169.254.169.254", "special"],
  ["172.16.0.1", "special"], ["172.31.255.255", "special"], ["192.0.0.192", "special"], ["192.0.2.1", "special"], ["192.88.99.1", "special"],
  ["192.168.1.1", "special"], ["198.18.0.1", "special"], ["198.19.255.255", "special"], ["198.51.100.1", "special"], ["203.0.113.1", "special"],
  ["224.0.0.1", "special"], ["239.255.255.250", "special"], ["240.0.0.1", "special"], ["255.255.255.255", "special"],
  ["127.0.0.1", "loopback"], ["127.255.255.254", "loopback"], ["::1", "loopback"], ["[::1]", "loopback"], ["0:0:0:0:0:0:0:1", "loopback"],
  ["::ffff:127.0.0.1", "loopback"], ["64:ff9b::127.0.0.1", "loopback"],
  ["::", "special"], ["::ffff:10.0.0.1", "special"], ["::ffff:a9fe:a9fe", "special"], ["::127.0.0.1", "special"], ["::ffff:0:10.0.0.1", "special"],
  ["64:ff9b::169.254.169.254", "special"], ["64:ff9b:1::1", "special"], ["100::1", "special"], ["2001::1", "special"], ["2001:10::1", "special"],
  ["2001:db8::1", "special"], ["2002:7f00:1::", "special"], ["2002:808:808::1", "special"], ["3fff::1", "special"], ["3fff:fff::1", "special"],
  ["5f00::1", "special"], ["fc00::1", "special"], ["fd00:ec2::254", "special"], ["fe80::1", "special"], ["fec0::1", "special"], ["ff02::1", "special"],
  ["4000::1", "special"], ["2606:4700:4700::1111", "public"], ["2001:4860:4860::8888", "public"], ["2a00:1450::1", "public"],
  ["::ffff:8.8.8.8", "public"], ["64:ff9b::8.8.8.8", "public"], ["3fff:1000::1", "public"],
  ["example.com", null], ["256.1.1.1", null], ["1.2.3", null], ["::g", null], ["1::2::3", null], ["", null], ["fe80::1%eth0", null], ["::1/64", null],
])("%s is %s", (address, expected) => {
  expect(classifyAddress(address)).toBe(expected);
});

test("an IPv4 address carried by IPv6 is judged like itself", () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      expect(classifyAddress(`::ffff:${address}`)).toBe(classifyAddress(address));
      expect(classifyAddress(`64:ff9b::${address}`)).toBe(classifyAddress(address));
    }),
  );
});

test("every IPv6 address has a class, and none outside 2000::/3 is public unless it carries IPv4", () => {
  fc.assert(
    fc.property(fc.ipV6(), (address) => {
      const kind = classifyAddress(address);
      expect(kind).not.toBeNull();
      if (kind === "public") expect(address).toMatch(/^(?:[23][0-9a-f]{3}:|::ffff:|64:ff9b::)/i);
    }),
    { numRuns: 1000 },
  );
});

test.each(["acme.io", "hooks.acme.io", "acme.io.", "xn--mnchen-3ya.de", "notlocalhost.com", "mylocal.com", "internal.acme.io", "test.com"])("%s may be asked of DNS", (name) => {
  expect(isPublicName(name)).toBe(true);
});

test.each([
  "localhost", "intranet", "metadata", "acme.local", "db.internal", "metadata.google.internal", "METADATA.GOOGLE.INTERNAL.", "metadata.goog",
  "kubernetes.default.svc", "api.svc.cluster.local", "router.lan", "nas.home.arpa", "127.0.0.1.nip.io", "10-0-0-1.sslip.io", "a.xip.io", "lvh.me", "x.lvh.me",
  "localtest.me", "7f000001.c0a80001.rbndr.us", "make-1-2-3-4-rr.1u.ms", "10-0-0-1.abc.plex.direct", "x.onion", "x.test", "x.invalid", "", ".", "acme.io..",
])("%j is not a public name", (name) => {
  expect(isPublicName(name)).toBe(false);
});

test("localhost is known with its root dot and its subdomains", () => {
  expect(["localhost", "LOCALHOST.", "app.localhost"].map(isLocalhost)).toEqual([true, true, true]);
  expect(["localhost.com", "notlocalhost", "127.0.0.1"].map(isLocalhost)).toEqual([false, false, false]);
});
