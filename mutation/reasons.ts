/** Why nobody has to notice a mutant. */
type SurvivalKind =
  /** Nothing that can be observed differs. */
  | "equivalent"
  /** The answer is the same; the way to it is longer, or takes more memory. */
  | "performance"
  /** The types or another check keep every caller from it. */
  | "unreachable"
  /** Shown by tests over wires, in other runtimes or of memory, which do not judge here. */
  | "elsewhere"
  /** A test would be possible and is missing. */
  | "open";

/** One reason, for one or several mutants of a line. */
export interface Reason {
  /** The line the mutants begin in, without the space round it. */
  readonly line: string;
  /** `original → replacement` of each mutant, as the report prints them. */
  readonly changes: readonly string[];
  readonly kind: SurvivalKind;
  /** A sentence or two for a person. */
  readonly why: string;
}

/** The surviving mutants somebody has looked at, by file of `packages/core/src`. */
export const reasons: Readonly<Record<string, readonly Reason[]>> = {
  "middleware/drain.ts": [
    {
      line: "listeners.clear();",
      changes: ["listeners.clear(); → ;"],
      kind: "equivalent",
      why: "Draining begins once, so that nobody is called a second time; the line lets go of memory.",
    },
  ],
  "middleware/static-tokens.ts": [
    {
      line: "if (principal && digests.size < maxDigests) digests.set(header, digest);",
      changes: [
        "principal && digests.size < maxDigests → true",
        "principal && digests.size < maxDigests → false",
        "principal && digests.size < maxDigests → principal || digests.size < maxDigests",
        "digests.size < maxDigests → true",
        "digests.size < maxDigests → digests.size <= maxDigests",
        "digests.size < maxDigests → digests.size >= maxDigests",
        "digests.set(header, digest); → ;",
      ],
      kind: "performance",
      why: "What is remembered is what would be computed again. That guesses are not kept bounds the memory, which no test of one process can see.",
    },
  ],
  "rpc/call.ts": [
    {
      line: "const late = this.deadline !== undefined && Date.now() >= this.deadline;",
      changes: ["this.deadline !== undefined → true"],
      kind: "equivalent",
      why: "No number is greater than or equal to `undefined`.",
    },
  ],
  "rpc/client.ts": [
    {
      line: "if (options.headers === undefined) return { ...merged, ...(always && { headers: always }) };",
      changes: [
        "{ headers: always } → {}",
        "always && { headers: always } → true",
        "always && { headers: always } → false",
      ],
      kind: "unreachable",
      why: "The defaults have these headers already; only `headers: undefined`, which the types forbid, would take them away.",
    },
  ],
  "rpc/copy-message.ts": [
    {
      line: "const unboxed = /^google\\.protobuf\\.(?:\\w*Value|Struct)$/;",
      changes: [
        "/^google\\.protobuf\\.(?:\\w*Value|Struct)$/ → /google\\.protobuf\\.(?:\\w*Value|Struct)$/",
        "/^google\\.protobuf\\.(?:\\w*Value|Struct)$/ → /^google\\.protobuf\\.(?:\\w*Value|Struct)/",
        "/^google\\.protobuf\\.(?:\\w*Value|Struct)$/ → /^google\\.protobuf\\.(?:\\wValue|Struct)$/",
        "/^google\\.protobuf\\.(?:\\w*Value|Struct)$/ → /^google\\.protobuf\\.(?:\\W*Value|Struct)$/",
      ],
      kind: "unreachable",
      why: "No message of the services has a field of these types.",
    },
    {
      line: 'if (field.fieldKind === "message") return !unboxed.test(field.message.typeName);',
      changes: [
        'field.fieldKind === "message" → false',
        '"message" → ""',
        "!unboxed.test(field.message.typeName) → unboxed.test(field.message.typeName)",
      ],
      kind: "performance",
      why: "A copy by reflection is the same message.",
    },
    {
      line: 'if (field.fieldKind === "scalar") return field.scalar !== ScalarType.BYTES;',
      changes: ["field.scalar !== ScalarType.BYTES → field.scalar === ScalarType.BYTES"],
      kind: "performance",
      why: "A copy by reflection is the same message; bytes are in no message that has only scalars.",
    },
    {
      line: "copies.set(descriptor, byReflection);",
      changes: ["copies.set(descriptor, byReflection); → ;"],
      kind: "unreachable",
      why: "No message of the services contains lists of its own type, for which this ends the search.",
    },
    {
      line: "descriptor.file.edition === Edition.EDITION_PROTO3 && descriptor.fields.every(isPlainField);",
      changes: [
        "descriptor.file.edition === Edition.EDITION_PROTO3 && descriptor.fields.every(is… → false",
      ],
      kind: "performance",
      why: "A copy by reflection is the same message; the plain way is some ten times faster.",
    },
    {
      line: "if (!plain) return byReflection;",
      changes: ["!plain → true"],
      kind: "performance",
      why: "A copy by reflection is the same message; the plain way is some ten times faster.",
    },
    {
      line: "if (lists.length === 0)",
      changes: ["lists.length === 0 → false"],
      kind: "performance",
      why: "The way for messages with lists copies those without as well.",
    },
    {
      line: "function isPlainField(field: DescField): boolean {",
      changes: [
        '{ if (field.oneof !== undefined) return false; if (field.fieldKind === "enum") r… → {}',
      ],
      kind: "performance",
      why: "Without plain fields every copy is made by reflection, and the same.",
    },
    {
      line: "if (field.oneof !== undefined) return false;",
      changes: [
        "field.oneof !== undefined → true",
        "field.oneof !== undefined → field.oneof === undefined",
      ],
      kind: "performance",
      why: "Without plain fields every copy is made by reflection, and the same.",
    },
    {
      line: "if (field.oneof !== undefined) return false;",
      changes: ["field.oneof !== undefined → false", "false → true"],
      kind: "unreachable",
      why: "Every message of the services with a oneof also has a message field in it, which is not plain.",
    },
    {
      line: `if (field.fieldKind === "enum") return true;`,
      changes: [`field.fieldKind === "enum" → false`, `"enum" → ""`, "true → false"],
      kind: "performance",
      why: "An enum that is taken for no plain field is copied by reflection.",
    },
    {
      line: `if (field.fieldKind === "scalar") return field.scalar !== ScalarType.BYTES;`,
      changes: [
        `field.fieldKind === "scalar" → false`,
        `"scalar" → ""`,
        "field.scalar !== ScalarType.BYTES → false",
      ],
      kind: "performance",
      why: "A scalar that is taken for no plain field is copied by reflection.",
    },
    {
      line: `return field.fieldKind === "list" && field.scalar !== ScalarType.BYTES;`,
      changes: [
        `field.fieldKind === "list" && field.scalar !== ScalarType.BYTES → false`,
        `"list" → ""`,
      ],
      kind: "performance",
      why: "A list that is taken for no plain field is copied by reflection.",
    },
    {
      line: `return field.fieldKind === "list" && field.scalar !== ScalarType.BYTES;`,
      changes: [
        "field.scalar !== ScalarType.BYTES → true",
        "field.scalar !== ScalarType.BYTES → field.scalar === ScalarType.BYTES",
      ],
      kind: "unreachable",
      why: "No message of the services has a list of bytes; other lists go by reflection then.",
    },
  ],
  "rpc/deadlines.ts": [
    {
      line: 'return globalThis.navigator?.userAgent === "Cloudflare-Workers";',
      changes: ["globalThis.navigator?.userAgent → globalThis.navigator.userAgent"],
      kind: "elsewhere",
      why: "Every runtime of today has a navigator; an older one would not.",
    },
    {
      line: "if (deadline === undefined) return;",
      changes: ["deadline === undefined → false"],
      kind: "unreachable",
      why: "invoke adds no call without a deadline.",
    },
    {
      line: "else if (deadline < next) next = deadline;",
      changes: ["deadline < next → deadline <= next"],
      kind: "equivalent",
      why: "It sets what it is already.",
    },
    {
      line: "else if (calls.size === 1) holdProcess(timer, true);",
      changes: ["calls.size === 1 → true"],
      kind: "performance",
      why: "A timer that holds the process is told to hold it again.",
    },
    {
      line: "timers.delete(call);",
      changes: ["timers.delete(call); → ;"],
      kind: "performance",
      why: "Ended calls would be kept for as long as the service; what a call sees is the same.",
    },
  ],
  "rpc/in-process-client.ts": [
    {
      line: "call.sendHeaders();",
      changes: ["call.sendHeaders(); → ;"],
      kind: "equivalent",
      why: "Headers were reported with the first message, or are when the call has ended.",
    },
    {
      line: "responses.close();",
      changes: ["responses.close(); → ;"],
      kind: "elsewhere",
      why: "Lets go of a writer whose reader has left; the call is cancelled beside it.",
    },
    {
      line: 'transport: "in-process",',
      changes: ['"in-process" → ""'],
      kind: "open",
      why: "No test reads the name of the transport in process.",
    },
    {
      line: "deadline: timeoutMs === Number.POSITIVE_INFINITY ? undefined : Date.now() + timeoutMs,",
      changes: ["timeoutMs === Number.POSITIVE_INFINITY → false"],
      kind: "equivalent",
      why: "Infinitely late is as good as never.",
    },
    {
      line: `throw new ServiceError("UNIMPLEMENTED", "The client sent no request message", {`,
      changes: [
        `"UNIMPLEMENTED" → ""`,
        `"The client sent no request message" → ""`,
        `{ reason: "INVALID_REQUEST", } → {}`,
      ],
      kind: "unreachable",
      why: "The client in process makes the one request of such a call itself.",
    },
    {
      line: `reason: "INVALID_REQUEST",`,
      changes: [`"INVALID_REQUEST" → ""`],
      kind: "unreachable",
      why: "The client in process makes the one request of such a call itself.",
    },
    {
      line: "function neverStreams(): never {",
      changes: [`{ throw new TypeError("A unary call has no request stream"); } → {}`],
      kind: "unreachable",
      why: "No unary method asks for a stream of requests.",
    },
    {
      line: `throw new TypeError("A unary call has no request stream");`,
      changes: [`"A unary call has no request stream" → ""`],
      kind: "unreachable",
      why: "No unary method asks for a stream of requests.",
    },
    {
      line: `signal.addEventListener("abort", cancel, { once: true });`,
      changes: ["{ once: true } → {}", "true → false"],
      kind: "equivalent",
      why: "A signal is aborted once.",
    },
  ],
  "rpc/invoke.ts": [
    {
      line: "if (call.deadline === undefined) return;",
      changes: ["call.deadline === undefined → false"],
      kind: "equivalent",
      why: "Deadlines pass over a call without one.",
    },
    {
      line: "return () => {",
      changes: ["{ if (call.onCancel === both) call.onCancel = before; } → {}"],
      kind: "performance",
      why: "What listens still does nothing once its part is over.",
    },
    {
      line: "if (call.onCancel === both) call.onCancel = before;",
      changes: [
        "call.onCancel === both → true",
        "call.onCancel === both → false",
        "call.onCancel === both → call.onCancel !== both",
      ],
      kind: "performance",
      why: "What listens still does nothing once its part is over.",
    },
    {
      line: "} finally {",
      changes: ["{ stop(); idle.stop(); queue.close(); } → {}"],
      kind: "elsewhere",
      why: "Without it timers and queues live until they are collected: the watch-leak tests and those of limits see it.",
    },
    {
      line: "idle.stop();",
      changes: ["idle.stop(); → ;"],
      kind: "elsewhere",
      why: "A timer that lives too long: seen by tests that count timers over wires.",
    },
    {
      line: "queue.close();",
      changes: ["queue.close(); → ;"],
      kind: "elsewhere",
      why: "A writer that waits for ever: seen where requests come over a wire.",
    },
    {
      line: "endCall?.(reason);",
      changes: ["endCall?.(reason) → endCall(reason)"],
      kind: "unreachable",
      why: "`invoke` has always set it; the types can't say so.",
    },
    {
      line: "before?.(reason);",
      changes: ["before?.(reason) → before(reason)"],
      kind: "unreachable",
      why: "`runHandler` has always set it; the types can't say so.",
    },
    {
      line: "if (sending) await sending;",
      changes: ["sending → true"],
      kind: "performance",
      why: "Waiting for nothing costs a turn of the microtask queue.",
    },
    {
      line: "if (full) await full;",
      changes: ["full → true"],
      kind: "performance",
      why: "Waiting for nothing costs a turn of the microtask queue.",
    },
    {
      line: "stop();",
      changes: ["stop(); → ;"],
      kind: "equivalent",
      why: "A cancellation after the end closes an iterator that is closed, and does nothing.",
    },
    {
      line: "letProcessEnd(timer);",
      changes: ["letProcessEnd(timer); → ;"],
      kind: "open",
      why: "That a stream which waits for its request does not keep a process running is not tested here.",
    },
  ],
  "rpc/pump.ts": [
    {
      line: "if (full) await full;",
      changes: ["full → true"],
      kind: "equivalent",
      why: "To await nothing is a turn of the microtask queue.",
    },
    {
      line: "return false;",
      changes: ["false → true"],
      kind: "equivalent",
      why: "The pump has already told that it was stopped; a promise keeps its first value.",
    },
  ],
  "rpc/status-details.ts": [
    {
      line: "if (otherDetails.length > 0) options.otherDetails = otherDetails;",
      changes: [
        "otherDetails.length > 0 → true",
        "otherDetails.length > 0 → otherDetails.length >= 0",
      ],
      kind: "equivalent",
      why: "An error without other details has an empty list of them.",
    },
    {
      line: "fieldViolations: (anyUnpack(detail, BadRequestSchema)?.fieldViolations ?? []).map(",
      changes: [
        "anyUnpack(detail, BadRequestSchema)?.fieldViolations → anyUnpack(detail, BadRequestSchema).fieldViolations",
        `[] → ["Stryker was here"]`,
      ],
      kind: "unreachable",
      why: "The reader is found by the type's name, so that unpacking knows the type.",
    },
    {
      line: "const delay = anyUnpack(detail, RetryInfoSchema)?.retryDelay;",
      changes: [
        "anyUnpack(detail, RetryInfoSchema)?.retryDelay → anyUnpack(detail, RetryInfoSchema).retryDelay",
      ],
      kind: "unreachable",
      why: "The reader is found by the type's name, so that unpacking knows the type.",
    },
    {
      line: "const requestId = anyUnpack(detail, RequestInfoSchema)?.requestId;",
      changes: [
        "anyUnpack(detail, RequestInfoSchema)?.requestId → anyUnpack(detail, RequestInfoSchema).requestId",
      ],
      kind: "unreachable",
      why: "The reader is found by the type's name, so that unpacking knows the type.",
    },
    {
      line: "return requestId === undefined ? {} : { requestId };",
      changes: ["requestId === undefined → false"],
      kind: "equivalent",
      why: "An error without an id has the property, `undefined`.",
    },
  ],
  "rpc/trailer-status.ts": [
    {
      line: "const id = requestId === undefined ? {} : { requestId };",
      changes: ["requestId === undefined → false"],
      kind: "equivalent",
      why: "An error without an id has the property, `undefined`.",
    },
  ],
  "users/email.ts": [
    {
      line: "const ascii = /^[\\x21-\\x7e]*$/;",
      changes: ["/^[\\x21-\\x7e]*$/ → /^[\\x21-\\x7e]$/"],
      kind: "performance",
      why: "Only decides between two ways to the same answer.",
    },
    {
      line: "if (at <= 0) return malformed;",
      changes: ["at <= 0 → at < 0"],
      kind: "equivalent",
      why: "An empty local part is refused by its own pattern.",
    },
    {
      line: "if (plain === undefined || !asciiDomain.test(plain) || plain.length > 253) return undefined;",
      changes: ["plain.length > 253 → plain.length >= 253"],
      kind: "equivalent",
      why: "With a local part and the @, a domain of 253 bytes is too long for an address anyway.",
    },
    {
      line: `return plain.includes("xn--") ? internationalDomain(plain) : plain;`,
      changes: [`"xn--" → ""`],
      kind: "performance",
      why: "A plain domain goes through IDNA unchanged.",
    },
  ],
  "users/handlers/batch-create-users.ts": [
    {
      line: "if (chunk.length > 0) yield chunk;",
      changes: ["chunk.length > 0 → true", "chunk.length > 0 → chunk.length >= 0"],
      kind: "equivalent",
      why: "A chunk of nothing creates nothing.",
    },
    {
      line: `email: request?.email.slice(0, 254).toWellFormed() ?? "",`,
      changes: [`"" → "Stryker was here!"`, "request?.email → request.email"],
      kind: "unreachable",
      why: "Every result has its request; the types can't say so of two arrays.",
    },
    {
      line: `if (outcome?.kind === "created") return outcome.user;`,
      changes: [`outcome?.kind === "created" → false`, `"created" → ""`],
      kind: "performance",
      why: "`createdUser` gives the same user, after a promise.",
    },
    {
      line: `return request && { kind: "replayed", request };`,
      changes: [`"replayed" → ""`],
      kind: "equivalent",
      why: "Whatever is neither created nor a taken email is a replay.",
    },
  ],
  "users/handlers/list-users.ts": [
    {
      line: "return page <= 1 ? { afterId: 0, limit } : { offset: (page - 1) * size, limit };",
      changes: ["page <= 1 → page < 1"],
      kind: "performance",
      why: "The users after id 0 are those from offset 0.",
    },
  ],
  "users/handlers/update-user.ts": [
    {
      line: "const hash = passwordHash === undefined || passwordHash === false ? {} : { passwordHash };",
      changes: [
        "passwordHash === undefined || passwordHash === false → false",
        "passwordHash === undefined || passwordHash === false → passwordHash === undefined && passwordHash === false",
        "passwordHash === undefined → false",
      ],
      kind: "equivalent",
      why: "For a store, `undefined` is to keep the present hash, as is no property.",
    },
    {
      line: "const hash = passwordHash === undefined || passwordHash === false ? {} : { passwordHash };",
      changes: ["passwordHash === false → false", "false → true"],
      kind: "unreachable",
      why: "The mask names the password or does not: `patch.password` is never `false`.",
    },
  ],
  "users/handlers/watch-user-updates.ts": [
    {
      line: "if (afterRevision !== undefined && afterRevision < 0n) {",
      changes: ["afterRevision !== undefined → true"],
      kind: "equivalent",
      why: "`undefined` is not less than any number.",
    },
  ],
  "users/memory-log.ts": [
    {
      line: "updates?.shift();",
      changes: ["updates?.shift → updates.shift"],
      kind: "unreachable",
      why: "Every event that is forgotten was remembered with its user.",
    },
    {
      line: "if (updates?.length === 0) updatesByUser.delete(event.userId);",
      changes: ["updates?.length → updates.length"],
      kind: "unreachable",
      why: "Every event that is forgotten was remembered with its user.",
    },
    {
      line: "if (updates?.length === 0) updatesByUser.delete(event.userId);",
      changes: ["updates?.length === 0 → false", "updatesByUser.delete(event.userId); → ;"],
      kind: "performance",
      why: "An empty list says what no list says; the line lets go of memory.",
    },
    {
      line: "const next = afterRevision < 1n ? 2n : afterRevision + 1n;",
      changes: ["afterRevision < 1n → afterRevision <= 1n"],
      kind: "equivalent",
      why: "After revision 1 comes 2 either way.",
    },
  ],
  "users/memory-store.ts": [
    {
      line: "const request = requestId === undefined ? undefined : requests.get(requestId);",
      changes: ["requestId === undefined → false"],
      kind: "equivalent",
      why: "Nothing is remembered under no id.",
    },
    {
      line: "if (requestId !== undefined) {",
      changes: ["requestId !== undefined → true"],
      kind: "open",
      why: "What is remembered under no id can't be asked for; it is memory.",
    },
    {
      line: "listeners.clear();",
      changes: ["listeners.clear(); → ;"],
      kind: "performance",
      why: "A closed store has nothing to tell; the line lets go of memory.",
    },
    {
      line: "if (change.passwordHash !== undefined) row.passwordHash = change.passwordHash ?? undefined;",
      changes: [
        "change.passwordHash !== undefined → true",
        "change.passwordHash !== undefined → false",
        "change.passwordHash !== undefined → change.passwordHash === undefined",
        "change.passwordHash ?? undefined → change.passwordHash && undefined",
      ],
      kind: "open",
      why: "No operation of a store reads a user's hash yet. VerifyPassword will, and its tests must end this entry.",
    },
    {
      line: "return ids.slice(start, query.limit).flatMap((id) => userOf(id) ?? []);",
      changes: [`[] → ["Stryker was here"]`],
      kind: "unreachable",
      why: "Every id of the list has its user.",
    },
  ],
  "users/new-user.ts": [
    {
      line: 'passwordHash: passwordHash === "" ? undefined : passwordHash,',
      changes: ['passwordHash === "" → false', '"" → "Stryker was here!"'],
      kind: "open",
      why: "No operation of the store gives a hash back before VerifyPassword is served.",
    },
    {
      line: "return firstHash !== undefined && (await deps.hasher.verify(password, firstHash));",
      changes: ["firstHash !== undefined → true"],
      kind: "equivalent",
      why: "A hasher fits no password to what is no hash.",
    },
  ],
  "users/page-token.ts": [
    {
      line: "if (!equalBytes(macOf(token.subarray(0, 4), secret), token.subarray(4))) return undefined;",
      changes: ["!equalBytes(macOf(token.subarray(0, 4), secret), token.subarray(4)) → false"],
      kind: "equivalent",
      why: "The token made again is compared too, so the answer is the same; only the time it takes could tell.",
    },
  ],
  "users/webcrypto-hasher.ts": [
    {
      line: `const [, rounds = "", salt = "", tag = ""] = format.exec(hash) ?? [];`,
      changes: [`"" → "Stryker was here!"`, `[] → ["Stryker was here"]`],
      kind: "equivalent",
      why: "Without a match there are no rounds, and nothing else is looked at.",
    },
  ],
  "users/password.ts": [
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source.
      line: "if (utf8Length(password) > maxBytes) return `must be at most ${maxBytes} bytes long`;",
      changes: [
        "utf8Length(password) > maxBytes → false",
        "utf8Length(password) > maxBytes → utf8Length(password) >= maxBytes",
      ],
      kind: "unreachable",
      why: "128 characters take at most 512 bytes: the limit of 1,024 can't be met behind the one before it.",
    },
    {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source.
      line: "if (utf8Length(password) > maxBytes) return `must be at most ${maxBytes} bytes long`;",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: as it stands in the source.
      changes: ["`must be at most ${maxBytes} bytes long` → ``"],
      kind: "unreachable",
      why: "128 characters take at most 512 bytes: the limit of 1,024 can't be met behind the one before it.",
    },
  ],
  "base64.ts": [
    {
      line: 'return btoa(String.fromCharCode(...bytes)).replace(/=+$/, "");',
      changes: ["/=+$/ → /=+/"],
      kind: "equivalent",
      why: "Padding is at the end and nowhere else.",
    },
  ],
  "rpc/message-queue.ts": [
    {
      line: 'if (state === "failed") throw failure;',
      changes: ['state === "failed" → false', '"failed" → ""'],
      kind: "equivalent",
      why: "A queue that failed or ended holds nothing, and its failure is thrown by the next check.",
    },
    {
      line: 'settle("ended");',
      changes: ['"ended" → ""'],
      kind: "equivalent",
      why: "A queue that failed or ended holds nothing, and its failure is thrown by the next check.",
    },
    {
      line: "queued = [];",
      changes: ['[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "A queue that failed or ended holds nothing, and its failure is thrown by the next check.",
    },
  ],
  "users/change-feed.ts": [
    {
      line: "const watcher: Watcher = { changed: false, wake: undefined };",
      changes: ["{ changed: false, wake: undefined } → {}"],
      kind: "equivalent",
      why: "What is missing is undefined, which is as good as false.",
    },
    {
      line: "return waitFor(watcher, signal).finally(() => clearTimeout(timer));",
      changes: ["() => clearTimeout(timer) → () => undefined"],
      kind: "open",
      why: "A wait that is over leaves its timer until it fires, and wakes nobody.",
    },
    {
      line: "if (watchers) watchers.add(watcher);",
      changes: ["watchers → false", "watchers.add(watcher); → ;"],
      kind: "open",
      why: "Two watchers of one user: races and the service contract have them, neither here.",
    },
    {
      line: "if (!watchers?.delete(watcher) || watchers.size > 0) return;",
      changes: [
        "!watchers?.delete(watcher) || watchers.size > 0 → false",
        "watchers.size > 0 → false",
        "watchers?.delete → watchers.delete",
      ],
      kind: "elsewhere",
      why: "The feed stops too early or too late: the leak tests count what is left.",
    },
    {
      line: "stop?.();",
      changes: ["stop?.() → stop()"],
      kind: "unreachable",
      why: "There is a feed as long as anybody watches.",
    },
    {
      line: 'signal.addEventListener("abort", abort, { once: true });',
      changes: ["{ once: true } → {}", "true → false"],
      kind: "equivalent",
      why: "A signal is aborted once.",
    },
    {
      line: "}).finally(() => {",
      changes: ["{ watcher.wake = undefined; } → {}"],
      kind: "performance",
      why: "A wake-up of somebody who is awake does nothing.",
    },
    {
      line: "let again = false;",
      changes: ["false → true"],
      kind: "equivalent",
      why: "The first thing that happens sets it.",
    },
    {
      line: "if (stopped) return;",
      changes: ["stopped → false"],
      kind: "performance",
      why: "One more read, whose answer nobody wants.",
    },
    {
      line: "clearTimeout(timer);",
      changes: ["clearTimeout(timer); → ;"],
      kind: "performance",
      why: "One more poll than is needed.",
    },
  ],
};
