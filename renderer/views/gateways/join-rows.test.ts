import { expect, test } from 'vitest'
import { LiveRows } from '../../engine-client/live-rows.ts'
import { joinRows, type GatewayRow } from './join-rows.ts'

interface Gateway {
  readonly id: number
  readonly name: string
}
interface Online {
  readonly id: number
  readonly active: number
}

function createScene() {
  const gateways = new LiveRows<Gateway>({ key: 'id' })
  const online = new LiveRows<Online>({ key: 'id' })
  const joined = joinRows(gateways, online)
  const seen: GatewayRow<Gateway, Online>[] = []
  const removed: (string | number)[] = []
  const stop = joined.watch({
    put: (rows) => seen.push(...rows),
    removed: (keys) => removed.push(...keys),
  })
  const put = <R>(rows: LiveRows<R>, ...values: R[]) =>
    rows.apply({ kind: 'diff', put: values, removed: [] })
  return { gateways, online, joined, seen, removed, stop, put }
}

test('a gateway shows without its state, then with it', () => {
  const { gateways, online, joined, seen, put } = createScene()
  put(gateways, { id: 1, name: 'A' })
  put(online, { id: 1, active: 7 })
  expect(seen.map(({ online: state }) => state?.active)).toEqual([undefined, 7])
  expect([...joined.values()]).toEqual([
    { gateway: { id: 1, name: 'A' }, online: { id: 1, active: 7 } },
  ])
})

test('the state of a gateway that is not listed is no row', () => {
  const { online, joined, seen, put } = createScene()
  put(online, { id: 9, active: 1 })
  expect(seen).toEqual([])
  expect([...joined.values()]).toEqual([])
})

test('a gateway that is deleted goes; one that loses its state stays', () => {
  const { gateways, online, seen, removed, put } = createScene()
  put(gateways, { id: 1, name: 'A' }, { id: 2, name: 'B' })
  put(online, { id: 1, active: 7 })
  online.apply({ kind: 'diff', put: [], removed: [1] })
  expect(seen.at(-1)).toEqual({ gateway: { id: 1, name: 'A' }, online: undefined })
  gateways.apply({ kind: 'diff', put: [], removed: [2] })
  expect(removed).toEqual([2])
})

test('nothing is told after the watch was stopped', () => {
  const { gateways, online, seen, stop, put } = createScene()
  stop()
  put(gateways, { id: 1, name: 'A' })
  put(online, { id: 1, active: 1 })
  expect(seen).toEqual([])
})
