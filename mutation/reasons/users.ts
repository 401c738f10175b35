import type { Reasons } from "./reason.ts";

/** The survivors of the rules that somebody has looked at. */
export const usersReasons: Reasons = {
  "users/change-feed.ts": [
    {
      line: "const watcher: Watcher = { changed: false, wake: undefined };",
      changes: ["{ changed: false, wake: undefined } → {}"],
      kind: "equivalent",
      why: "What is missing is undefined, which is as good as false.",
    },
    {
      line: "return waitFor(watcher, signal, timeoutMs).finally(() => clearTimeout(timer));",
      changes: ["() => clearTimeout(timer) → () => undefined"],
      kind: "elsewhere",
      why: "A timer that lives too long: the tests on workerd wait for the end of their calls.",
    },
    {
      line: "read: (after) => store.events(after, pageSize),",
      changes: ["(after) => store.events(after, pageSize) → () => undefined"],
      kind: "elsewhere",
      why: "Of runtimes where no timer serves two calls: shown on workerd.",
    },
    {
      line: "catchUp: () => store.head(),",
      changes: ["() => store.head() → () => undefined"],
      kind: "elsewhere",
      why: "Of runtimes where no timer serves two calls: shown on workerd.",
    },
    {
      line: 'if (watchersOf.has("everybody")) tail.append(after, events);',
      changes: ['watchersOf.has("everybody") → true'],
      kind: "performance",
      why: "What nobody reads would be kept.",
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
      line: 'if (whom === "everybody") tail = createLogTail();',
      changes: [
        'whom === "everybody" → true',
        'whom === "everybody" → false',
        '"everybody" → ""',
        'whom === "everybody" → whom !== "everybody"',
      ],
      kind: "performance",
      why: "What nobody reads would be kept, or what somebody reads be read in the store again.",
    },
    {
      line: "reader?.stop();",
      changes: ["reader?.stop → reader.stop"],
      kind: "unreachable",
      why: "There is a reader as long as anybody watches.",
    },
    {
      line: "catchUp: async () => reader?.catchUp(),",
      changes: ["reader?.catchUp → reader.catchUp"],
      kind: "unreachable",
      why: "Who asks watches, and there is a reader as long as anybody watches.",
    },
    {
      line: 'signal.addEventListener("abort", abort, { once: true });',
      changes: ["{ once: true } → {}", "true → false"],
      kind: "equivalent",
      why: "A signal is aborted once.",
    },
    {
      line: "clearTimeout(timer);",
      changes: ["clearTimeout(timer); → ;"],
      kind: "performance",
      why: "One more poll than is needed.",
    },
  ],
  "users/code-points.ts": [
    {
      line: "return [...text.slice(0, 2 * limit + 1)].length;",
      changes: ["text.slice(0, 2 * limit + 1) → text"],
      kind: "performance",
      why: "A longer text is over the limit either way; a megabyte need not be taken apart for it.",
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
      changes: ["plain === undefined → false"],
      kind: "equivalent",
      why: "`undefined` as a text is a domain of one label.",
    },
    {
      line: "if (plain === undefined || !asciiDomain.test(plain) || plain.length > 253) return undefined;",
      changes: ["plain.length > 253 → plain.length >= 253"],
      kind: "equivalent",
      why: "With a local part and the @, a domain of 253 bytes is too long for an address anyway.",
    },
    {
      line: 'return plain.includes("xn--") ? internationalDomain(plain) : plain;',
      changes: ['"xn--" → ""'],
      kind: "performance",
      why: "A plain domain goes through IDNA unchanged.",
    },
  ],
  "users/heartbeat.ts": [
    {
      line: "if (!isFirst && intervalMs !== undefined) dueAt = performance.now() + intervalMs;",
      changes: ["intervalMs !== undefined → true"],
      kind: "equivalent",
      why: "A time that is no number is never due.",
    },
  ],
  "users/log-follower.ts": [
    {
      line: "if (stopped) return;",
      changes: ["stopped → false"],
      kind: "performance",
      why: "What is read for nobody wakes nobody.",
    },
    {
      line: "clearTimeout(timer);",
      changes: ["clearTimeout(timer); → ;"],
      kind: "performance",
      why: "One more poll than is needed.",
    },
  ],
  "users/log-tail.ts": [
    {
      line: "let events: UserEvent[] = [];",
      changes: ['[] → ["Stryker was here"]'],
      kind: "unreachable",
      why: "A tail is begun anew before anything is in it.",
    },
    {
      line: 'const cut = places.get(events[firstKept]?.position ?? "") ?? firstKept;',
      changes: [
        '"" → "Stryker was here!"',
        'places.get(events[firstKept]?.position ?? "") ?? firstKept → places.get(events[firstKept]?.position ?? "") && firstKept',
        'events[firstKept]?.position ?? "" → events[firstKept]?.position && ""',
        "events[firstKept]?.position → events[firstKept].position",
      ],
      kind: "performance",
      why: "What is kept begins a few events sooner or later; nobody's position leads amid a write.",
    },
    {
      line: "const from = events[cut - 1]?.position;",
      changes: ["events[cut - 1]?.position → events[cut - 1].position", "cut - 1 → cut + 1"],
      kind: "performance",
      why: "What is kept begins a few events sooner or later; who is before that reads in the store.",
    },
    {
      line: "if (from !== undefined) restart(from, events.slice(cut));",
      changes: ["from !== undefined → true"],
      kind: "performance",
      why: "It is trimmed only when there is something before what is kept.",
    },
    {
      line: "if (events.length > 2 * keptEvents) trim();",
      changes: [
        "events.length > 2 * keptEvents → true",
        "events.length > 2 * keptEvents → events.length >= 2 * keptEvents",
        "events.length > 2 * keptEvents → events.length <= 2 * keptEvents",
        "2 * keptEvents → 2 / keptEvents",
      ],
      kind: "performance",
      why: "It is trimmed sooner, and more often.",
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
      changes: ["updates?.length === 0 → false", "updatesByUser.delete(event.userId); → ;"],
      kind: "performance",
      why: "An empty list says what no list says; the line lets go of memory.",
    },
    {
      line: "if (updates?.length === 0) updatesByUser.delete(event.userId);",
      changes: ["updates?.length → updates.length"],
      kind: "unreachable",
      why: "Every event that is forgotten was remembered with its user.",
    },
    {
      line: "return position !== undefined && position === entries[index - 1]?.event.position;",
      changes: ["entries[index - 1]?.event → entries[index - 1].event"],
      kind: "unreachable",
      why: "Before the first event no page ends.",
    },
    {
      line: "while (end > start && cuts(end)) end -= 1;",
      changes: ["end > start → true", "end > start → end >= start"],
      kind: "equivalent",
      why: "A page begins between writes, where nothing is cut.",
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
      line: "return ids.slice(start, query.limit).flatMap((id) => userOf(id) ?? []);",
      changes: ['[] → ["Stryker was here"]'],
      kind: "unreachable",
      why: "Every id of the list has its user.",
    },
    {
      line: "listeners.clear();",
      changes: ["listeners.clear(); → ;"],
      kind: "performance",
      why: "A closed store has nothing to tell; the line lets go of memory.",
    },
  ],
  "users/new-user.ts": [
    {
      line: "if (firstHash === undefined) return false;",
      changes: ["firstHash === undefined → false"],
      kind: "equivalent",
      why: "No hash, asked about as one, fits no password.",
    },
  ],
  "users/present-users.ts": [
    {
      line: "return last !== undefined && revision <= last;",
      changes: ["last !== undefined → true"],
      kind: "equivalent",
      why: "No revision is less than `undefined`.",
    },
    {
      line: "if (position !== place.point.position) place.point = { position, sent: 0 };",
      changes: ["position !== place.point.position → true"],
      kind: "open",
      why: "A page at the position where the watch is, amid a write: the next page of the log is then read from the write's beginning.",
    },
  ],
  "users/read-anew.ts": [
    {
      line: "letProcessEnd(timer);",
      changes: ["letProcessEnd(timer); → ;"],
      kind: "elsewhere",
      why: "A timer that holds the process: shown by programs that end, of the server.",
    },
  ],
  "users/request-secrets.ts": [
    {
      line: 'return typeof text === "string" && text !== "" ? [text, text.normalize("NFC")] : [];',
      changes: ['text !== "" → true', '"" → "Stryker was here!"', '[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "A text of less than four characters is nobody's secret.",
    },
  ],
  "users/resume-token.ts": [
    {
      line: "const format = /^(\\d{1,9})\\.(\\d{0,10})\\.(.+)$/s;",
      changes: ["/^(\\d{1,9})\\.(\\d{0,10})\\.(.+)$/s → /^(\\d{1,9})\\.(\\d{0,10})\\.(.+)/s"],
      kind: "equivalent",
      why: "What follows takes all there is.",
    },
    {
      line: 'const [, sent = "", upTo = "", position = ""] = parts;',
      changes: ['"" → "Stryker was here!"'],
      kind: "unreachable",
      why: "What matches has all three parts.",
    },
  ],
  "users/semaphore.ts": [
    {
      line: "reject(signal?.reason);",
      changes: ["signal?.reason → signal.reason"],
      kind: "unreachable",
      why: "Who is told of an abort has a signal.",
    },
    {
      line: 'signal?.removeEventListener("abort", leave);',
      changes: ['"abort" → ""'],
      kind: "performance",
      why: "Who has left the line leaves it again, which does nothing.",
    },
  ],
  "users/store-answers.ts": [
    {
      line: "for (let tries = 0; tries < maxTries; tries += 1) {",
      changes: ["tries < maxTries → tries <= maxTries"],
      kind: "equivalent",
      why: "One more or less of ten thousand: the number is a round one.",
    },
  ],
  "users/watch-responses.ts": [
    {
      line: "shared.set(event, response);",
      changes: ["shared.set(event, response); → ;"],
      kind: "performance",
      why: "The same message would be made for each watcher.",
    },
  ],
  "users/webcrypto-hasher.ts": [
    {
      line: 'const [, rounds = "", salt = "", tag = ""] = format.exec(hash) ?? [];',
      changes: ['"" → "Stryker was here!"', '[] → ["Stryker was here"]'],
      kind: "equivalent",
      why: "Without a match there are no rounds, and nothing else is looked at.",
    },
    {
      line: "const limit = createSemaphore({ concurrency, ...(maxWaiting !== undefined && { maxWaiting }) });",
      changes: ["maxWaiting !== undefined → true"],
      kind: "equivalent",
      why: "`undefined` is the default.",
    },
  ],
};
