import { expect, test } from 'vitest'
import { publishWarnings } from './publish-warnings.ts'

const ready = { allowPublish: true, capacity: 100, enforceCapacity: true, periodCapacities: [] }

test('a gateway with a line limit that is enforced needs no warning', () => {
  expect(publishWarnings(ready)).toEqual([])
})

test('without a line limit, or with enforcement off, Allow Publish controls nothing', () => {
  expect(publishWarnings({ ...ready, capacity: 0 })).toEqual(['noLimit'])
  expect(publishWarnings({ ...ready, capacity: '0' })).toEqual(['noLimit'])
  expect(publishWarnings({ ...ready, enforceCapacity: false })).toEqual(['noEnforcement'])
})

test('a period without a line limit suspends the control while it is in force', () => {
  const periodCapacities = [{ days: [1], beginTime: 0, endTime: 0, capacity: 0 }]
  expect(publishWarnings({ ...ready, periodCapacities })).toEqual(['periodNoLimit'])
})

test('nothing is warned of while Allow Publish is not checked', () => {
  expect(publishWarnings({ ...ready, allowPublish: false, capacity: 0 })).toEqual([])
})
