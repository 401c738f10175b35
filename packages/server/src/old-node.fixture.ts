// Preloaded into a process: its Node says that it is older than it is.
Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.20.2" } });
