import { describe, expect, test } from 'vitest'
import { parameterCatalogue } from '../../../engine/parameters/parameter-catalogue.ts'
import { relatedTo } from './related-parameters.ts'

describe('related parameters', () => {
  const known = new Set<string>(parameterCatalogue.map(({ name }) => name))

  test('every parameter has related ones, and all of them are in the catalogue', () => {
    for (const name of known) {
      const related = relatedTo(name).flatMap(({ names }) => names)
      expect([name, related.length]).not.toEqual([name, 0])
      expect(related.filter((each) => !known.has(each))).toEqual([])
      expect(related).not.toContain(name)
    }
  })

  test('the publish expire is shown beside the registration expire that it is taken for', () => {
    expect(relatedTo('SS_SIP_PUBLISH_EXPIRE')).toEqual([
      { why: 'expire', names: ['SS_SIP_USER_AGENT_EXPIRE'] },
    ])
  })
})
