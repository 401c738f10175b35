export { createFakeUserService } from "./create-fake-user-service.ts";
export type { FaultyStore, FaultyStoreOptions } from "./create-faulty-store.ts";
export { createFaultyStore } from "./create-faulty-store.ts";
export type {
  AnyRecordedCall,
  BreakOptions,
  FakeUserService,
  FakeUserServiceOptions,
  FaultOptions,
  RecordedCall,
  SeedUser,
  UserMethod,
} from "./fake/fake-user-service.ts";
export type { Failure } from "./fake/injected-error.ts";
export type { TestClock } from "./fake/test-clock.ts";
export type { Fault, FaultKind, HintMode, StoreOperation } from "./faulty-store/fault.ts";
export type { HandStream } from "./streams.ts";
export { collect, failureOf, handStream, streamOf } from "./streams.ts";
