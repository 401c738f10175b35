/**
 * Where the log ends for its readers, as SQL: the oldest transaction that had
 * not ended when the statement began. Of all older ones everything is there,
 * and nothing will be added; of it and the younger ones, who commit in any
 * order, nothing is shown yet. A position past which nothing is missing is the
 * price for writers that do not wait for each other.
 */
export const logEnd = "pg_snapshot_xmin(pg_current_snapshot())";
