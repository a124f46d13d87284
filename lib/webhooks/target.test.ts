import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isPublic, mayReach, targetProblem } from "./target";

const url = (text: string) => new URL(text);

test.each([
  ["this network", "0.0.0.0", "0.1.2.3"],
  ["loopback", "127.0.0.1", "127.255.255.254", "::1"],
  ["private", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
  ["link-local and metadata", "169.254.0.1", "169.254.169.254", "fe80::1", "fd00:ec2::254", "168.63.129.16"],
  ["carrier NAT", "100.64.0.1", "100.100.100.200", "100.127.255.255"],
  ["multicast and broadcast", "224.0.0.1", "239.1.2.3", "255.255.255.255", "ff02::1"],
  [
    "documentation, benchmarks, reserved",
    "192.0.2.1",
    "198.51.100.1",
    "203.0.113.1",
    "198.18.0.1",
    "240.0.0.1",
    "192.0.0.192",
    "2001:db8::1",
    "100::1",
  ],
  ["an IPv4 address in an IPv6 one", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"],
  ["tunnels", "2002:7f00:1::1", "2001::1"],
  ["not an address", "", "localhost", "127.1.evil", "1.2.3.4.5"],
])("%s is not public", (_, ...addresses) => {
  expect(addresses.filter(isPublic)).toEqual([]);
});

test("public addresses are", () => {
  expect(["1.1.1.1", "8.8.8.8", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "2606:4700::1111"].every(isPublic)).toBe(true);
});

test("no address of a private network is public, however it is written into IPv6", () => {
  const octet = fc.nat(255);
  const inside = fc.oneof(
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
    fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
  );
  fc.assert(
    fc.property(inside, fc.constantFrom("", "::ffff:", "::", "64:ff9b::", "::ffff:0:"), (octets, before) => {
      expect(isPublic(before + octets.join("."))).toBe(false);
    }),
  );
});

describe("an address of a webhook", () => {
  test.each([
    ["http://hooks.example.com/"],
    ["ftp://hooks.example.com/"],
    ["file:///etc/passwd"],
    ["https://nora:secret@hooks.example.com/"],
    ["https://hooks.example.com/#part"],
    ["https://hooks.example.com:22/"],
    ["https://hooks.example.com:5432/"],
    ["not an address"],
    [`https://hooks.example.com/${"a".repeat(2000)}`],
  ])("%s is refused", (text) => expect(targetProblem(text, [])).toBe("not_a_hook_url"));

  test.each([
    ["https://127.0.0.1/"],
    ["https://0/"],
    ["https://2130706433/"],
    ["https://0x7f000001/"],
    ["https://0177.0.0.1/"],
    ["https://127.1/"],
    ["https://[::1]/"],
    ["https://[::ffff:10.0.0.1]/"],
    ["https://169.254.169.254/latest/meta-data"],
    ["https://①②⑦.0.0.1/"],
  ])("%s is not public, however it is written", (text) => expect(targetProblem(text, [])).toBe("not_public"));

  test.each([["https://hooks.example.com/x?y=1"], ["https://hooks.example.com:8443/"], ["https://1.1.1.1/"]])("%s is taken", (text) =>
    expect(targetProblem(text, [])).toBeNull(),
  );

  test("what the operator allows may be private, over http, on any port; nothing else may", () => {
    const allowed = ["10.1.0.0/16", "fd00::/8", "127.0.0.1"];
    expect(targetProblem("http://10.1.2.3:9000/", allowed)).toBeNull();
    expect(targetProblem("https://[fd12::1]/", allowed)).toBeNull();
    expect(targetProblem("https://10.2.0.1/", allowed)).toBe("not_public");
    expect(targetProblem("http://1.1.1.1/", allowed)).toBe("not_public");
    expect(mayReach("10.1.2.3", url("http://hooks.internal:9000/"), allowed)).toBe(true);
    expect(mayReach("10.2.2.3", url("http://hooks.internal:9000/"), allowed)).toBe(false);
    expect(mayReach("127.0.0.2", url("http://hooks.internal/"), allowed)).toBe(false);
    expect(mayReach("1.1.1.1", url("http://hooks.example.com/"), allowed)).toBe(false);
    expect(mayReach("1.1.1.1", url("https://hooks.example.com:9000/"), allowed)).toBe(false);
  });
});
