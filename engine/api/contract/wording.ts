/** Languages that the product speaks. */
export const spokenLanguages = ['en', 'zh'] as const
export type SpokenLanguage = (typeof spokenLanguages)[number]

/** One sentence in every language; `{name}` stands for a value. */
export type Wording = Readonly<Record<SpokenLanguage, string>>

/** The sentence with its values put in; a value that is missing leaves its place standing, so that it is seen. */
export function worded(
  wording: Wording,
  language: SpokenLanguage,
  values: Readonly<Record<string, string | number>>,
): string {
  return wording[language].replaceAll(/\{(\w+)\}/gu, (place, name: string) => {
    const value = values[name]
    return value === undefined ? place : String(value)
  })
}
