import { describe, expect, test } from 'vitest'
import type { EvidenceSource } from '../../engine/api/contract/evidence.ts'
import { windowOfSource } from './source-window.ts'

const isSystem = (name: string): boolean => !name.startsWith('SS_SIP_')
const windowOf = (source: EvidenceSource) => windowOfSource(source, isSystem)

describe('where evidence is looked up', () => {
  test('a parameter in the window of its list', () => {
    expect(windowOf({ kind: 'parameter', name: 'SS_SIP_PUBLISH_EXPIRE' })).toEqual({
      ...{ id: 'sipParameters', params: { select: 'SS_SIP_PUBLISH_EXPIRE' } },
    })
    expect(windowOf({ kind: 'parameter', name: 'SS_GATEWAY_SWITCH_LIMIT' }).id).toBe(
      'systemParameters',
    )
  })

  test('messages in the trace, filtered as the evidence saw them', () => {
    const source = { kind: 'trace', method: 'PUBLISH', gateway: 'GW-A', sequence: 7 } as const
    expect(windowOf(source)).toEqual({
      ...{ id: 'debugTrace', params: { method: 'PUBLISH', gateway: 'GW-A', sequence: 7 } },
    })
  })

  test.each([
    [{ kind: 'setting', field: 'publishTargets' }, 'engineSettings', { field: 'publishTargets' }],
    [{ kind: 'routingGateway', name: 'GW-A' }, 'routingGateways', { open: 'GW-A' }],
    [{ kind: 'routingOnline', name: 'GW-A' }, 'routingOnline', { gateway: 'GW-A' }],
    [{ kind: 'publications', gateway: 'GW-A' }, 'publications', { gateway: 'GW-A' }],
    [{ kind: 'records', gateway: 'GW-A' }, 'records', { gateway: 'GW-A' }],
    [{ kind: 'analysis', gateway: 'GW-A' }, 'gatewayAnalysis', { gateway: 'GW-A' }],
    [{ kind: 'nodes' }, 'softswitch', {}],
    [{ kind: 'labRun', run: 3 }, 'lab', { run: 3 }],
  ] as const)('%o in the window %s', (source, id, params) => {
    expect(windowOf(source)).toEqual({ id, params })
  })
})
