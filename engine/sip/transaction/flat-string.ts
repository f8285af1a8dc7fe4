/**
 * The same text in one piece of memory. V8 keeps a concatenation as a tree of its parts, and parts cut from a
 * message keep that whole message alive; reading a character makes it one string, which then keeps nothing.
 */
export function flatString(text: string): string {
  // The result must depend on the reading, or the compiler would leave it out.
  return text.charCodeAt(0) === 0 ? '' : text
}
