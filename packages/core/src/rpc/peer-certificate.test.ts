import { expect, it } from "vitest";
import { peerCertificateFrom, type TlsCertificate } from "./peer-certificate.ts";

const certificate: TlsCertificate = {
  subject: { CN: "ada" },
  subjectaltname: "URI:spiffe://example.com/ada, DNS:a.example, IP Address:192.0.2.1",
  fingerprint256: "AB:CD",
  valid_to: "Jan  5 09:08:07 2038 GMT",
};

it("tells what a certificate says of its subject, and when it expires", () => {
  expect(peerCertificateFrom(certificate)).toEqual({
    commonName: "ada",
    alternativeNames: ["URI:spiffe://example.com/ada", "DNS:a.example", "IP Address:192.0.2.1"],
    fingerprint256: "AB:CD",
    expiresAt: Date.UTC(2038, 0, 5, 9, 8, 7),
  });
});

it.each<TlsCertificate | null | undefined>([
  null,
  undefined,
  {},
  { valid_to: "Jan  5 09:08:07 2038 GMT" },
  { fingerprint256: "AB:CD" },
])("is none where the client has shown none: %j", (none) => {
  expect(peerCertificateFrom(none)).toBeUndefined();
});

it.each([{}, { CN: "" }, { CN: ["ada", "root"] }])("has no common name of %j", (subject) => {
  expect(peerCertificateFrom({ ...certificate, subject })?.commonName).toBeUndefined();
});

it("has no common name without a subject", () => {
  const { subject: _, ...nameless } = certificate;
  const { alternativeNames, commonName } = peerCertificateFrom(nameless) ?? {};
  expect([commonName, alternativeNames?.length]).toEqual([undefined, 3]);
});

// As Node writes names that could be taken for several: CVE-2021-44532.
it("takes one name that looks like two for one", () => {
  const subjectaltname = String.raw`URI:"http://a.example/\", DNS:root.example", DNS:"b.example, DNS:c.example"`;
  expect(peerCertificateFrom({ ...certificate, subjectaltname })?.alternativeNames).toEqual([
    'URI:http://a.example/", DNS:root.example',
    "DNS:b.example, DNS:c.example",
  ]);
});

it("has no names where there are none, and none after what can't be read", () => {
  const names = (subjectaltname?: string) =>
    peerCertificateFrom({ ...certificate, subjectaltname })?.alternativeNames;
  expect(names(undefined)).toEqual([]);
  expect(names("")).toEqual([]);
  expect(names('DNS:a"')).toEqual(['DNS:a"']);
  expect(names('DNS:a.example, "DNS:b.example", DNS:c.example')).toEqual(["DNS:a.example"]);
});
