import { describe, expect, it } from 'vitest'
import {
  mappingGateway,
  routingGateway,
  type MappingGateway,
  type RoutingGateway,
} from '../../engine/api/contract/gateways.ts'
import { mappingProofs } from './in-force/mapping-gateway-fields.ts'
import type { Proof } from './in-force/proof.ts'
import { callProofs } from './in-force/routing-gateway-calls.ts'
import { choiceProofs } from './in-force/routing-gateway-choice.ts'
import { withEngine } from './in-force/running-engine.ts'

/** The name cannot be changed, the memo is for people, the profile for guidance: deployment-profiles.test.ts. */
const labels = ['name', 'memo', 'deploymentProfile'] as const
const labelsOfMapping = ['name', 'memo'] as const

/** One proof for each field: a missing one does not compile. */
const routingProofs: Readonly<
  Record<Exclude<keyof RoutingGateway, (typeof labels)[number]>, Proof>
> = { ...choiceProofs, ...callProofs }
const proofsOfMapping: Readonly<
  Record<Exclude<keyof MappingGateway, (typeof labelsOfMapping)[number]>, Proof>
> = mappingProofs

/** Only Linux has more loopback addresses than 127.0.0.1 from the start. */
const needsLinux: readonly string[] = ['localIp' satisfies keyof RoutingGateway]

function proveAll(proofs: Readonly<Record<string, Proof>>): void {
  for (const [name, proof] of Object.entries(proofs)) {
    const isSkipped = process.platform !== 'linux' && needsLinux.includes(name)
    it.skipIf(isSkipped)(`${name}: ${proof.shows}`, () =>
      withEngine((running) => proof.prove(running)),
    )
  }
}

it('every field of a gateway has its proof', () => {
  const routing = Object.keys(routingGateway.parse({ name: 'GW' }))
  expect([...Object.keys(routingProofs), ...labels].toSorted()).toEqual(routing.toSorted())
  const mapping = Object.keys(mappingGateway.parse({ name: 'MG' }))
  expect([...Object.keys(proofsOfMapping), ...labelsOfMapping].toSorted()).toEqual(
    mapping.toSorted(),
  )
})

describe('a field of a routing gateway that is changed takes effect in the running engine', () => {
  proveAll(routingProofs)
})

describe('a field of a mapping gateway that is changed takes effect in the running engine', () => {
  proveAll(proofsOfMapping)
})
