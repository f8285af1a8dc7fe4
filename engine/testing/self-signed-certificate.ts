import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import type { TlsIdentity } from '../sip/transport/transport.ts'

/* A certificate of X.509 (RFC 5280) signed by its own key, written byte by byte so that no key lies in the tree. */

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size =
    length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const sequence = (...parts: readonly Buffer[]): Buffer => tagged(0x30, ...parts)
const identifier = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const octets = (part: Buffer): Buffer => tagged(0x04, part)
const utcTime = (text: string): Buffer => tagged(0x17, Buffer.from(text, 'latin1'))

const commonName = '550403'
const subjectAltName = '551d11'
const basicConstraints = '551d13'
const ecdsaWithSha256 = '2a8648ce3d040302'

/** A fresh key and a certificate for `localhost`, 127.0.0.1, ::1 and the names given; good from 2020 to 2049. */
export function createSelfSignedCertificate(names: readonly string[] = []): TlsIdentity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const name = sequence(
    tagged(0x31, sequence(identifier(commonName), tagged(0x0c, Buffer.from('localhost')))),
  )
  const algorithm = sequence(identifier(ecdsaWithSha256))
  const toBeSigned = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    name,
    publicKey.export({ format: 'der', type: 'spki' }),
    tagged(0xa3, sequence(alternativeNames(names), authorityMark())),
  )
  const signature = sign(
    'sha256',
    toBeSigned,
    createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })),
  )
  const bits = tagged(0x03, Buffer.concat([Buffer.from([0]), signature]))
  return {
    certificate: pem('CERTIFICATE', sequence(toBeSigned, algorithm, bits)),
    key: Buffer.from(privateKey.export({ format: 'pem', type: 'pkcs8' })),
  }
}

function alternativeNames(names: readonly string[]): Buffer {
  const dns = ['localhost', ...names].map((name) => tagged(0x82, Buffer.from(name)))
  const v4 = tagged(0x87, Buffer.from([127, 0, 0, 1]))
  const v6 = tagged(0x87, Buffer.from([...new Array<number>(15).fill(0), 1]))
  return sequence(identifier(subjectAltName), octets(sequence(...dns, v4, v6)))
}

function authorityMark(): Buffer {
  return sequence(identifier(basicConstraints), octets(sequence(tagged(0x01, Buffer.from([255])))))
}

function pem(label: string, der: Buffer): Buffer {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return Buffer.from(
    [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n'),
  )
}
