/** The names of all options of a type. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>;

/**
 * For who has no compiler: `time: 3` would fail one call rather than three, and
 * a test would pass for the wrong reason.
 *
 * @throws TypeError for an option that is not among the names.
 */
export function refuseUnknown<T extends object>(
  options: T,
  names: OptionNames<T>,
  owner: string,
): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined) throw new TypeError(`${owner} has no option ${unknown}`);
}
