import { describe, expect, it } from 'vitest'
import { traceProcedures } from '../../../engine/api/contract/trace-procedures.ts'
import { downloadPath, emptyForm, formOf, isStatusAllowed, questionOf } from './trace-filter.ts'

describe('the filter of the trace', () => {
  it('asks for nothing that was left empty', () => {
    expect(questionOf(emptyForm, true)).toEqual({})
    expect(questionOf({ ...emptyForm, gateway: '  ', callIds: ' , ' }, false)).toEqual({})
  })

  it('asks for everything that was given, in words that the contract takes', () => {
    const question = questionOf(
      {
        ...{ method: 'SUBSCRIBE/NOTIFY', gateway: ' GW-A ', callIds: 'a@b, c@d', status: ' 404 ' },
        ...{ direction: 'sent', text: ' Expires: 300', fromMs: 10, untilMs: 20 },
      },
      true,
    )
    expect(question).toEqual({
      ...{ method: ['SUBSCRIBE', 'NOTIFY'], gateway: 'GW-A', callIds: ['a@b', 'c@d'] },
      ...{ statusCode: 404, direction: 'sent', text: ' Expires: 300', fromMs: 10, untilMs: 20 },
    })
    expect(traceProcedures['trace.list'].input.safeParse(question).success).toBe(true)
  })

  it('follows what comes from now on without a time', () => {
    const form = { ...emptyForm, method: 'PUBLISH', fromMs: 10, untilMs: 20 }
    expect(questionOf(form, false)).toEqual({ method: 'PUBLISH' })
  })

  it.each(['99', '700', '20', '2000', 'OK', '2.0'])('takes no status code %s', (status) => {
    expect(isStatusAllowed(status)).toBe(false)
    expect(questionOf({ ...emptyForm, status }, true)).toBeUndefined()
  })

  it('begins as the opener asks, and takes nothing else from it', () => {
    expect(formOf({ method: 'PUBLISH', gateway: 'GW', callIds: undefined, other: 'x' })).toEqual({
      ...emptyForm,
      method: 'PUBLISH',
      gateway: 'GW',
    })
  })

  it('is written into the address of the download', () => {
    expect(downloadPath({})).toBe('/api/v1/trace.pcap')
    expect(
      downloadPath({ method: ['SUBSCRIBE', 'NOTIFY'], callIds: ['a&b', 'c'], statusCode: 200 }),
    ).toBe('/api/v1/trace.pcap?statusCode=200&method=SUBSCRIBE&method=NOTIFY&callId=a%26b&callId=c')
  })
})
