import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTemporaryFolder } from '../../../tests/harness/temporary-folder.ts'
import { EngineError } from '../../api/contract/errors.ts'
import { silentLogger } from '../../kernel/logger.ts'
import { ownProfile } from '../../testing/own-profile.ts'
import { ProfileCatalogue } from './profile-catalogue.ts'

let folder: ReturnType<typeof createTemporaryFolder>
let profiles: ProfileCatalogue
const load = (): ProfileCatalogue => new ProfileCatalogue(folder.path, silentLogger)

beforeEach(() => {
  folder = createTemporaryFolder()
  profiles = load()
})
afterEach(() => folder.remove())

const put = (file: string, text: string): void => {
  mkdirSync(join(folder.path, 'deployment-profiles'), { recursive: true })
  writeFileSync(join(folder.path, 'deployment-profiles', file), text)
}
const faultOf = (work: () => unknown): EngineError => {
  try {
    work()
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('expected an EngineError')
}

test('the six profiles of the program have the recommended ranges and presets', () => {
  const figures = profiles
    .list()
    .map(({ id, minSeconds, maxSeconds, presetSeconds }) => [
      id,
      minSeconds,
      maxSeconds,
      presetSeconds,
    ])
  expect(figures).toEqual([
    ['high-volume-carrier', 30, 60, 45],
    ['wholesale-voip', 60, 120, 90],
    ['standard-enterprise', 300, 300, 300],
    ['low-traffic-trunk', 300, 600, 450],
    ['backup-overflow', 600, 1800, 1200],
    ['multi-server-cluster', 60, 120, 120],
  ])
  for (const { name, why, turnsOn, origin } of profiles.list()) {
    expect([name.en, name.zh, why.en, why.zh]).not.toContain('')
    expect([turnsOn, origin]).toEqual([['allowPublish'], 'shipped'])
  }
})

describe('a profile of one’s own', () => {
  test('is kept in the data folder, replaced by its id and removed', () => {
    expect(profiles.save(ownProfile)).toEqual({ ...ownProfile, origin: 'own', fault: '' })
    expect(load().get('own-trunks')).toEqual(ownProfile)
    profiles.save({ ...ownProfile, presetSeconds: 200 })
    expect(load().list().at(-1)).toMatchObject({ id: 'own-trunks', presetSeconds: 200 })
    profiles.remove('own-trunks')
    expect(load().list()).toHaveLength(6)
    expect(faultOf(() => profiles.remove('own-trunks')).code).toBe('UNKNOWN_NAME')
  })

  test('whoever follows the list is told of what is saved, changed and removed', () => {
    const told: unknown[] = []
    profiles.rows.watch((key) => told.push([key, profiles.rows.row(key)?.presetSeconds]))
    profiles.save(ownProfile)
    profiles.save(ownProfile)
    profiles.save({ ...ownProfile, presetSeconds: 130 })
    profiles.remove('own-trunks')
    expect(told).toEqual([
      ['own-trunks', 180],
      ['own-trunks', 130],
      ['own-trunks', undefined],
    ])
  })

  test('cannot take the place of one that comes with the program', () => {
    const shipped = { ...ownProfile, id: 'wholesale-voip' }
    expect(faultOf(() => profiles.save(shipped))).toMatchObject({
      code: 'NAME_TAKEN',
      message: `the deployment profile "wholesale-voip" comes with the program; one's own needs another id`,
    })
    expect(faultOf(() => profiles.remove('wholesale-voip')).code).toBe('NAME_TAKEN')
    put('wholesale-voip.json', JSON.stringify(shipped))
    expect(load().get('wholesale-voip').presetSeconds).toBe(90)
  })

  test.each([
    [{ id: 'Own trunks' }, 'id'],
    [{ id: '../host' }, 'id'],
    [{ id: '' }, 'id'],
    [{ name: { en: '', zh: '' } }, 'name.en'],
    [{ minSeconds: 29 }, 'minSeconds'],
    [{ maxSeconds: 7201 }, 'maxSeconds'],
    [{ maxSeconds: 100, presetSeconds: 100 }, 'maxSeconds'],
    [{ presetSeconds: 241 }, 'presetSeconds'],
    [{ turnsOn: ['capacity'] }, 'turnsOn.0'],
    [{ turnsOn: ['allowPublish', 'allowPublish'] }, 'turnsOn'],
  ])('%j is refused, and the error names %s', (changes, field) => {
    const fault = faultOf(() => profiles.save({ ...ownProfile, ...changes }))
    expect(fault).toMatchObject({ code: 'INVALID_VALUE', details: { field } })
    expect(fault.message).toContain('allowed: ')
    expect(load().list()).toHaveLength(6)
  })
})

describe('a file that cannot be used', () => {
  test('is listed with what is wrong, and all others stay usable', () => {
    put('broken.json', '{ "id": ')
    put('other.json', JSON.stringify(ownProfile))
    put('short.json', JSON.stringify({ ...ownProfile, id: 'short', minSeconds: 10 }))
    put('own-trunks.json', JSON.stringify(ownProfile))
    put('notes.txt', 'not a profile')
    const own = load().list().slice(6)
    expect(own.map(({ id, fault }) => [id, fault === ''])).toEqual([
      ['broken', false],
      ['other', false],
      ['own-trunks', true],
      ['short', false],
    ])
    expect(own[0]?.fault).toContain('broken.json holds no JSON')
    expect(own[1]?.fault).toBe(
      'the file other.json holds a profile of the id "own-trunks": both must be the same',
    )
    expect(own[3]?.fault).toBe(
      'the file short.json: minSeconds: "10" is not allowed; allowed: whole number from 30 to 7200 s',
    )
    expect(faultOf(() => load().get('short')).message).toBe(own[3]?.fault)
    expect(load().find('short')).toBeUndefined()
    expect(load().find('own-trunks')).toEqual(ownProfile)
  })

  test('can be removed, and is usable once it is mended', () => {
    put('short.json', '[]')
    profiles = load()
    expect(profiles.list().at(-1)?.fault).not.toBe('')
    put('short.json', JSON.stringify({ ...ownProfile, id: 'short' }))
    expect(profiles.list().at(-1)).toMatchObject({ id: 'short', fault: '' })
    profiles.remove('short')
    expect(profiles.list()).toHaveLength(6)
  })

  test('a folder that is none does not keep the program from starting', () => {
    writeFileSync(join(folder.path, 'deployment-profiles'), 'a file')
    const started = load()
    expect(started.rows.all()).toHaveLength(6)
    expect(faultOf(() => started.list()).code).toBe('STORE_UNAVAILABLE')
    expect(readFileSync(join(folder.path, 'deployment-profiles'), 'utf8')).toBe('a file')
  })
})

test('an id that names nothing is refused with those that there are', () => {
  const fault = faultOf(() => profiles.get('carrier'))
  expect(fault).toMatchObject({ code: 'UNKNOWN_NAME', details: { value: 'carrier' } })
  expect(fault.message).toContain('high-volume-carrier, wholesale-voip')
})
