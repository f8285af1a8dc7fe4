const longest = 64

/** A name like the wanted one that no scenario has yet, within what a name may be. */
export function ownName(wanted: string, taken: readonly { readonly name: string }[]): string {
  const isTaken = (name: string): boolean => taken.some((each) => each.name === name)
  const base = wanted.replace(/^my-|-\d+$/g, '')
  for (let count = 1; ; count++) {
    const end = count === 1 ? '' : `-${count}`
    const name = `my-${base}`.slice(0, longest - end.length).replace(/-+$/, '') + end
    if (!isTaken(name)) return name
  }
}
