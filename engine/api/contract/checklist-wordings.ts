import type { CheckPoint, CheckResult } from './checklist-procedures.ts'
import type { Evidence } from './evidence.ts'
import { worded, type SpokenLanguage, type Wording } from './wording.ts'

/* Sentences of the configuration checklist that the report, the command line and the client say. */

export const checkPointWordings: Readonly<Record<CheckPoint, Wording>> = {
  1: { en: 'SS_SIP_PUBLISH_EXPIRE suits the deployment', zh: 'SS_SIP_PUBLISH_EXPIRE 适合本部署' },
  2: {
    en: 'Allow Publish is checked on the gateways that need it',
    zh: '需要自动控制的网关已勾选 Allow Publish',
  },
  3: {
    en: 'Every gateway with Allow Publish has an enforced line limit',
    zh: '每个勾选 Allow Publish 的网关都有线路上限并已强制',
  },
  4: {
    en: 'PUBLISH of each such gateway is in the trace',
    zh: '跟踪中可见每个此类网关的 PUBLISH',
  },
  5: {
    en: 'No PUBLISH for gateways without Allow Publish',
    zh: '未勾选 Allow Publish 的网关没有 PUBLISH',
  },
  6: { en: 'Enforcement of the line limit is tested', zh: '已测试线路上限的强制' },
  7: {
    en: 'SS_SIP_PUBLISH_EXPIRE is equal on all nodes',
    zh: '各节点的 SS_SIP_PUBLISH_EXPIRE 一致',
  },
  8: { en: 'Gateway analysis report is checked', zh: '已检查网关分析报表' },
}

export const checkResultWordings: Readonly<Record<CheckResult | 'unverified', Wording>> = {
  passed: { en: 'passed', zh: '通过' },
  failed: { en: 'failed', zh: '未通过' },
  'not applicable': { en: 'not applicable', zh: '不适用' },
  'not yet': { en: 'not yet', zh: '尚无法判定' },
  unverified: { en: 'not verified', zh: '未核查' },
}

/** What a line of evidence is to the result: it speaks against, is to be known, or speaks for. */
export type EvidenceTone = 'fault' | 'remark' | 'fact'

interface TonedWording extends Wording {
  readonly tone: EvidenceTone
}

const fault = (en: string, zh: string): TonedWording => ({ tone: 'fault', en, zh })
const remark = (en: string, zh: string): TonedWording => ({ tone: 'remark', en, zh })
const fact = (en: string, zh: string): TonedWording => ({ tone: 'fact', en, zh })

const wordings = {
  expireInRange: fact(
    'SS_SIP_PUBLISH_EXPIRE is {seconds} s, inside 30–7200 s.',
    'SS_SIP_PUBLISH_EXPIRE 为 {seconds} 秒，在 30–7200 秒之内。',
  ),
  expireOutOfRange: fault(
    'SS_SIP_PUBLISH_EXPIRE is {seconds} s, outside 30–7200 s.',
    'SS_SIP_PUBLISH_EXPIRE 为 {seconds} 秒，超出 30–7200 秒。',
  ),
  profileFits: fact(
    'Inside {min}–{max} s of the chosen profile: {profileEn}.',
    '在所选部署方案的 {min}–{max} 秒之内：{profileZh}。',
  ),
  profileExcludes: fault(
    'SS_SIP_PUBLISH_EXPIRE is {seconds} s, outside {min}–{max} s of the chosen profile: {profileEn}. Set the parameter, or choose another profile.',
    'SS_SIP_PUBLISH_EXPIRE 为 {seconds} 秒，超出所选部署方案的 {min}–{max} 秒：{profileZh}。请修改参数或另选方案。',
  ),
  profileUnknown: fault(
    'The chosen deployment profile “{profile}” is not there any more, or its file cannot be used. Choose another one.',
    '所选部署方案“{profile}”已不存在或其文件无法使用。请另选方案。',
  ),
  noProfile: remark(
    'No deployment profile is chosen: only the range of the parameter was checked.',
    '未选择部署方案：仅核查了参数范围。',
  ),
  gatewayProfileExcludes: remark(
    '{gateway}: its own profile recommends {min}–{max} s ({profileEn}); the value is one for all gateways.',
    '{gateway}：其自身方案建议 {min}–{max} 秒（{profileZh}）；该值对所有网关相同。',
  ),
  publishAllowed: fact(
    '{gateway}: Allow Publish is checked; line limit {limit}, {calls} calls in the last {minutes} min, {active} active.',
    '{gateway}：已勾选 Allow Publish；线路上限 {limit}，最近 {minutes} 分钟 {calls} 个呼叫，当前 {active} 个。',
  ),
  publishMissing: fault(
    '{gateway}: Allow Publish is not checked, though it has line limit {limit} and traffic: {calls} calls in the last {minutes} min, {active} active.',
    '{gateway}：未勾选 Allow Publish，但有线路上限 {limit} 且有话务：最近 {minutes} 分钟 {calls} 个呼叫，当前 {active} 个。',
  ),
  exempted: remark(
    '{gateway}: without Allow Publish, exempted by {by} on {at}: {reason}',
    '{gateway}：未勾选 Allow Publish，由 {by} 于 {at} 豁免：{reason}',
  ),
  noTraffic: remark(
    'No gateway with a line limit had a call in the last {minutes} min.',
    '最近 {minutes} 分钟，有线路上限的网关均无呼叫。',
  ),
  noneLimited: remark('No routing gateway has a line limit.', '没有落地网关设置线路上限。'),
  noneAllowed: remark(
    'No routing gateway has Allow Publish checked.',
    '没有落地网关勾选 Allow Publish。',
  ),
  limitSet: fact(
    '{gateway}: line limit {limit}, call limit enforcement on.',
    '{gateway}：线路上限 {limit}，已启用“强制线路上限”。',
  ),
  limitMissing: fault(
    '{gateway}: Allow Publish is checked, but there is no line limit (0 = unlimited). Set it.',
    '{gateway}：已勾选 Allow Publish，但没有线路上限（0 = 不限）。请设置。',
  ),
  enforcementOff: fault(
    '{gateway}: line limit {limit}, but call limit enforcement is off: calls beyond the limit are sent. Turn it on.',
    '{gateway}：线路上限 {limit}，但未启用“强制线路上限”：超出上限的呼叫仍会发送。请启用。',
  ),
  traceOff: remark('The debug trace is off: turn it on.', '调试跟踪已关闭：请开启。'),
  publishedRegularly: fact(
    '{gateway}: {sent} PUBLISH in the trace, the last at {at} with Expires: {expires}; {min} to {max} s between refreshes, none longer than the lifetime granted.',
    '{gateway}：跟踪中有 {sent} 个 PUBLISH，最后一个在 {at}，Expires: {expires}；刷新间隔 {min}–{max} 秒，均未超过获准的有效期。',
  ),
  publishedOnce: fact(
    '{gateway}: {sent} PUBLISH in the trace, the last at {at} with Expires: {expires}; an interval is not yet seen.',
    '{gateway}：跟踪中有 {sent} 个 PUBLISH，最后一个在 {at}，Expires: {expires}；尚未出现刷新间隔。',
  ),
  publishDiffers: fault(
    '{gateway}: the last PUBLISH, at {at}, says Expires: {expires}; SS_SIP_PUBLISH_EXPIRE is {seconds} s.',
    '{gateway}：最后一个 PUBLISH（{at}）的 Expires 为 {expires}；SS_SIP_PUBLISH_EXPIRE 为 {seconds} 秒。',
  ),
  publishIrregular: fault(
    '{gateway}: up to {max} s between two refreshes, longer than the lifetime that was granted: the publication expired in between.',
    '{gateway}：两次刷新之间最长 {max} 秒，超过获准的有效期：期间发布已过期。',
  ),
  publishSilent: fault(
    '{gateway}: Allow Publish is checked, but no PUBLISH that is still in force is in the trace.',
    '{gateway}：已勾选 Allow Publish，但跟踪中没有仍有效的 PUBLISH。',
  ),
  publishNotYet: remark(
    '{gateway}: no PUBLISH could be seen yet: the trace does not reach back one lifetime of {seconds} s.',
    '{gateway}：尚不可能看到 PUBLISH：跟踪未覆盖一个有效期（{seconds} 秒）。',
  ),
  publishRefused: remark(
    '{gateway}: {count} PUBLISH of the trace were refused (4xx to 6xx).',
    '{gateway}：跟踪中有 {count} 个 PUBLISH 被拒绝（4xx–6xx）。',
  ),
  unexpectedPublish: fault(
    '{gateway}: Allow Publish is not checked, but a PUBLISH left at {at} (Expires: {expires}), and nothing has removed it.',
    '{gateway}：未勾选 Allow Publish，但在 {at} 发出了 PUBLISH（Expires: {expires}），且未被撤销。',
  ),
  noPublish: fact(
    '{gateway}: Allow Publish is not checked, and no PUBLISH is in the trace.',
    '{gateway}：未勾选 Allow Publish，跟踪中没有 PUBLISH。',
  ),
  publishRemoved: remark(
    '{gateway}: Allow Publish is not checked any more; what was published ({sent} PUBLISH in the trace, the last at {at}) has expired or was removed.',
    '{gateway}：已不再勾选 Allow Publish；跟踪中的 {sent} 个 PUBLISH（最后一个在 {at}）已过期或已撤销。',
  ),
  noneConfigured: remark('No routing gateway is configured.', '未配置落地网关。'),
  noneUnchecked: fact(
    'Every routing gateway has Allow Publish checked: there is none that must not publish.',
    '所有落地网关都已勾选 Allow Publish：没有不应发布的网关。',
  ),
  traceCovers: fact(
    'The trace reaches back {seconds} s, over a full interval of {interval} s.',
    '跟踪覆盖 {seconds} 秒，超过一个完整间隔（{interval} 秒）。',
  ),
  traceShort: remark(
    'The trace reaches back {seconds} s, less than an interval of {interval} s: a simulated twin was looked at as well.',
    '跟踪覆盖 {seconds} 秒，不足一个间隔（{interval} 秒）：另外查看了模拟孪生。',
  ),
  twinQuiet: fact(
    'Simulated twin on a fast clock, {seconds} s: no PUBLISH for gateways without Allow Publish ({gateways}), {control} for one with it.',
    '快速时钟上的模拟孪生，{seconds} 秒：{gateways} 个未勾选 Allow Publish 的网关没有 PUBLISH，一个已勾选的网关有 {control} 个。',
  ),
  twinPublished: fault(
    '{gateway}: its simulated twin without Allow Publish sent {count} PUBLISH.',
    '{gateway}：未勾选 Allow Publish 的模拟孪生发出了 {count} 个 PUBLISH。',
  ),
  twinControlSilent: fault(
    'The simulated twin sent {count} PUBLISH for a gateway with Allow Publish: what it shows of the others proves nothing.',
    '模拟孪生为勾选 Allow Publish 的网关发出了 {count} 个 PUBLISH：因此对其他网关不能说明问题。',
  ),
  twinAdmitted: fact(
    '{gateway}: {placed} calls at its simulated twin with line limit {limit}: {admitted} admitted, {refused} refused with 503, at most {peak} at once at the gateway.',
    '{gateway}：在线路上限为 {limit} 的模拟孪生上发起 {placed} 个呼叫：接纳 {admitted} 个，以 503 拒绝 {refused} 个，网关侧同时最多 {peak} 个。',
  ),
  twinNotEnforced: fault(
    '{gateway}: {placed} calls at its simulated twin with line limit {limit}: {admitted} admitted, {refused} refused with 503, at most {peak} at once at the gateway. Exactly {limit} had to be admitted.',
    '{gateway}：在线路上限为 {limit} 的模拟孪生上发起 {placed} 个呼叫：接纳 {admitted} 个，以 503 拒绝 {refused} 个，网关侧同时最多 {peak} 个。应恰好接纳 {limit} 个。',
  ),
  twinIncomplete: remark(
    '{gateway}: only {placed} of {calls} calls could be placed at its simulated twin in time.',
    '{gateway}：在模拟孪生上仅及时发起了 {calls} 个呼叫中的 {placed} 个。',
  ),
  twinReal: fact(
    'The twins were called over loopback sockets, in {seconds} s of real time; the gateways themselves were not called.',
    '对孪生的呼叫经由回环套接字，历时 {seconds} 秒；未呼叫网关本身。',
  ),
  twinSimulated: remark(
    'Simulated: the twins were called on a fast clock and a network without sockets ({seconds} s of virtual time); the gateways themselves were not called.',
    '模拟：对孪生的呼叫使用快速时钟和无套接字的网络（虚拟时间 {seconds} 秒）；未呼叫网关本身。',
  ),
  twinLeftOut: remark(
    '{count} more gateways with Allow Publish and a line limit were not tested this time: the busiest come first.',
    '另有 {count} 个勾选 Allow Publish 且有线路上限的网关本次未测试：优先测试最忙的。',
  ),
  twinTooLarge: remark(
    '{gateway}: its line limit of {limit} is more than a twin can be filled to ({most}).',
    '{gateway}：线路上限 {limit} 超过孪生可填满的数量（{most}）。',
  ),
  twinNeedsLimit: remark(
    '{gateway}: not tested, as it has no enforced line limit in force now.',
    '{gateway}：未测试，因为当前没有生效且强制的线路上限。',
  ),
  alone: remark('This node knows of no other node.', '本节点不知道其他节点。'),
  nodeEqual: fact('{node}: {seconds} s, as here.', '{node}：{seconds} 秒，与本节点一致。'),
  nodeDiffers: fault(
    '{node}: {theirs} s; here it is {seconds} s. Set both to one value.',
    '{node}：{theirs} 秒；本节点为 {seconds} 秒。请设为同一值。',
  ),
  nodeUnheard: remark('{node}: has not announced its value yet.', '{node}：尚未通告其值。'),
  accuracyGood: fact(
    '{gateway}: in the last {minutes} min what was published was off by {mean} lines on average, {percent} % of line limit {limit}; by {worst} at worst.',
    '{gateway}：最近 {minutes} 分钟发布值平均偏差 {mean} 线，为线路上限 {limit} 的 {percent} %；最大 {worst}。',
  ),
  accuracyBad: fault(
    '{gateway}: in the last {minutes} min what was published was off by {mean} lines on average, {percent} % of line limit {limit} (at most 10 % is good); by {worst} at worst. Lower SS_SIP_PUBLISH_EXPIRE, or publish on change.',
    '{gateway}：最近 {minutes} 分钟发布值平均偏差 {mean} 线，为线路上限 {limit} 的 {percent} %（不超过 10 % 为宜）；最大 {worst}。请降低 SS_SIP_PUBLISH_EXPIRE 或启用变化时发布。',
  ),
  accuracyUnlimited: remark(
    '{gateway}: off by {mean} lines on average, by {worst} at worst; without a line limit there is no measure for it.',
    '{gateway}：平均偏差 {mean} 线，最大 {worst}；没有线路上限，无从衡量。',
  ),
  accuracyUnknown: remark(
    '{gateway}: nothing was sampled of it in the last {minutes} min.',
    '{gateway}：最近 {minutes} 分钟没有采样。',
  ),
  andMore: remark('And {count} more lines like these.', '另有 {count} 行类似内容。'),
} satisfies Readonly<Record<string, TonedWording>>

export type CheckCode = keyof typeof wordings

const known: Readonly<Record<string, TonedWording | undefined>> = wordings

/** A line of evidence as a sentence. */
export function wordedCheck({ code, values }: Evidence, language: SpokenLanguage): string {
  const wording = known[code]
  return wording ? worded(wording, language, values) : code
}

export const toneOf = ({ code }: Pick<Evidence, 'code'>): EvidenceTone =>
  known[code]?.tone ?? 'remark'
