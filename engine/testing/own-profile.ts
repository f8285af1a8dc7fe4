import { ProfileCatalogue } from '../guidance/profiles/profile-catalogue.ts'
import { silentLogger } from '../kernel/logger.ts'

/** A deployment profile of one's own. */
export const ownProfile = {
  id: 'own-trunks',
  name: { en: 'Own trunks', zh: '自有中继' },
  why: { en: 'Measured here.', zh: '' },
  minSeconds: 120,
  maxSeconds: 240,
  presetSeconds: 180,
  turnsOn: ['allowPublish', 'enforceCapacity'],
} as const

/** The profiles of a data folder that holds this one. */
export function createOwnProfiles(dataFolder: string): ProfileCatalogue {
  const profiles = new ProfileCatalogue(dataFolder, silentLogger)
  profiles.save(ownProfile)
  return profiles
}
