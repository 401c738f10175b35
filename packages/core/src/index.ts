export { ServerReflection } from "./gen/grpc/reflection/v1/reflection_pb.ts";
export { ServerReflection as ServerReflectionV1Alpha } from "./gen/grpc/reflection/v1alpha/reflection_pb.ts";
export {
  Health,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus,
  type HealthListResponse,
} from "./gen/health/v1/health_pb.ts";
export {
  type BatchCreateFailure,
  BatchCreateFailureSchema,
  type BatchCreateUsersResponse,
  BatchCreateUsersResponseSchema,
  type CreateUserRequest,
  CreateUserRequestSchema,
  type DeleteUserRequest,
  DeleteUserRequestSchema,
  type GetUserByEmailRequest,
  GetUserByEmailRequestSchema,
  type GetUserRequest,
  GetUserRequestSchema,
  type Heartbeat,
  type ListUsersRequest,
  ListUsersRequestSchema,
  type ListUsersResponse,
  ListUsersResponseSchema,
  type UpdateUserRequest,
  UpdateUserRequestSchema,
  type User,
  UserSchema,
  UserService,
  type UserUpdate,
  type UserUpdateRequest,
  UserUpdateRequestSchema,
  UserUpdateSchema,
  type VerifyPasswordRequest,
  VerifyPasswordRequestSchema,
  type WatchUsersRequest,
  WatchUsersRequestSchema,
  type WatchUsersResponse,
  WatchUsersResponseSchema,
} from "./gen/userservice/v1/user_service_pb.ts";
export type { HealthServiceOptions } from "./health/health-service.ts";
export { createHealthService } from "./health/health-service.ts";
export type { ProbeAnswer, ProbeRequest, Probes } from "./health/probes.ts";
export { createProbes } from "./health/probes.ts";
export type { Readiness, ReadinessOptions } from "./health/readiness.ts";
export { createReadiness } from "./health/readiness.ts";
export type { FlipThresholds } from "./health/standing.ts";
export type {
  AuthenticateOptions,
  Authenticator,
} from "./middleware/authenticate.ts";
export { authenticate } from "./middleware/authenticate.ts";
export type { AuthorizationRule } from "./middleware/authorize.ts";
export { authorize } from "./middleware/authorize.ts";
export { bearerToken } from "./middleware/bearer-token.ts";
export type { ClientCertificateOptions } from "./middleware/client-certificates.ts";
export {
  certificateAuthenticator,
  clientCertificates,
} from "./middleware/client-certificates.ts";
export type { Drain, DrainableServer, DrainOptions } from "./middleware/drain.ts";
export { createDrain } from "./middleware/drain.ts";
export type { CallLimits } from "./middleware/limit-calls.ts";
export { limitCalls } from "./middleware/limit-calls.ts";
export type { RateLimit } from "./middleware/limit-rate.ts";
export { limitRate } from "./middleware/limit-rate.ts";
export type { CallRecord } from "./middleware/log-calls.ts";
export { logCalls } from "./middleware/log-calls.ts";
export type { ScopeTable } from "./middleware/require-scopes.ts";
export { requireScopes } from "./middleware/require-scopes.ts";
export type { LoadShedding } from "./middleware/shed-load.ts";
export { shedLoad } from "./middleware/shed-load.ts";
export type { StaticToken } from "./middleware/static-tokens.ts";
export { staticTokens, tokenAuthenticator } from "./middleware/static-tokens.ts";
export type { TraceParent } from "./middleware/trace-parent.ts";
export type { TrustedProxies } from "./middleware/trust-proxies.ts";
export { trustProxies } from "./middleware/trust-proxies.ts";
export type { AuthenticationReason } from "./middleware/unauthenticated.ts";
export { unauthenticated } from "./middleware/unauthenticated.ts";
export type { ReflectionServicesOptions } from "./reflection/reflection-services.ts";
export { createReflectionServices } from "./reflection/reflection-services.ts";
export type { Admission } from "./rpc/admission.ts";
export type { BindOptions, BoundMethod, BoundService } from "./rpc/bind.ts";
export { bind } from "./rpc/bind.ts";
export type { Call, CallSource, Principal, RequestHeaders } from "./rpc/call.ts";
export { callCancelled, deadlineExceeded, ServerCall } from "./rpc/call.ts";
export type {
  CallOptions,
  Client,
  ClientMethod,
  ClientMiddleware,
  ClientOptions,
  ClientTransport,
} from "./rpc/client.ts";
export { createClient, noResponse } from "./rpc/client.ts";
export type { Deadlines } from "./rpc/deadlines.ts";
export type { Handler, Handlers } from "./rpc/handlers.ts";
export { createInProcessClient } from "./rpc/in-process-client.ts";
export type { CallIO } from "./rpc/invoke.ts";
export { invoke } from "./rpc/invoke.ts";
export type { MessageQueue, MessageStream } from "./rpc/message-queue.ts";
export { createMessageQueue } from "./rpc/message-queue.ts";
export { methodName } from "./rpc/method-name.ts";
export type { Middleware } from "./rpc/middleware.ts";
export type { PeerCertificate, TlsCertificate } from "./rpc/peer-certificate.ts";
export { peerCertificateFrom } from "./rpc/peer-certificate.ts";
export { pump } from "./rpc/pump.ts";
export type { RequestGuard, SecretsOf } from "./rpc/request-guard.ts";
export type { Interruption, ResumingOptions } from "./rpc/resume-stream.ts";
export { isTransient, retryDelayMs } from "./rpc/retry.ts";
export type {
  ErrorReason,
  FieldViolation,
  ServiceErrorOptions,
  StatusCode,
} from "./rpc/service-error.ts";
export {
  isServiceError,
  ServiceError,
  statusCodeOf,
  statusNumbers,
} from "./rpc/service-error.ts";
export {
  decodeStatus,
  encodeStatus,
  errorDetailSchemas,
  errorDetails,
  errorFromDetails,
} from "./rpc/status-details.ts";
export { toServiceError } from "./rpc/to-service-error.ts";
export type { TrailerStatus } from "./rpc/trailer-status.ts";
export { fitForTrailers, trailerStatus } from "./rpc/trailer-status.ts";
export { withholdSecrets } from "./rpc/withhold-secrets.ts";
export type { Attempt, AttemptLimit, AttemptLimitOptions } from "./users/attempt-limit.ts";
export { createAttemptLimit } from "./users/attempt-limit.ts";
export type { HintCarrier } from "./users/hint-carrier.ts";
export { withHints } from "./users/hint-carrier.ts";
export { createMemoryStore } from "./users/memory-store.ts";
export type { HashingOptions, PasswordHasher } from "./users/password.ts";
export type { PruningOptions } from "./users/pruning.ts";
export { startPruning } from "./users/pruning.ts";
export type { Semaphore, SemaphoreOptions } from "./users/semaphore.ts";
export { createSemaphore } from "./users/semaphore.ts";
export { userScopes } from "./users/user-scopes.ts";
export type { BoundUserService, UserServiceOptions } from "./users/user-service.ts";
export { createUserService } from "./users/user-service.ts";
export type {
  Caller,
  Credentials,
  InsertOutcome,
  LogPosition,
  NewUser,
  PageQuery,
  PruneOptions,
  RememberedRequest,
  ReplaceOutcome,
  UserChange,
  UserChangeEvent,
  UserEvent,
  UserEvents,
  UserSnapshot,
  UserStore,
  UserUpdates,
} from "./users/user-store.ts";
export type { WebCryptoHasherOptions } from "./users/webcrypto-hasher.ts";
export { createWebCryptoHasher } from "./users/webcrypto-hasher.ts";
export type { CacheLookup, UserCache, UserCacheOptions } from "./watching/user-cache.ts";
export { createUserCache } from "./watching/user-cache.ts";
export type { WatchUserOptions } from "./watching/watch-user.ts";
export { watchUser } from "./watching/watch-user.ts";
export type { WatchUsersOptions } from "./watching/watch-users.ts";
export { watchUsers } from "./watching/watch-users.ts";
