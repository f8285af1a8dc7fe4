import { describe, expect, it } from 'vitest'
import { parameterCatalogue } from '../../engine/parameters/parameter-catalogue.ts'
import type { ParameterName } from '../../engine/parameters/parameter-catalogue.ts'
import type { Proof } from './in-force/proof.ts'
import { publishProofs } from './in-force/publish-parameters.ts'
import { registrationProofs } from './in-force/registration-parameters.ts'
import { withEngine } from './in-force/running-engine.ts'
import { sessionProofs } from './in-force/session-parameters.ts'
import { sourceProofs } from './in-force/source-parameters.ts'
import { stageProofs } from './in-force/stage-parameters.ts'
import { switchingProofs } from './in-force/switching-parameters.ts'

/** One proof for each parameter: a missing one does not compile. */
const proofs: Readonly<Record<ParameterName, Proof>> = {
  ...publishProofs,
  ...registrationProofs,
  ...sessionProofs,
  ...sourceProofs,
  ...stageProofs,
  ...switchingProofs,
}

it('every parameter of the catalogue has its proof', () => {
  expect(Object.keys(proofs).toSorted()).toEqual(
    parameterCatalogue.map(({ name }) => name).toSorted(),
  )
  expect(parameterCatalogue).toHaveLength(31)
})

describe('a parameter that is changed takes effect in the running engine', () => {
  it.for(parameterCatalogue.map(({ name }) => [name, proofs[name].shows, proofs[name]] as const))(
    '%s: %s',
    async ([, , proof]) => withEngine((running) => proof.prove(running)),
  )
})
