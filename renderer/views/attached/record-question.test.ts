import { describe, expect, test } from 'vitest'
import { dayText, firstQuestion, recordInputOf } from './record-question.ts'

describe('the question for call records of a softswitch', () => {
  const noon = new Date(2026, 10, 28, 12).getTime()

  test('begins with today', () => {
    expect(firstQuestion(noon).days).toEqual(['2026-11-28', '2026-11-28'])
    expect(dayText(new Date(2026, 0, 5).getTime())).toBe('2026-01-05')
  })

  test('asks for nothing that was left empty', () => {
    expect(recordInputOf('VOS', { ...firstQuestion(noon), caller: '  ' })).toEqual({
      ...{ server: 'VOS', fromDay: '2026-11-28', toDay: '2026-11-28', accounts: [] },
    })
  })

  test('takes accounts however they are separated, each once', () => {
    const question = { ...firstQuestion(noon), accounts: ' 8001, 8002，8001;8003 ', callee: ' 86 ' }
    expect(recordInputOf('VOS', question)).toMatchObject({
      ...{ accounts: ['8001', '8002', '8003'], calleeE164: '86' },
    })
  })
})
