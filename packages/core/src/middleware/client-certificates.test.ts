import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Principal } from "../rpc/call.ts";
import type { PeerCertificate } from "../rpc/peer-certificate.ts";
import { authenticate } from "./authenticate.ts";
import { begin } from "./begin-call.fixture.ts";
import { certificateAuthenticator, clientCertificates } from "./client-certificates.ts";

beforeEach(() => void vi.useFakeTimers({ now: 1_000_000 }));
afterEach(() => void vi.useRealTimers());

describe("a client's certificate", () => {
  const peerCertificate: PeerCertificate = {
    commonName: "ada",
    alternativeNames: ["DNS:ada.example"],
    fingerprint256: "AB:CD",
    expiresAt: 2_000_000,
  };
  const principalOf = (certificate: PeerCertificate, middleware = clientCertificates()) => {
    return begin(middleware, { peerCertificate: certificate }).call.principal;
  };

  it("stands for its subject, however it is named, and for as long as it is valid", () => {
    const { expiresAt } = peerCertificate;
    expect(principalOf(peerCertificate)).toEqual({ name: "ada", expiresAt });
    const nameless = { ...peerCertificate, commonName: undefined };
    expect(principalOf(nameless)).toMatchObject({ name: "DNS:ada.example" });
    expect(principalOf({ ...nameless, alternativeNames: [] })).toMatchObject({ name: "AB:CD" });
  });

  it("stands for whom its user says, or for nobody", async () => {
    const byName = clientCertificates({
      principal: ({ commonName }): Principal | undefined =>
        commonName === "ada" ? { name: "Ada", scopes: ["users:read"] } : undefined,
    });
    expect(principalOf(peerCertificate, byName)).toEqual({
      name: "Ada",
      scopes: ["users:read"],
      expiresAt: 2_000_000,
    });
    const other = { peerCertificate: { ...peerCertificate, commonName: "eve" } };
    await expect(begin(byName, other).ended).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  it("expires also where its user's principal does, by mistake, at no time", () => {
    const withoutTime = { name: "ada", expiresAt: undefined };
    const middleware = clientCertificates({ principal: () => withoutTime as object as Principal });
    expect(principalOf(peerCertificate, middleware)).toMatchObject({ expiresAt: 2_000_000 });
  });

  it("is refused once it has expired, on a connection that is older", async () => {
    vi.setSystemTime(2_000_000);
    await expect(begin(clientCertificates(), { peerCertificate }).ended).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      reason: "TOKEN_EXPIRED",
    });
  });

  it("is missed if nothing else will do, without a challenge for tokens", async () => {
    const missing = begin(clientCertificates());
    await expect(missing.ended).rejects.toMatchObject({
      reason: "CERTIFICATE_MISSING",
      message: "Missing client certificate",
    });
    expect(missing.challenge()).toBeUndefined();
    const other = authenticate([certificateAuthenticator(), () => ({ name: "by token" })]);
    const call = begin(other);
    call.finish();
    await call.ended;
    expect(call.call.principal).toEqual({ name: "by token" });
  });
});
