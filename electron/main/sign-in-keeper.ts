import type { SecretSeal } from './secret-seal.ts'
import type { StateKeeper } from './kept-state.ts'

/** Session tokens by host, which main presents so that a page that reloads need not hold them. */
export interface SignInKeeper {
  token(host: string | null): string | undefined
  /** `stay`: also after the next start, sealed by the key ring of the system. */
  keep(host: string | null, token: string | null, stay: boolean): Promise<void>
}

const keyOf = (host: string | null): string => host ?? ''

/** Opens what was kept; a token that cannot be opened any more only means signing in again. */
export async function openSignInKeeper(kept: StateKeeper, seal: SecretSeal): Promise<SignInKeeper> {
  const tokens = new Map<string, string>()
  for (const [host, sealed] of Object.entries(kept.state.signIns)) {
    const token = await seal.open(Buffer.from(sealed, 'base64'))
    if (token !== undefined) tokens.set(host, token)
  }
  return {
    token: (host) => tokens.get(keyOf(host)),
    async keep(host, token, stay) {
      const key = keyOf(host)
      const signIns = { ...kept.state.signIns }
      delete signIns[key]
      if (token === null) tokens.delete(key)
      else tokens.set(key, token)
      if (token !== null && stay) signIns[key] = (await seal.seal(token)).toString('base64')
      kept.keep({ signIns })
    },
  }
}
