export type { Carrier, CarrierOptions } from "./arbitraries/carrier.ts";
export {
  anyCreateUserRequest,
  createUserRequest,
  invalidCreateUserRequest,
} from "./arbitraries/create-user-request.ts";
export {
  type CreateUserRequestsOptions,
  createUserRequests,
} from "./arbitraries/create-user-requests.ts";
export {
  anyDeleteUserRequest,
  deleteUserRequest,
  invalidDeleteUserRequest,
} from "./arbitraries/delete-user-request.ts";
export { type DifferentEmails, differentEmails } from "./arbitraries/different-emails.ts";
export {
  asciiEmail,
  email,
  internationalEmail,
} from "./arbitraries/email.ts";
export { type EmailSpellings, emailSpellings } from "./arbitraries/email-spellings.ts";
export {
  anyGetUserByEmailRequest,
  getUserByEmailRequest,
  invalidGetUserByEmailRequest,
} from "./arbitraries/get-user-by-email-request.ts";
export {
  anyGetUserRequest,
  getUserRequest,
  invalidGetUserRequest,
} from "./arbitraries/get-user-request.ts";
export type { Invalid, InvalidRequest } from "./arbitraries/invalid.ts";
export { invalidEmail } from "./arbitraries/invalid-email.ts";
export { invalidUpdateUserRequest } from "./arbitraries/invalid-update-user-request.ts";
export {
  anyListUsersRequest,
  invalidListUsersRequest,
  type ListUsersRequestOptions,
  listUsersRequest,
} from "./arbitraries/list-users-request.ts";
export { longestEmail } from "./arbitraries/longest-email.ts";
export {
  type PacedMessage,
  type PacedStream,
  type PacedStreamOptions,
  pacedStream,
  replayStream,
} from "./arbitraries/paced-stream.ts";
export { madeUpPageToken, tamperedPageToken } from "./arbitraries/page-token.ts";
export { invalidPassword, password } from "./arbitraries/password.ts";
export { invalidPasswordHash, passwordHash } from "./arbitraries/password-hash.ts";
export { invalidRequestId, requestId } from "./arbitraries/request-id.ts";
export { type ResumePosition, resumePosition } from "./arbitraries/resume-position.ts";
export { tamperedResumeToken } from "./arbitraries/resume-token.ts";
export { invalidUpdateMask, updateMask } from "./arbitraries/update-mask.ts";
export { anyUpdateUserRequest, updateUserRequest } from "./arbitraries/update-user-request.ts";
export { user } from "./arbitraries/user.ts";
export { invalidUserId, type UserIdOptions, userId } from "./arbitraries/user-id.ts";
export { invalidUserName, userName } from "./arbitraries/user-name.ts";
export {
  anyUserUpdateRequest,
  invalidUserUpdateRequest,
  userUpdateRequest,
} from "./arbitraries/user-update-request.ts";
export {
  anyVerifyPasswordRequest,
  verifyPasswordRequest,
} from "./arbitraries/verify-password-request.ts";
export {
  anyWatchUsersRequest,
  invalidWatchUsersRequest,
  type WatchUsersRequestOptions,
  watchUsersRequest,
} from "./arbitraries/watch-users-request.ts";
