/** An answer in a word, for the schedule's report. */
export function summaryOf(answer: unknown): unknown {
  if (Array.isArray(answer)) return answer.map(summaryOf);
  if (typeof answer !== "object" || answer === null) return answer;
  if ("revision" in answer) return `revision ${answer.revision}`;
  return "kind" in answer ? answer.kind : "found";
}
