import { expect, it } from 'vitest'
import { isAllowedExternal, openExternalUrl } from './external-url.ts'

it('a standard is opened in the browser', () => {
  expect(isAllowedExternal('https://www.rfc-editor.org/rfc/rfc3903#section-4')).toBe(true)
})

it.each([
  'http://www.rfc-editor.org/rfc/rfc3903',
  'https://www.rfc-editor.org.evil.example/',
  'https://www.rfc-editor.org:8443/',
  'https://user:word@www.rfc-editor.org/',
  'https://evil.example/?https://www.rfc-editor.org',
  'file:///etc/passwd',
  'smb://host/share',
  'javascript:alert(1)',
  'not an address',
])('%s is not opened, and the refusal says what is', async (address) => {
  await expect(openExternalUrl(address)).rejects.toThrow(/allowed: https pages of/)
})
