/** Texts of one area: sentences by name, grouped as deep as is useful. */
export interface TextTree {
  readonly [name: string]: string | TextTree
}

/** The same names with other sentences. */
export type SameNames<T extends TextTree> = {
  readonly [N in keyof T]: T[N] extends TextTree ? SameNames<T[N]> : string
}

/** Every name a text can be asked for by, as `area.group.name`. */
export type TextKey<T extends TextTree> = {
  [N in keyof T & string]: T[N] extends TextTree ? `${N}.${TextKey<T[N]>}` : N
}[keyof T & string]

/** Both languages of one area; a name that one of them lacks does not compile. */
export const defineText = <const T extends TextTree>(text: {
  readonly en: T
  readonly zh: SameNames<T>
}): { readonly en: T; readonly zh: SameNames<T> } => text
