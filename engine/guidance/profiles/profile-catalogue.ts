import { isDeepStrictEqual } from 'node:util'
import { deploymentProfile, type DeploymentProfile } from '../../api/contract/deployment-profile.ts'
import { EngineError } from '../../api/contract/errors.ts'
import type { ProfileRow } from '../../api/contract/profile-procedures.ts'
import { checkFields } from '../../configuration/check-fields.ts'
import { LiveList, type LiveRows } from '../../kernel/live-list.ts'
import type { Logger } from '../../kernel/logger.ts'
import { ProfileFiles } from './profile-files.ts'
import { shippedProfiles } from './shipped-profiles.ts'

const nothing = { en: '', zh: '' }

/** Profiles that come with the program, and one's own: a file that cannot be used is listed with its fault. */
export class ProfileCatalogue {
  readonly #files: ProfileFiles
  readonly #shipped: ReadonlyMap<string, DeploymentProfile>
  readonly #rows = new LiveList<ProfileRow, ProfileRow>((row) => row)

  constructor(dataFolder: string, log: Logger) {
    this.#files = new ProfileFiles(dataFolder)
    const shipped = shippedProfiles.map((document) => checkProfile(document))
    this.#shipped = new Map(shipped.map((profile) => [profile.id, profile]))
    for (const profile of shipped) this.#rows.add(profile.id, rowOf(profile, 'shipped'))
    try {
      this.#readFiles()
    } catch (error) {
      log.warn('one’s own deployment profiles cannot be read', { error: String(error) })
    }
  }

  get rows(): LiveRows<ProfileRow> {
    return this.#rows
  }

  /** As the files are now. */
  list(): ProfileRow[] {
    this.#readFiles()
    return this.#rows.all()
  }

  /** The profile of this id; undefined = there is none that can be used. */
  find(id: string): DeploymentProfile | undefined {
    const row = this.#rows.row(id)
    return row?.fault === '' ? profileOf(row) : undefined
  }

  get(id: string): DeploymentProfile {
    const shipped = this.#shipped.get(id)
    if (shipped) return shipped
    if (this.#files.ids().includes(id)) return this.#own(id)
    const allowed = this.list().map((each) => each.id)
    const text = `no deployment profile is named "${id}"; there are: ${allowed.join(', ')}`
    throw new EngineError('UNKNOWN_NAME', text, { value: id })
  }

  /** Keeps one's own profile, in the place of an earlier one of its id. */
  save(document: unknown): ProfileRow {
    const profile = checkProfile(document)
    this.#refuseShipped(profile.id)
    this.#files.write(profile.id, profile)
    this.#readFiles()
    return rowOf(profile, 'own')
  }

  remove(id: string): void {
    this.#refuseShipped(id)
    if (!this.#files.ids().includes(id)) this.get(id)
    this.#files.remove(id)
    this.#readFiles()
  }

  #refuseShipped(id: string): void {
    if (!this.#shipped.has(id)) return
    const text = `the deployment profile "${id}" comes with the program; one's own needs another id`
    throw new EngineError('NAME_TAKEN', text, { value: id })
  }

  /** A file of a shipped id is left aside: that profile stays what it is. */
  #readFiles(): void {
    const ids = this.#files.ids().filter((id) => !this.#shipped.has(id))
    for (const { id, origin } of this.#rows.things()) {
      if (origin === 'own' && !ids.includes(id)) this.#rows.delete(id)
    }
    for (const id of ids) {
      const row = this.#ownRow(id)
      if (!isDeepStrictEqual(row, this.#rows.get(id))) this.#rows.add(id, row)
    }
  }

  #ownRow(id: string): ProfileRow {
    try {
      return rowOf(this.#own(id), 'own')
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      const figures = { minSeconds: 0, maxSeconds: 0, presetSeconds: 0, turnsOn: [] }
      const name = { en: id, zh: id }
      return { id, name, why: nothing, ...figures, origin: 'own', fault: error.message }
    }
  }

  #own(id: string): DeploymentProfile {
    const profile = checkProfile(this.#files.read(id), `the file ${id}.json`)
    if (profile.id === id) return profile
    const text = `the file ${id}.json holds a profile of the id "${profile.id}": both must be the same`
    throw new EngineError('INVALID_DOCUMENT', text)
  }
}

function checkProfile(document: unknown, place = 'deployment profile'): DeploymentProfile {
  return checkFields(deploymentProfile, document, place)
}

const rowOf = (profile: DeploymentProfile, origin: ProfileRow['origin']): ProfileRow => ({
  ...{ ...profile, origin, fault: '' },
})

function profileOf({ id, name, why, ...row }: ProfileRow): DeploymentProfile {
  const { minSeconds, maxSeconds, presetSeconds, turnsOn } = row
  return { id, name, why, minSeconds, maxSeconds, presetSeconds, turnsOn: [...turnsOn] }
}
