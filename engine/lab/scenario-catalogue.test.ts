import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import { ownScenario } from '../testing/memory-lab.ts'
import { readScenarioFile, ScenarioCatalogue } from './scenario-catalogue.ts'

let folder: string
let catalogue: ScenarioCatalogue
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trunkline-'))
  catalogue = new ScenarioCatalogue(folder)
})
afterEach(() => rmSync(folder, { recursive: true }))

const own = () => catalogue.list().filter(({ origin }) => origin === 'own')
const write = (name: string, content: string): void => {
  mkdirSync(join(folder, 'lab-scenarios'), { recursive: true })
  writeFileSync(join(folder, 'lab-scenarios', name), content)
}

describe('the scenario catalogue', () => {
  it('knows the shipped ones in a folder that is empty', () => {
    expect(catalogue.list().map(({ name }) => name)).toContain('fill-a-gateway')
    expect(own()).toEqual([])
    expect(catalogue.get('ghost-call').clock).toBe('fast')
  })

  it('keeps, replaces and removes one’s own', () => {
    expect(catalogue.save(ownScenario)).toMatchObject({ name: 'own', origin: 'own', fault: '' })
    catalogue.save({ ...ownScenario, seed: 7 })
    expect(new ScenarioCatalogue(folder).get('own').seed).toBe(7)
    expect(own()).toHaveLength(1)
    catalogue.remove('own')
    expect(own()).toEqual([])
    expect(() => catalogue.remove('own')).toThrow(
      /no scenario is named "own"; there are: fill-a-gateway/,
    )
  })

  it('does not let one’s own take the place of a shipped one', () => {
    const stolen = { ...ownScenario, name: 'ghost-call' }
    expect(() => catalogue.save(stolen)).toThrow(/comes with the program/)
    expect(() => catalogue.remove('ghost-call')).toThrow(/comes with the program/)
  })

  test.each([
    ['no JSON', '{', /broken\.json holds no JSON/],
    ['no scenario', '{"trunklineScenario":1}', /scenario\.name/],
    ['another name', JSON.stringify(ownScenario), /both names must be the same/],
  ])('lists a file with %s together with what is wrong', (_what, content, words) => {
    write('broken.json', content)
    expect(own()).toMatchObject([{ name: 'broken', fault: expect.stringMatching(words) as string }])
    expect(() => catalogue.get('broken')).toThrow(words)
  })

  it('cannot be led out of its folder', () => {
    writeFileSync(join(folder, 'secret.json'), JSON.stringify(ownScenario))
    expect(() => catalogue.get('../secret')).toThrow(/no scenario is named/)
    expect(() => catalogue.remove('../secret')).toThrow(/no scenario is named/)
  })

  it('reads any file that holds one', () => {
    const file = join(folder, 'x.json')
    writeFileSync(file, JSON.stringify(ownScenario))
    expect(readScenarioFile(file).name).toBe('own')
    expect(() => readScenarioFile(join(folder, 'y.json'))).toThrow(
      /y\.json cannot be read: there is no such file/,
    )
  })
})
