import { describe, expect, test } from 'vitest'
import { allowedText } from '../../../engine/api/contract/parameters.ts'
import { parameterRow } from '../../../engine/api/server/parameter-handlers.ts'
import {
  parameterCatalogue,
  type ParameterName,
} from '../../../engine/parameters/parameter-catalogue.ts'
import {
  formatParameterValue,
  parseParameterValue,
} from '../../../engine/parameters/parameter-value.ts'
import { createMemoryConfiguration } from '../../../engine/testing/test-engine.ts'
import { keptText } from './parameter-check.ts'

const { configuration } = createMemoryConfiguration()
const tried = [
  ...['', ' ', '0', '-0', '-1', '1', '2', '10', '19', '20', '29', '30', '45', ' 45 ', '300.5'],
  ...['90', '401', '407', '600', '999', '7200', '7201', '86400', '86401', '99999999999', '0x10'],
  ...['on', 'Off', 'TRUE', 'ignore', 'Id', 'none', 'auto negotiation', 'Passthrough', 'nobody'],
  ...['0.5,1,2', '0.5, 1 ,2', '0.5,,2', '0.05', '32', '32.001', '0.1005', '1.0', '1e1'],
  ...[Array(20).fill('4').join(','), Array(21).fill('4').join(','), 'HELLO', 'a\u0007b'],
  ...['x'.repeat(64), 'x'.repeat(65)],
]

function engineSays(name: ParameterName, text: string): string | undefined {
  const parsed = parseParameterValue(name, text)
  return parsed.ok ? formatParameterValue(name, parsed.value) : undefined
}

describe('what may be typed for a parameter', () => {
  test.each(parameterCatalogue.map((definition) => [definition.name, definition] as const))(
    'the client and the engine say the same of %s',
    (name, definition) => {
      const row = parameterRow(name, configuration)
      expect(row.allowed).toBe(allowedText(definition))
      for (const text of tried) {
        expect([text, keptText(row, text)]).toEqual([text, engineSays(name, text)])
      }
    },
  )

  test('the default of every parameter is allowed and kept as it is shown', () => {
    for (const { name } of parameterCatalogue) {
      const row = parameterRow(name, configuration)
      expect(keptText(row, row.default)).toBe(row.default)
    }
  })
})
