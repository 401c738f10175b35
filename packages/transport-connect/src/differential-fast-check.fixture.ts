// This package does not list fast-check yet: once it does, import it where it is used.
export { default as fc } from "../../core/node_modules/fast-check/lib/fast-check.js";
