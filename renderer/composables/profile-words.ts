import type { ProfileRow } from '../../engine/api/contract/profile-procedures.ts'
import type { Language } from '../i18n/i18n.ts'

/** The words of a profile in the language that is shown; one's own may be worded in one alone. */
export const profileWords = (words: ProfileRow['name'], language: Language): string =>
  language === 'zh' && words.zh !== '' ? words.zh : words.en

/** The name of a profile by its id; an id that names none is shown itself. */
export function profileName(
  profiles: readonly ProfileRow[],
  id: string,
  language: Language,
): string {
  const row = profiles.find((each) => each.id === id)
  return row ? profileWords(row.name, language) : id
}
