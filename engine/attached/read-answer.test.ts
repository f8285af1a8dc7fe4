import { describe, expect, test } from 'vitest'
import { readAnswer } from './read-answer.ts'

const about = { url: 'http://192.0.2.1', call: 'GetCdr' }
const read = (text: string, status = 200) => readAnswer({ status, text }, about)

describe('an answer of the web interface', () => {
  test.each([
    '{"retCode":0,"infoCdrs":[]}',
    '{"retCode":"0","infoCdrs":[]}',
    '[{"retCode":0,"infoCdrs":[]}]',
    ' \r\n{"retCode":0,"infoCdrs":[]}\r\n',
  ])('%j is one', (text) => {
    expect(read(text)).toMatchObject({ ok: true, value: { infoCdrs: [] } })
  })

  test('a refusal brings its code and its sentence', () => {
    expect(read('{"retCode":-10007,"exception":"Not found, operation failed."}')).toEqual({
      ok: false,
      fault: {
        fault: 'retCode',
        values: { ...about, retCode: -10007, exception: 'Not found, operation failed.' },
      },
    })
    expect(read('{"retCode":"-1","exception":null}')).toMatchObject({
      fault: { fault: 'retCode', values: { retCode: -1, exception: '' } },
    })
  })

  test.each([
    ['{"infoCdrs":[]}', 'no retCode'],
    ['{"retCode":"well"}', 'no retCode'],
    ['[]', 'no object'],
    ['[{"retCode":0},{"retCode":0}]', 'no object'],
    ['null', 'no object'],
    ['"text"', 'no object'],
  ])('%j is JSON of something else', (text, reason) => {
    expect(read(text)).toMatchObject({ fault: { fault: 'notUnderstood', values: { reason } } })
  })

  test('an error page is shown by its first words, without its tags and scripts', () => {
    const page = `<!DOCTYPE html><html><head><style>p { color: red }</style><script>alert(1)</script></head>
      <body><h1>Service   Temporarily</h1>\n<p>Unavailable</p></body></html>`
    expect(read(page)).toMatchObject({
      fault: { fault: 'notJson', values: { begin: 'Service Temporarily Unavailable' } },
    })
    expect(read('')).toMatchObject({ fault: { fault: 'notJson', values: { begin: '""' } } })
    const long = read('x'.repeat(10_000))
    expect(!long.ok && String(long.fault.values['begin'])).toHaveLength(81)
  })

  test.each([
    [401, 'refused'],
    [403, 'refused'],
    [404, 'notFound'],
    [405, 'notFound'],
    [500, 'status'],
    [503, 'status'],
  ])('HTTP %i is “%s”, whatever the page says', (status, fault) => {
    expect(read('{"retCode":0}', status)).toMatchObject({ fault: { fault, values: { status } } })
  })
})
