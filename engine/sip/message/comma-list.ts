/** Splits at commas outside quoted strings and angle brackets; blank elements are left out. */
export function splitCommaList(text: string): string[] {
  const elements: string[] = []
  appendElements(elements, text)
  return elements
}

/** The same, appended to a list. */
export function appendElements(elements: string[], text: string): void {
  if (!text.includes(',')) {
    if (text !== '') elements.push(text)
    return
  }
  let start = 0
  while (start <= text.length) {
    const end = endOfElement(text, start)
    const element = text.slice(start, end).trim()
    if (element !== '') elements.push(element)
    start = end + 1
  }
}

/** Position of the comma that ends the element starting at `start`, or `end`. */
export function endOfElement(text: string, start: number, end: number = text.length): number {
  let isInQuotes = false
  let isInBrackets = false
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at)
    if (isInQuotes) {
      if (code === 92) at++
      else if (code === 34) isInQuotes = false
    } else if (code === 34) isInQuotes = !isInBrackets
    else if (code === 60) isInBrackets = true
    else if (code === 62) isInBrackets = false
    else if (code === 44 && !isInBrackets) return at
  }
  return end
}
