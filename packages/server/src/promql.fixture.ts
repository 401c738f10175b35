import { parser } from "@prometheus-io/lezer-promql";

/** A series that an expression reads. */
export interface Selector {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What an expression reads, and what it groups and matches by. */
export interface Expression {
  readonly selectors: readonly Selector[];
  readonly groupedBy: readonly string[];
}

/** Stands for what Grafana puts there: a number of seconds. */
const interval = /\$__(rate_)?interval/g;

/**
 * Reads PromQL as Prometheus' own interface does.
 *
 * @throws an Error with the place of what is no PromQL.
 */
export function parsePromQl(text: string): Expression {
  const query = text.replaceAll(interval, "60s");
  const selectors: { metric: string; labels: string[] }[] = [];
  const groupedBy: string[] = [];
  parser.parse(query).iterate({
    enter({ type, name, from, to, node }) {
      const word = query.slice(from, to);
      if (type.isError) throw new Error(`no PromQL at ${from}: ${query.slice(from)} of ${query}`);
      if (name === "VectorSelector") selectors.push({ metric: "", labels: [] });
      const selector = selectors.at(-1);
      if (name === "Identifier" && selector) selector.metric = word;
      if (name !== "LabelName") return;
      if (node.parent?.name === "GroupingLabels") groupedBy.push(word);
      else selector?.labels.push(word);
    },
  });
  if (selectors.length === 0) throw new Error(`no metric in ${query}`);
  return { selectors, groupedBy };
}
