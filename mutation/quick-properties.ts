import fc from "fast-check";

// For each mutant anew, and a failure need not be shrunk to count.
fc.configureGlobal({ numRuns: 25, endOnFailure: true });
