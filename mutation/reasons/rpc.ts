import type { Reasons } from "./reason.ts";

/** The survivors of the call model that somebody has looked at. */
export const rpcReasons: Reasons = {
  "rpc/bind.ts": [
    {
      line: "const noSecrets: SecretsOf = () => [];",
      changes: ['[] → ["Stryker was here"]', "() => [] → () => undefined"],
      kind: "equivalent",
      why: "No secrets are none, in whatever form; no text of a test holds Stryker's.",
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
        "always && { headers: always } → true",
        "{ headers: always } → {}",
        "always && { headers: always } → false",
      ],
      kind: "unreachable",
      why: "The defaults have these headers already; only `headers: undefined`, which the types forbid, would take them away.",
    },
  ],
  "rpc/copy-message.ts": [
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
      line: 'if (field.fieldKind === "enum") return true;',
      changes: ["true → false", 'field.fieldKind === "enum" → false', '"enum" → ""'],
      kind: "performance",
      why: "An enum that is taken for no plain field is copied by reflection.",
    },
    {
      line: 'if (field.fieldKind === "message") return !unboxed.test(field.message.typeName);',
      changes: [
        'field.fieldKind === "message" → false',
        "!unboxed.test(field.message.typeName) → unboxed.test(field.message.typeName)",
        '"message" → ""',
      ],
      kind: "performance",
      why: "A copy by reflection is the same message.",
    },
    {
      line: 'if (field.fieldKind === "scalar") return field.scalar !== ScalarType.BYTES;',
      changes: [
        '"scalar" → ""',
        'field.fieldKind === "scalar" → false',
        "field.scalar !== ScalarType.BYTES → false",
      ],
      kind: "performance",
      why: "A scalar that is taken for no plain field is copied by reflection.",
    },
    {
      line: 'if (field.fieldKind === "scalar") return field.scalar !== ScalarType.BYTES;',
      changes: ["field.scalar !== ScalarType.BYTES → field.scalar === ScalarType.BYTES"],
      kind: "performance",
      why: "A copy by reflection is the same message; bytes are in no message that has only scalars.",
    },
    {
      line: 'return field.fieldKind === "list" && field.scalar !== ScalarType.BYTES;',
      changes: [
        '"list" → ""',
        'field.fieldKind === "list" && field.scalar !== ScalarType.BYTES → false',
      ],
      kind: "performance",
      why: "A list that is taken for no plain field is copied by reflection.",
    },
    {
      line: 'return field.fieldKind === "list" && field.scalar !== ScalarType.BYTES;',
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
      line: "else if (deadline < next) next = deadline;",
      changes: ["deadline < next → deadline <= next"],
      kind: "equivalent",
      why: "It sets what it is already.",
    },
    {
      line: "if (deadline === undefined) return;",
      changes: ["deadline === undefined → false"],
      kind: "unreachable",
      why: "invoke adds no call without a deadline.",
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
      line: 'throw new ServiceError("UNIMPLEMENTED", "The client sent no request message", {',
      changes: [
        '"UNIMPLEMENTED" → ""',
        '"The client sent no request message" → ""',
        '{ reason: "INVALID_REQUEST", } → {}',
      ],
      kind: "unreachable",
      why: "The client in process makes the one request of such a call itself.",
    },
    {
      line: 'reason: "INVALID_REQUEST",',
      changes: ['"INVALID_REQUEST" → ""'],
      kind: "unreachable",
      why: "The client in process makes the one request of such a call itself.",
    },
    {
      line: "function neverStreams(): never {",
      changes: ['{ throw new TypeError("A unary call has no request stream"); } → {}'],
      kind: "unreachable",
      why: "No unary method asks for a stream of requests.",
    },
    {
      line: 'throw new TypeError("A unary call has no request stream");',
      changes: ['"A unary call has no request stream" → ""'],
      kind: "unreachable",
      why: "No unary method asks for a stream of requests.",
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
      line: 'signal.addEventListener("abort", cancel, { once: true });',
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
      line: "endCall?.(reason);",
      changes: ["endCall?.(reason) → endCall(reason)"],
      kind: "unreachable",
      why: "`invoke` has always set it; the types can't say so.",
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
      line: "before?.(reason);",
      changes: ["before?.(reason) → before(reason)"],
      kind: "unreachable",
      why: "`runHandler` has always set it; the types can't say so.",
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
      line: "letProcessEnd(timer);",
      changes: ["letProcessEnd(timer); → ;"],
      kind: "open",
      why: "That a stream which waits for its request does not keep a process running is not tested here.",
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
  "rpc/peer-certificate.ts": [
    {
      line: 'alternativeNames: namesIn(subjectaltname ?? ""),',
      changes: ['"" → "Stryker was here!"'],
      kind: "equivalent",
      why: "A text without a colon has no names.",
    },
    {
      line: 'return [...text.matchAll(alternativeName)].map(([, kind, value = ""]) => {',
      changes: ['"" → "Stryker was here!"'],
      kind: "unreachable",
      why: "What matches has a value, if an empty one.",
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
  "rpc/sleep.ts": [
    {
      line: 'signal.addEventListener("abort", wake, { once: true });',
      changes: ["{ once: true } → {}", "true → false"],
      kind: "performance",
      why: "The listener is taken away after its first call in any case.",
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
        '[] → ["Stryker was here"]',
        "anyUnpack(detail, BadRequestSchema)?.fieldViolations → anyUnpack(detail, BadRequestSchema).fieldViolations",
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
  "rpc/to-service-error.ts": [
    {
      line: 'return header === null ? [] : [header.replace(/^\\S+ +/, "")];',
      changes: ["/^\\S+ +/ → /\\S+ +/", '[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "A header does not begin with a space; and no text of a test holds Stryker's.",
    },
  ],
  "rpc/withhold-secrets.ts": [
    {
      line: "/\\$[a-z0-9-]{1,32}\\$[\\x21-\\x7e]{8}/,",
      changes: ["/\\$[a-z0-9-]{1,32}\\$[\\x21-\\x7e]{8}/ → /\\$[a-z0-9-]{1,32}\\$[\\x21-\\x7e]/"],
      kind: "open",
      why: "Texts with less behind the second sign would be withheld too.",
    },
    {
      line: "export function withholdSecrets(error: unknown, secrets: readonly string[] = []): unknown {",
      changes: ['[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "No text of a test holds Stryker's.",
    },
    {
      line: "if (seen.size + waiting.length > maxLookedAt) return true;",
      changes: [
        "seen.size + waiting.length > maxLookedAt → seen.size + waiting.length >= maxLookedAt",
      ],
      kind: "equivalent",
      why: "One more or less of a thousand: the number is a round one.",
    },
    {
      line: "if (ArrayBuffer.isView(value)) return [];",
      changes: ['[] → ["Stryker was here"]', "ArrayBuffer.isView(value) → false"],
      kind: "equivalent",
      why: "No text of a test holds Stryker's.",
    },
    {
      line: "if (isServiceError(value)) {",
      changes: [
        "isServiceError(value) → false",
        "{ const { message, reason, domain, metadata, fieldViolations, cause } = value; r… → {}",
      ],
      kind: "performance",
      why: "Its properties are found as those of any error; its stack is dear to make.",
    },
    {
      line: "const stack = value instanceof Error ? [value.stack, value.name] : [];",
      changes: ['[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "No text of a test holds Stryker's.",
    },
    {
      line: "const entries = value instanceof Map || value instanceof Set ? [...value.entries()] : [];",
      changes: ['[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "No text of a test holds Stryker's.",
    },
    {
      line: "...(retryAfterMs !== undefined && { retryAfterMs }),",
      changes: ["retryAfterMs !== undefined → true"],
      kind: "equivalent",
      why: "An error without it has the property, `undefined`.",
    },
    {
      line: "...(requestId !== undefined && { requestId }),",
      changes: ["requestId !== undefined → true"],
      kind: "equivalent",
      why: "An error without it has the property, `undefined`.",
    },
  ],
};
