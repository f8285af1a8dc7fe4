import { readFileSync } from 'node:fs'

const description = JSON.parse(
  readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
) as { readonly version: string }

/** Version of this program. */
export const version = description.version
