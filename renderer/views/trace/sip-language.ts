import { StreamLanguage, type StringStream } from '@codemirror/language'
import { Tag, tagHighlighter, tags } from '@lezer/highlight'

/** Header fields that tell how a publication stands (RFC 3903), `o` being the short form of Event. */
export const publicationField = /^(?:Expires|SIP-ETag|SIP-If-Match|Event|o)[ \t]*:/i

interface State {
  /** Where in the message the next line is. */
  part: 'start' | 'head' | 'sdp' | 'xml' | 'other'
  /** Of the line that is read: its name was read. */
  isInValue: boolean
  /** What Content-Type says of the body. */
  body: 'sdp' | 'xml' | 'other'
  isInTag: boolean
}

const publicationName = Tag.define()

/** SIP with the bodies that gateways and compositors send: SDP and XML documents. */
export const sipLanguage = StreamLanguage.define<State>({
  name: 'sip',
  tokenTable: { publicationName },
  startState: () => ({ part: 'start', isInValue: false, body: 'other', isInTag: false }),
  blankLine(state) {
    if (state.part === 'start' || state.part === 'head') state.part = state.body
  },
  token(stream, state) {
    if (stream.sol()) state.isInValue = false
    if (stream.eatSpace()) {
      if (stream.eol() && state.part === 'start') state.part = 'head'
      return null
    }
    switch (state.part) {
      case 'start':
        return startLine(stream, state)
      case 'head':
        return headLine(stream, state)
      case 'sdp':
        return sdpLine(stream, state)
      case 'xml':
        return xmlText(stream, state)
      case 'other':
        stream.skipToEnd()
        return null
    }
  },
})

/** Classes of the style sheet, so that both themes are followed without styles of the editor's own. */
export const sipHighlighter = tagHighlighter([
  { tag: publicationName, class: 'tl-sip-publication' },
  { tag: tags.propertyName, class: 'tl-sip-name' },
  { tag: tags.keyword, class: 'tl-sip-keyword' },
  { tag: tags.url, class: 'tl-sip-uri' },
  { tag: tags.string, class: 'tl-sip-string' },
  { tag: tags.number, class: 'tl-sip-number' },
  { tag: tags.comment, class: 'tl-sip-hidden' },
  { tag: tags.attributeName, class: 'tl-sip-parameter' },
])

function startLine(stream: StringStream, state: State): string | null {
  const isFirst = stream.sol()
  const isWord = stream.match(/^SIP\/2\.0/i) || (isFirst && stream.match(/^\S+/))
  const token = isWord ? 'keyword' : valueToken(stream)
  if (stream.eol()) state.part = 'head'
  return token
}

function headLine(stream: StringStream, state: State): string | null {
  const isFirst = !state.isInValue
  state.isInValue = true
  // A folded line goes on with the value of the one before.
  if (!isFirst || /^[ \t]/.test(stream.string)) return valueToken(stream)
  if (/^(?:Content-Type|c)[ \t]*:/i.test(stream.string)) state.body = bodyOf(stream.string)
  if (!stream.match(/^[^:\s]+[ \t]*:?/)) return valueToken(stream)
  return publicationField.test(stream.string) ? 'publicationName' : 'propertyName'
}

function bodyOf(line: string): State['body'] {
  if (/\bsdp\b/i.test(line)) return 'sdp'
  return /xml\b/i.test(line) ? 'xml' : 'other'
}

function valueToken(stream: StringStream): string | null {
  if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) {
    return /\*{4}/.test(stream.current()) ? 'comment' : 'string'
  }
  if (stream.match(/^<?(?:sips?|tel|pres|urn):[^\s>;,]*>?/i)) return 'url'
  if (stream.match(/^;[\w-]+/)) return 'attributeName'
  if (stream.match(/^\*{4,}/)) return 'comment'
  if (stream.match(/^\d[\d.]*(?=$|[\s;,])/)) return 'number'
  if (stream.match(/^[\w.%!'+`~-]+/)) return null
  stream.next()
  return null
}

function sdpLine(stream: StringStream, state: State): string | null {
  if (!state.isInValue) {
    state.isInValue = true
    if (stream.match(/^[a-z]=/)) return 'keyword'
  }
  if (stream.match(/^(?:audio|video|sendrecv|sendonly|recvonly|inactive|rtpmap|fmtp)\b/)) {
    return 'propertyName'
  }
  if (stream.match(/^\d[\d.]*(?=$|[\s/])/)) return 'number'
  if (!stream.match(/^[^\s\d:]+/)) stream.next()
  return null
}

function xmlText(stream: StringStream, state: State): string | null {
  if (stream.match(/^<[?/!]?[\w:.-]*/)) {
    state.isInTag = true
    return 'keyword'
  }
  if (!state.isInTag) {
    if (!stream.match(/^[^<]+/)) stream.next()
    return null
  }
  if (stream.match(/^[?/]?>/)) {
    state.isInTag = false
    return 'keyword'
  }
  if (stream.match(/^"[^"]*"?|^'[^']*'?/)) return 'string'
  if (stream.match(/^[\w:.-]+/)) return 'attributeName'
  stream.next()
  return null
}
