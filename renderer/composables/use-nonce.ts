/** The nonce of this load, for libraries that add style elements. */
export const useNonce = (): string =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''
