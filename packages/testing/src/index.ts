export { collect, failureOf, handStream, streamOf } from "./streams.ts";
