import type { Language } from './i18n.ts'

/*
 * The contract says in English what a value may be; one table turns each of these sentences into Chinese. Values
 * themselves (`one of udp, tcp, tls`) are typed as they are and stay as they are.
 */

const sentences: Readonly<Record<string, string>> = {
  'true or false': 'true 或 false',
  'On or Off': 'On 或 Off',
  text: '文本',
  'name: value pairs': '“名称: 值”对',
  'a list': '列表',
  'a name': '名称',
  'a number': '号码',
  'a line limit or a lock': '线路上限或锁定类型',
  'a number or a measure': '数值或测量值',
  'a Call-ID': 'Call-ID',
  'a method or a list of methods': '方法名称或方法列表',
  'a response code from 300 to 699, busy, no answer or silence':
    '300 到 699 的响应码，或 busy、no answer、silence',
  'a password': '密码',
  'a passphrase': '口令',
  'a passphrase of 8 characters or more': '至少 8 个字符的口令',
  'a gateway name': '网关名称',
  'a method': '方法名称',
  'a sequence number': '序号',
  'a period that begins before it ends': '开始早于结束的时段',
  'an action': '操作名称',
  'an alarm type': '告警类型',
  'an edit number': '修改编号',
  'an address of this machine alone: 127.0.0.1 to 127.255.255.254':
    '仅限本机的地址：127.0.0.1 到 127.255.255.254',
  'an entity-tag': '实体标签（entity-tag）',
  'an object': '对象名称',
  'day as 2026-11-28': '日期，例如 2026-11-28',
  'a response code, or a negative end reason': '响应码，或负数的终止原因',
  'name of a routing gateway': '落地网关名称',
  'name of a node': '节点名称',
  'number of a run': '运行编号',
  'the names of two nodes': '两个节点的名称',
  'the name of the file': '文件名称',
  'the number of a capture': '抓包编号',
  'the number of a plan': '规划编号',
  'the number of an export': '导出编号',
  'every name once': '每个名称一次',
  'alarm numbers': '告警编号',
  'call numbers': '呼叫编号',
  'the callee number': '被叫号码',
  'the caller number': '主叫号码',
  'the present password': '当前密码',
  'the password itself, as this target has none yet': '密码本身（该目标尚未设置密码）',
  base64: 'base64 文本',
  'base64 text': 'base64 文本',
  'at most 192 KiB in one piece': '每块最多 192 KiB',
  'scrypt-aes-256-gcm': 'scrypt-aes-256-gcm',
  'at least one call': '至少一路呼叫',
  'at least one gateway, at most 10000': '1 到 10000 个网关',
  'at least one day from 0 (Sunday) to 6 (Saturday)': '至少选择一天，0（星期日）到 6（星期六）',
  'at least one of MD5, SHA-256': 'MD5、SHA-256 中至少一个',
  'MD5 or SHA-256': 'MD5 或 SHA-256',
  'MD5 and SHA-256, each once': 'MD5 和 SHA-256，各一次',
  '1 to 32 digits, * or #, a leading + allowed; each N is a digit of the running number, each X a random digit':
    '1 到 32 位数字、* 或 #，可以 + 开头；N 为流水号的一位，X 为随机数字',
  'milliseconds since the epoch': '1970-01-01 以来的毫秒数',
  'list of mapping gateways': '对接网关列表',
  'list of routing gateways': '落地网关列表',
  'host name or IP address': '主机名或 IP 地址',
  'IP address or host name': 'IP 地址或主机名',
  'host or host:port': '主机或 主机:端口',
  'IP addresses or CIDR blocks, for example 10.0.0.0/8': 'IP 地址或 CIDR 网段，例如 10.0.0.0/8',
  'one of this machine’s IP addresses, empty = chosen by the system':
    '本机的一个 IP 地址，留空 = 由系统选择',
  'comma list of IP addresses or CIDR blocks': '逗号分隔的 IP 地址或 CIDR 网段',
  'comma list of group names': '逗号分隔的群组名称',
  'comma list of prefixes of 1 to 32 digits, * or #': '逗号分隔的前缀，每个 1 到 32 位数字、* 或 #',
  'comma list of pattern:replacement (pattern: digits, a trailing * matches any rest)':
    '逗号分隔的 匹配:替换（匹配为数字，末尾的 * 匹配其余任意号码）',
  'comma list of response codes from 300 to 699': '逗号分隔的 300 到 699 的响应码',
  'comma list of from:to response codes (from 0 = all others, to 0 = keep)':
    '逗号分隔的 原响应码:新响应码（原 0 = 其余全部，新 0 = 保持不变）',
  'http or https URL that ends where the page name begins, or nothing':
    'http 或 https 地址，到页面名称之前为止，或留空',
  'http or https address of the web server, for example http://192.0.2.1:8080':
    'Web 服务器的 http 或 https 地址，例如 http://192.0.2.1:8080',
  'points from 1 to 8': '1 到 8 的核查项',
  'a reason of 1 to 500 characters': '1 到 500 个字符的理由',
  'allowPublish, enforceCapacity, each once': 'allowPublish、enforceCapacity，各一次',
  'maxSeconds must not be below minSeconds': 'maxSeconds 不得小于 minSeconds',
  'presetSeconds must lie in the recommended range': 'presetSeconds 必须在推荐范围内',
  'id of a deployment profile: lower-case letters, digits and hyphens, or nothing':
    '部署方案的标识：小写字母、数字和连字符，或留空',
  'path such as /external/server or /external/server/GetCdr':
    '路径，例如 /external/server 或 /external/server/GetCdr',
  'protocol:host[:port], for example udp:10.0.0.2:5060': '协议:主机[:端口]，例如 udp:10.0.0.2:5060',
  'udp, tcp or tls, then host and port: udp:127.0.0.1:5060, tcp:[::1]:5060 (port 0 = any free one)':
    'udp、tcp 或 tls，加主机和端口：udp:127.0.0.1:5060、tcp:[::1]:5060（端口 0 = 任意空闲端口）',
  'reduceBandPercent must not be above lastResortBandPercent':
    'reduceBandPercent 不得大于 lastResortBandPercent',
}

/** Units and what 0 stands for, behind a number. */
const units: Readonly<Record<string, string>> = {
  s: '秒',
  ms: '毫秒',
  days: '天',
  lines: '线',
  channels: '个通道',
  calls: '路呼叫',
  'calls/s': '路呼叫/秒',
  '% of the calls': '%（占全部呼叫）',
  MiB: 'MiB',
  '%': '%',
  'per second': '每秒',
  '% of the line limit': '%（相对线路上限）',
  '% lost within a minute': '%（一分钟内下降）',
  minutes: '分钟',
}
const zeroes: Readonly<Record<string, string>> = {
  unlimited: '不限',
  off: '关闭',
  none: '无',
  'no limit': '不限',
  'system value': '系统值',
}
const things: Readonly<Record<string, string>> = {
  addresses: '个地址',
  calls: '路呼叫',
  rows: '行',
  failures: '种失败',
  modes: '种模式',
  steps: '个步骤',
  values: '个值',
  rules: '条规则',
  servers: '个服务器',
  targets: '个目标',
  gateways: '个网关',
  'mapping gateways': '个对接网关',
  'routing gateways': '个落地网关',
}

const kinds: Readonly<Record<string, string>> = {
  node: '节点',
  gateway: '网关',
  generator: '呼叫发生器',
  link: '链路',
}
const numbers: Readonly<Record<string, string>> = {
  'whole number': '整数',
  number: '数值',
  'calls per second': '每秒呼叫数',
}

type Form = readonly [RegExp, (...parts: readonly string[]) => string | undefined]

const number = String.raw`-?\d+(?:\.\d+)?`
const forms: readonly Form[] = [
  [
    new RegExp(
      String.raw`^(whole number|number|calls per second) from (${number}) to (${number})( .+?)?(?: \(0 = (.+)\))?$`,
    ),
    (kind = '', min, max, unit = '', zero = '') =>
      numberBetween(kind, [min, max], unit.trim(), zero),
  ],
  [/^one of (.+)$/, (list = '') => `${list.replaceAll(', ', '、')} 之一`],
  [/^text of at most (\d+) characters$/, (most) => `最多 ${most} 个字符的文本`],
  [
    /^text of at most (\d+) characters without control characters$/,
    (most) => `最多 ${most} 个字符的文本，不含控制字符`,
  ],
  [
    /^(\d+) to (\d+) small letters, digits or (.+)$/,
    (min, max, signs) => `${min} 到 ${max} 个小写字母、数字或 ${signs}`,
  ],
  [/^(\d+) to (\d+) characters$/, (min, max) => `${min} 到 ${max} 个字符`],
  [/^name of (\d+) to (\d+) characters$/, (min, max) => `${min} 到 ${max} 个字符的名称`],
  [
    /^(\d+) to (\d+) letters, digits or any of (.+)$/,
    (min, max, signs) => `${min} 到 ${max} 个字母、数字或 ${signs}`,
  ],
  [
    /^(\d+) to (\d+) letters, digits, spaces or any of (.+) and no leading or trailing space$/,
    (min, max, signs) => `${min} 到 ${max} 个字母、数字、空格或 ${signs}，首尾不得有空格`,
  ],
  [/^at (most|least) (\d+)$/, (side, limit) => `${side === 'most' ? '最大' : '最小'} ${limit}`],
  [
    /^at most (\d+) (.+)$/,
    (most, what = '') => (what in things ? `最多 ${most} ${things[what]}` : undefined),
  ],
  [
    /^at least one (.+)$/,
    (what = '') => (`${what}s` in things ? `至少一${things[`${what}s`]}` : undefined),
  ],
  [/^at most (\d+) s in all steps together$/, (most) => `全部步骤合计最多 ${most} 秒`],
  [/^there is no (node|gateway|generator|link)$/, (kind = '') => `没有${kinds[kind]}`],
  [
    new RegExp(
      String.raw`^(\d+) to (\d+) numbers separated by commas, each from (${number}) to (${number}) (\S+) in steps of (${number})$`,
    ),
    (least, most, min, max, unit = '', step) =>
      `${least} 到 ${most} 个逗号分隔的数，每个 ${min} 到 ${max} ${units[unit] ?? unit}，步长 ${step}`,
  ],
]

function numberBetween(
  kind: string,
  [min, max]: readonly (string | undefined)[],
  unit: string,
  zero: string,
): string | undefined {
  if ((unit !== '' && !(unit in units)) || (zero !== '' && !(zero in zeroes))) return undefined
  const end = zero === '' ? '' : `（0 = ${zeroes[zero]}）`
  const range = `${min} 到 ${max}${unit === '' ? '' : ` ${units[unit]}`}`
  // Between Chinese and other letters there is a blank.
  return `${range}${/[\w%]$/.test(range) ? ' ' : ''}的${numbers[kind]}${end}`
}

/** The sentence in Chinese; undefined = the table does not know it. */
export function chineseAllowed(sentence: string): string | undefined {
  const known = sentences[sentence]
  if (known !== undefined) return known
  const wordOr = /^(.+), or (whole number .+)$/.exec(sentence)
  if (wordOr) {
    const [, word = '', rest = ''] = wordOr
    const translated = chineseAllowed(rest)
    return translated && `${word}，或 ${translated}`
  }
  for (const [form, say] of forms) {
    const found = form.exec(sentence)
    if (found) return say(...found.slice(1))
  }
  return undefined
}

/** What a value may be, in the language that is shown. */
export function allowedText(sentence: string, language: Language): string {
  return language === 'zh' ? (chineseAllowed(sentence) ?? sentence) : sentence
}
