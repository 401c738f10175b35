// The least that a Worker can do: it answers every request with fixed bytes.
export default { fetch: () => Response.json({}) };
