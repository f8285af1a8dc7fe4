import { describe, expect, test } from 'vitest'
import { parameterRow } from '../../../engine/api/server/parameter-handlers.ts'
import { parameterCatalogue } from '../../../engine/parameters/parameter-catalogue.ts'
import { createMemoryConfiguration } from '../../../engine/testing/test-engine.ts'
import { changesOf, editedParameters, shortRange } from './edited-parameters.ts'

const { configuration } = createMemoryConfiguration()
const rows = parameterCatalogue.map(({ name }) => parameterRow(name, configuration))
const rangeOf = (name: string): string | undefined =>
  rows.filter((row) => row.name === name).map(shortRange)[0]

describe('parameters with what was typed for them', () => {
  test('only rows that differ from the value in force are sent, with what they were typed over', () => {
    const edited = editedParameters(rows, {
      SS_SIP_PUBLISH_EXPIRE: { text: '45', base: '120' },
      SS_SIP_SESSION_TTL: { text: '600', base: '900' },
    })
    expect(changesOf(edited)).toEqual({
      changes: { SS_SIP_PUBLISH_EXPIRE: '45' },
      expected: { SS_SIP_PUBLISH_EXPIRE: '120' },
    })
  })

  test('a text that is not allowed stays in its row and is marked', () => {
    const [row] = editedParameters(rows, { SS_SIP_PUBLISH_EXPIRE: { text: '29', base: '300' } })
    expect(row).toMatchObject({ text: '29', value: '300', isChanged: true, isAllowed: false })
  })

  test('ranges are written short', () => {
    expect(rangeOf('SS_SIP_PUBLISH_EXPIRE')).toBe('30–7200 s')
    expect(rangeOf('SS_SIP_USER_AGENT_EXPIRE')).toBe('Auto Negotiation / 20–7200 s')
    expect(rangeOf('SS_SIP_STOP_SWITCH_AFTER_SDP')).toBe('On / Off')
    expect(rangeOf('SS_SIP_RESEND_INTERVAL')).toBe('≤ 20 × 0.1–32 s')
    expect(rangeOf('SS_SIP_NAT_KEEP_ALIVE_MESSAGE')).toBe('≤ 64')
  })
})
