type Given<T> = { [N in keyof T]: Exclude<T[N], undefined> }

/** A checked filter without the fields that were left out. */
export function givenFields<T extends object>(fields: T): Given<T> {
  // Nothing else is taken away.
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Given<T>
}
