import { describe } from "vitest";
import type { Serve } from "../serve.ts";
import { authenticationContract } from "./authentication.ts";
import { authorizationContract } from "./authorization.ts";
import { backPressureContract } from "./back-pressure.ts";
import { endingContract } from "./ending.ts";
import { errorContract } from "./errors.ts";
import { iteratorContract } from "./iterators.ts";
import { metadataContract } from "./metadata.ts";
import { middlewareContract } from "./middleware.ts";

/**
 * What the call model promises of calls of every kind, as tests for vitest,
 * over any transport.
 *
 * @example
 * callContract("over my transport", serve);
 */
export function callContract(name: string, serve: Serve): void {
  describe(`calls ${name}`, () => {
    describe("errors", () => errorContract(serve));
    describe("cancellation, deadlines and lost connections", () => endingContract(serve));
    describe("iterators", () => iteratorContract(serve));
    describe("back-pressure", () => backPressureContract(serve));
    describe("headers and trailers", () => metadataContract(serve));
    describe("middleware", () => middlewareContract(serve));
    describe("authentication", () => authenticationContract(serve));
    describe("authorization", () => authorizationContract(serve));
  });
}
