import { createHash } from 'node:crypto'
import type { SpokenLanguage } from '../../api/contract/wording.ts'

/** Markup that is safe to put into a page: everything else is text, and escaped. */
export interface Markup {
  readonly html: string
}

type Part = string | number | Markup | readonly Markup[]

/** Builds markup; what is put in is text unless it is markup itself. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: String.raw({ raw: texts }, ...parts.map(htmlOf)) }
}

function htmlOf(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'html' in part ? part.html : part.map(({ html }) => html).join('')
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')

const style = `
:root { color-scheme: light; }
body { margin: 2rem auto; max-width: 50rem; padding: 0 1rem; color: #1b1f16; background: #fff;
  font: 14px/1.45 system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .75rem; }
h2 { font-size: 1.05rem; margin: 0; }
table.facts { border-collapse: collapse; margin-bottom: 1rem; }
table.facts th { text-align: left; font-weight: 600; padding: .1rem 1.5rem .1rem 0; color: #4c5440; }
table.facts td { padding: .1rem 0; }
section { border: 1px solid #c9cebd; border-radius: 4px; padding: .75rem 1rem; margin: .75rem 0; }
header.point { display: flex; gap: .75rem; align-items: baseline; justify-content: space-between; }
.badge { flex: none; border: 1px solid; border-radius: 3px; padding: 0 .5rem; font-weight: 600; }
.passed { color: #2f6b1f; } .failed { color: #a3201c; } .other { color: #5b5b52; }
p.when { margin: .15rem 0 .4rem; color: #4c5440; font-size: 12.5px; }
ul { list-style: none; margin: .3rem 0 0; padding: 0; }
li { padding-left: 1.4rem; text-indent: -1.4rem; overflow-wrap: anywhere; }
li .mark { display: inline-block; width: 1.4rem; text-indent: 0; font-weight: 700; }
.note { margin: .6rem 0 0; padding: .4rem .7rem; background: #f3f4ec; white-space: pre-wrap; overflow-wrap: anywhere; }
@page { margin: 16mm 14mm; }
@media print { body { margin: 0; max-width: none; padding: 0; font-size: 10.5pt; }
  li, header.point, .note { break-inside: avoid; } header.point { break-after: avoid; } }
`

/** What a report may load and run: nothing but its own style. */
export const reportPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256')
  .update(style)
  .digest('base64')}'; base-uri 'none'; form-action 'none'`

/** A whole page that needs nothing but itself. */
export function reportPage(title: string, language: SpokenLanguage, body: Markup): string {
  const lang = language === 'zh' ? 'zh-CN' : 'en'
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${reportPolicy}">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${body.html}
</body>
</html>
`
}
