/** @type {import("next").NextConfig} */
export default {
  // Loaded by Node as they are: there is nothing in them to bundle.
  serverExternalPackages: ["@org/user-core", "@org/user-store-sqlite"],
};
