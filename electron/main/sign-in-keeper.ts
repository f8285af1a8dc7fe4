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
      const { [key]: _forgotten, ...others } = kept.state.signIns
      if (token === null) tokens.delete(key)
      else tokens.set(key, token)
      const sealed = token !== null && stay ? await seal.seal(token) : undefined
      kept.keep({
        signIns: sealed ? { ...others, [key]: sealed.toString('base64') } : others,
      })
    },
  }
}
