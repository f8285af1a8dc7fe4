/* Drawn cells: elements and text, never markup, so that nothing from the wire can become a page. */

type Tone = 'ok' | 'info' | 'warn' | 'bad' | ''

function element(name: string, className: string): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  return made
}

/** A word on a quiet ground. */
export function badge(word: string, tone: Tone = ''): HTMLElement {
  const made = element('span', 'tl-badge')
  if (tone !== '') made.dataset['tone'] = tone
  made.textContent = word
  return made
}

export interface Level {
  /** 0 to 1; above 1 is drawn full. */
  readonly share: number
  readonly band: string
  /** Right of the bar. */
  readonly word: string
  /** Places of marks, 0 to 1. */
  readonly marks?: readonly number[]
}

/** A horizontal level with marks and a word. */
export function levelBar({ share, band, word, marks = [] }: Level): HTMLElement {
  const bar = element('div', 'tl-level')
  const track = element('div', 'tl-level-track')
  const fill = element('div', 'tl-level-fill')
  fill.dataset['band'] = band
  fill.style.width = `${Math.round(Math.max(0, Math.min(1, share)) * 1000) / 10}%`
  track.append(fill)
  for (const at of marks) {
    const mark = element('div', 'tl-level-mark')
    mark.style.left = `${at * 100}%`
    track.append(mark)
  }
  const label = element('span', 'tl-level-word')
  label.textContent = word
  bar.append(track, label)
  return bar
}
