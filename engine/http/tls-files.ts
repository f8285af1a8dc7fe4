import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { EngineError } from '../api/contract/errors.ts'

export interface TlsFiles {
  readonly certificateFile: string
  readonly keyFile: string
}

/** Certificate and key of the web listener; what is wrong with either file is said by name. */
export function readTlsFiles({ certificateFile, keyFile }: TlsFiles): {
  cert: Buffer
  key: Buffer
} {
  const cert = readFile(certificateFile)
  const key = readFile(keyFile)
  const certificate = parsed(certificateFile, 'certificate', () => new X509Certificate(cert))
  const privateKey = parsed(keyFile, 'private key', () => createPrivateKey(key))
  if (certificate.checkPrivateKey(privateKey)) return { cert, key }
  const sentence = `${keyFile} is not the key of the certificate in ${certificateFile}`
  throw new EngineError('INVALID_VALUE', sentence, { file: keyFile })
}

/** Names that a certificate is made out to, without wildcards. */
export function certifiedNames(cert: Buffer): readonly string[] {
  const { subjectAltName = '' } = new X509Certificate(cert)
  return [...subjectAltName.matchAll(/DNS:([\w.-]+)/g)].map(([, name = '']) => name)
}

function readFile(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new EngineError('PERMISSION_DENIED', `the file ${file} cannot be read`, { file }, error)
  }
}

function parsed<T>(file: string, what: string, parse: () => T): T {
  try {
    return parse()
  } catch (error) {
    // OpenSSL's own words name neither the file nor what was expected in it.
    const sentence = `the file ${file} holds no ${what} in PEM form`
    throw new EngineError('INVALID_VALUE', sentence, { file }, error)
  }
}
