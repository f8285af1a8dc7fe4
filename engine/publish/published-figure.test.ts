import { expect, test } from 'vitest'
import type { GatewayStatus } from './gateway-status.ts'
import type { Phase, Publication } from './publication-set.ts'
import type { PublisherKind } from './publication.ts'
import { ownPublishedActive, publishedActive } from './published-figure.ts'

const status: GatewayStatus = {
  ...{ gatewayId: 'GW', node: 'n', active: 0, capacity: 0, status: 'available' },
  ...{ attempts: 0, answers: 0, sequence: 1 },
}

const published = (
  publisherKind: PublisherKind,
  active: number,
  phase: Phase = 'live',
): Publication => ({
  ...{ number: 1, phase, renewedAtMs: 0, dueAtMs: 0, heapIndex: -1 },
  figures: { active, capacity: 0, status, isOpen: true },
  stored: {
    ...{ entityTag: 'a', resource: 'GW', isAggregate: false, publisher: 'n', publisherKind },
    ...{ source: '', body: '', contentType: '', createdAtMs: 0, updatedAtMs: 0, sequence: 1 },
    ...{ expiresSeconds: 300, expiresAtMs: 0 },
  },
})

test.each<[string, readonly Publication[], number | undefined, number | undefined]>([
  ['nothing', [], undefined, undefined],
  ['the own node alone', [published('own', 3)], 3, 3],
  ['two nodes', [published('own', 3), published('node', 4)], 7, 3],
  ['a gateway, whose word counts', [published('own', 3), published('gateway', 9)], 9, 3],
  ['a node that fell silent', [published('own', 3), published('node', 4, 'held')], 3, 3],
  ['nobody any more', [published('own', 3, 'held')], undefined, undefined],
])('published by %s', (_case, newest, sum, own) => {
  expect([publishedActive(newest), ownPublishedActive(newest)]).toEqual([sum, own])
})

test('a plain presence state has no figure of its own to count', () => {
  const plain = published('gateway', 0)
  const withoutStatus = { ...plain, figures: { ...plain.figures, status: undefined } }
  expect(publishedActive([withoutStatus, published('own', 2)])).toBe(2)
})
