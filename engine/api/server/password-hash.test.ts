import { expect, test } from 'vitest'
import { fitsPassword, hashPassword } from './password-hash.ts'

test('a password fits its own hash and no other', async () => {
  const hash = await hashPassword('correct horse')
  expect(hash).toMatch(/^\$scrypt\$ln=17,r=8,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
  expect(await fitsPassword(hash, 'correct horse')).toBe(true)
  expect(await fitsPassword(hash, 'correct horsE')).toBe(false)
  expect(await hashPassword('correct horse')).not.toBe(hash)
})

test('however the letters were composed, it is the same password', async () => {
  const hash = await hashPassword('Gr\u00f6\u00dfe')
  expect(await fitsPassword(hash, 'Gro\u0308\u00dfe')).toBe(true)
})

test.each(['', 'plain text', '$scrypt$ln=17,r=8,p=1$$', '$argon2id$v=19$x$y'])(
  'no password fits %j',
  async (hash) => expect(await fitsPassword(hash, '')).toBe(false),
)
