import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statusWords } from './gateway-status.ts'
import type { GatewayStatus, NodeAnnouncement } from './gateway-status.ts'
import { readPidf, readPidfText, writePidf } from './pidf.ts'
import { composePidf } from './pidf-composition.ts'
import { readPlainXml } from './plain-xml.ts'
import { parseDocument, readXml } from './xml-document.ts'

const root = join(import.meta.dirname, '../..')
const announcement: NodeAnnouncement = {
  name: 'node-1',
  version: '0.1.0',
  publishExpireSeconds: 300,
  clockMs: 1_800_000_000_000,
}
const status: GatewayStatus = {
  gatewayId: 'GW-Carrier-A',
  node: 'node-1',
  active: 45,
  capacity: 100,
  status: 'available',
  attempts: 1234,
  answers: 900,
  sequence: 7,
}
const written = (change: Partial<GatewayStatus> = {}): string =>
  writePidf({ ...status, ...change }, 'trunkline.local', announcement, 1_800_000_000_000)
const presence = (content: string, attributes = 'entity="pres:a@b"'): string =>
  `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:g="urn:trunkline:gateway-status" ${attributes}>${content}</presence>`
const faultOf = (text: string): string | undefined => {
  const outcome = readPidf(Buffer.from(text))
  return outcome.ok ? undefined : outcome.fault
}

/** Bodies are checked by the schema of RFC 3863 and, where it applies, by our own. */
function validate(bodies: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'pidf-'))
  try {
    const schema = join(folder, 'both.xsd')
    writeFileSync(
      schema,
      '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">' +
        `<xs:import namespace="urn:ietf:params:xml:ns:pidf" schemaLocation="${join(root, 'tests/data/pidf.xsd')}"/>` +
        `<xs:import namespace="urn:trunkline:gateway-status" schemaLocation="${join(root, 'resources/schema/gateway-status.xsd')}"/>` +
        '</xs:schema>',
    )
    const files = bodies.map((body, i) => {
      const file = join(folder, `${String(i)}.xml`)
      writeFileSync(file, body)
      return file
    })
    const run = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, ...files])
    return run.status === 0 ? 'valid' : run.stderr.toString()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('a written PIDF', () => {
  it('reads back as it was written', () => {
    const outcome = readPidfText(written())
    expect(outcome).toEqual({
      ok: true,
      value: {
        entity: 'pres:GW-Carrier-A@trunkline.local',
        tuples: [{ id: 'n-node-1', isOpen: true, status }],
        announcement,
      },
    })
  })

  it('is valid against the schema of RFC 3863 and our own, whatever the gateway is called', () => {
    const names = ['GW-Carrier-A', 'A & B (x) @#+', 'Порт Ä 网关', '1.2_3']
    const bodies = statusWords.flatMap((word) =>
      names.map((gatewayId) => written({ gatewayId, status: word })),
    )
    expect(validate(bodies)).toBe('valid')
  })

  it('is closed when locked, suspended or full', () => {
    const basics = statusWords.map((word) => {
      const outcome = readPidfText(written({ status: word }))
      return outcome.ok ? outcome.value.tuples[0]?.isOpen : undefined
    })
    expect(basics).toEqual([true, true, true, false, false, false])
  })

  it.each(['\u0085', '\u2028', 'a\u2028b', '\u00a0', '\u2029'])(
    'keeps the line end %j in a name as it is',
    (name) => {
      const outcome = readPidf(Buffer.from(written({ gatewayId: name })))
      expect(outcome.ok && outcome.value.tuples[0]?.status?.gatewayId).toBe(name)
    },
  )

  it('survives any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 64 }), (name) => {
        fc.pre(name.isWellFormed() && !/[\u0000-\u001f\ufffd-\uffff]/.test(name))
        const outcome = readPidf(Buffer.from(written({ gatewayId: name })))
        expect(outcome.ok && outcome.value.tuples[0]?.status?.gatewayId).toBe(name)
      }),
      { numRuns: 300 },
    )
  })
})

describe('a received PIDF', () => {
  it('may come without our extension', () => {
    const outcome = readPidfText(
      presence('<tuple id="x"><status><basic>closed</basic></status></tuple>'),
    )
    expect(outcome.ok && outcome.value.tuples).toEqual([
      { id: 'x', isOpen: false, status: undefined },
    ])
  })

  it('keeps line ends that are none in XML 1.0', () => {
    const outcome = readPidfText(
      presence('<tuple id="a\u2028b\u0085"><status><basic>open</basic></status></tuple>'),
    )
    expect(outcome.ok && outcome.value.tuples[0]?.id).toBe('a\u2028b\u0085')
  })

  it('may use any prefix, CDATA, comments and foreign elements', () => {
    const text =
      '<?xml version="1.0"?><!-- a --><p:presence xmlns:p="urn:ietf:params:xml:ns:pidf" entity="pres:a@b">' +
      '<p:tuple id="x"><p:status><p:basic><![CDATA[open]]></p:basic><q xmlns="urn:other"/></p:status>' +
      '<s:gateway-status xmlns:s="urn:trunkline:gateway-status" active="3"/></p:tuple></p:presence>'
    const outcome = readPidfText(text)
    expect(outcome.ok && outcome.value.tuples[0]).toMatchObject({
      id: 'x',
      isOpen: true,
      status: { active: 3, capacity: 0 },
    })
  })

  it.each([
    ['nothing', '', 'malformed'],
    ['words', 'hello', 'malformed'],
    ['an unclosed element', '<presence><tuple></presence>', 'malformed'],
    ['two roots', '<a/><b/>', 'malformed'],
    ['an attribute twice', '<a x="1" x="2"/>', 'malformed'],
    ['an unquoted attribute', '<a x=1/>', 'malformed'],
    ['an unknown entity', presence('&unknown;'), 'malformed'],
    ['an unbound prefix', '<x:presence entity="a"/>', 'malformed'],
    ['another root', '<other/>', 'not-presence'],
    ['another namespace', '<presence entity="pres:a@b"/>', 'not-presence'],
    ['no entity', presence('', ''), 'no-entity'],
    ['a tuple without id', presence('<tuple><status/></tuple>'), 'bad-tuple'],
    ['the same tuple id twice', presence('<tuple id="a"/><tuple id="a"/>'), 'bad-tuple'],
    [
      'a third basic status',
      presence('<tuple id="a"><status><basic>ajar</basic></status></tuple>'),
      'bad-basic',
    ],
    [
      'a negative number',
      presence('<tuple id="a"><g:gateway-status active="-1"/></tuple>'),
      'bad-number',
    ],
    [
      'a number beyond measure',
      presence(`<tuple id="a"><g:gateway-status active="${'9'.repeat(40)}"/></tuple>`),
      'bad-number',
    ],
    [
      'an unknown status word',
      presence('<tuple id="a"><g:gateway-status active="1" status="odd"/></tuple>'),
      'bad-status',
    ],
    ['a node without a clock', presence('<g:node name="n" publish-expire="1"/>'), 'bad-number'],
    ['a document type', '<!DOCTYPE presence [<!ENTITY a "b">]>' + presence('&a;'), 'declaration'],
    [
      'an external entity',
      '<!DOCTYPE p [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + presence('&x;'),
      'declaration',
    ],
    ['a late document type', presence('') + '<!DOCTYPE a>', 'declaration'],
    ['a deep nest', presence('<a>'.repeat(20) + '</a>'.repeat(20)), 'too-deep'],
    ['a deep nest hidden by attributes', presence('<a b="/>">'.repeat(20)), 'too-deep'],
    ['very many elements', presence('<a/>'.repeat(5000)), 'too-deep'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>', 'encoding'],
    ['too much', presence(' '.repeat(70_000)), 'too-long'],
  ])('is refused with %s', (_what, text, fault) => {
    expect(faultOf(text)).toBe(fault)
  })

  it('is refused when it is no UTF-8', () => {
    expect(readPidf(Buffer.from([0x3c, 0xff, 0xfe]))).toEqual({ ok: false, fault: 'encoding' })
  })

  it('never throws on mutated bodies', () => {
    const source = Buffer.from(written())
    const mutation = fc.record({
      at: fc.nat(source.length - 1),
      length: fc.nat(20),
      insert: fc.uint8Array({ maxLength: 12 }),
    })
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        let bytes = source
        for (const { at, length, insert } of mutations) {
          bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + length)])
        }
        readPidf(bytes)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('the plain reader', () => {
  it('reads what publishers send without the parser', () => {
    expect(readPlainXml(written())).toBeDefined()
  })

  it('never reads a document differently from the parser', () => {
    const pieces = fc.constantFrom(
      ...['<a>', '</a>', '<b x="1">', '</b>', '<c/>', 'text', ' ', '\n', '<p:d y="2" z=\'3\'/>'],
      ...[
        '<a xmlns="urn:x">',
        '<e:f xmlns:e="urn:e"/>',
        '"',
        '>',
        '=',
        '/',
        '<',
        '<a ',
        'x="1"',
        '1',
      ],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (content) => {
        const text = `<r xmlns="urn:r" xmlns:p="urn:p">${content.join('')}</r>`
        const plain = readPlainXml(text)
        if (plain === undefined) return
        const parsed = parseDocument(text)
        expect(parsed.ok, text).toBe(true)
        // A leading comment sends the same document through the parser.
        expect(readXml(`<!-- -->${text}`), text).toEqual({ ok: true, value: plain })
      }),
      { numRuns: 5000 },
    )
  })
})

describe('a composite document', () => {
  it('holds the tuples of every publication under ids of their own, extensions kept', () => {
    const foreign = presence(
      '<tuple id="n-node-1"><status><basic>open</basic></status><x xmlns="urn:other" k="v"/></tuple>',
    )
    const text = composePidf(
      'pres:a@b',
      [
        { body: written(), key: 'one' },
        { body: foreign, key: 'two' },
      ],
      60_000,
    )
    const outcome = readPidfText(text)
    expect(outcome.ok && outcome.value.tuples.map((tuple) => tuple.id)).toEqual([
      'n-node-1',
      'n-node-1-two',
    ])
    expect(text).toContain('urn:other')
    expect(validate([text])).toBe('valid')
  })

  it('is bounded and says what it left out', () => {
    const parts = Array.from({ length: 100 }, (_, i) => ({ body: written(), key: String(i) }))
    const text = composePidf('pres:a@b', parts, 10_000)
    expect(Buffer.byteLength(text)).toBeLessThan(10_000)
    expect(text).toMatch(/<note>\d+ further publications left out<\/note>/)
    expect(validate([text])).toBe('valid')
  })
})
