const issuer = "https://id.example.com";
/** What the flags below come to. */
export const jwt = {
  jwksUrl: `${issuer}/jwks`,
  issuer,
  audience: "users",
  algorithms: ["RS256", "ES256", "EdDSA"],
};
/** The flags that go together. */
export const jwtFlags = {
  "jwt-jwks-url": jwt.jwksUrl,
  "jwt-issuer": jwt.issuer,
  "jwt-audience": jwt.audience,
};
/** All of those flags, but for one. */
export const jwtWithout = (flag: string): string[] =>
  Object.entries(jwtFlags).flatMap(([name, value]) => (name === flag ? [] : [`--${name}`, value]));
