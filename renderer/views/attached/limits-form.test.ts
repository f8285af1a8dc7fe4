import { describe, expect, test } from 'vitest'
import { editOf } from './limits-form.ts'

const now = { capacity: 100, lockType: 0 }

describe('line limit and lock as they are typed', () => {
  test('unchanged there is nothing to send', () => {
    expect(editOf({ capacity: ' 100 ', lockType: 0 }, now)).toEqual({
      ...{ changes: {}, fault: undefined, isChanged: false },
    })
  })

  test('only what differs is sent', () => {
    expect(editOf({ capacity: '80', lockType: 0 }, now).changes).toEqual({ capacity: '80' })
    expect(editOf({ capacity: '100', lockType: 3 }, now).changes).toEqual({ lockType: 3 })
  })

  test.each(['', 'many', '-1', '1.5', '100001'])('the line limit %j is not allowed', (capacity) => {
    const { fault, isChanged } = editOf({ capacity, lockType: 0 }, now)
    expect([isChanged, fault]).toEqual([
      true,
      'whole number from 0 to 100000 lines (0 = unlimited)',
    ])
  })

  test('a lock that the softswitch has and the contract does not know may stay', () => {
    const edit = editOf({ capacity: '80', lockType: 2 }, { capacity: 100, lockType: 2 })
    expect(edit).toMatchObject({ changes: { capacity: '80' }, fault: undefined })
  })
})
