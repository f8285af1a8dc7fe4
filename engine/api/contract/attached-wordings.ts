import type { AttachedPoint, AttachedPointName, ServerFault } from './attached-procedures.ts'
import type { Wording } from './wording.ts'

/* Sentences about other softswitches that both the command line and the client say. */

/** `{url}`, `{call}` and what else the fault brings. */
export const serverFaultWordings: Readonly<Record<ServerFault, Wording>> = {
  unreachable: {
    en: '{url} cannot be reached ({reason})',
    zh: '无法连接 {url}（{reason}）',
  },
  closed: {
    en: '{url} closed the connection without an answer; perhaps the address of this machine is not in its Interface management > Web access control',
    zh: '{url} 未应答即关闭连接；可能其“接口管理 > Web 访问控制”中没有本机地址',
  },
  timeout: {
    en: '{url} did not answer {call} within {seconds} s',
    zh: '{url} 在 {seconds} 秒内未应答 {call}',
  },
  certificate: {
    en: 'the certificate of {url} is not believed ({reason}); use its http address, or have the certificate issued by an authority that this machine knows (NODE_EXTRA_CA_CERTS)',
    zh: '{url} 的证书不受信任（{reason}）；请改用其 http 地址，或使用本机认可的机构签发的证书（NODE_EXTRA_CA_CERTS）',
  },
  refused: {
    en: '{url} refuses this machine (HTTP {status}); on that VOS3000 allow its address under Interface management > Web access control for the directory /external/server',
    zh: '{url} 拒绝本机访问（HTTP {status}）；请在该 VOS3000 的“接口管理 > Web 访问控制”中为目录 /external/server 允许本机地址',
  },
  notFound: {
    en: '{url} has no VOS3000 web interface under /external/server or /external_new/server (HTTP {status})',
    zh: '{url} 的 /external/server 与 /external_new/server 下均没有 VOS3000 Web 接口（HTTP {status}）',
  },
  redirected: {
    en: '{url} leads elsewhere ({location}), which is not followed; attach the address that answers itself',
    zh: '{url} 被重定向到 {location}，不予跟随；请直接填写提供接口的地址',
  },
  status: {
    en: '{url} answers {call} with HTTP {status}',
    zh: '{url} 以 HTTP {status} 应答 {call}',
  },
  notJson: {
    en: '{url} answers {call} with something other than JSON: {begin}',
    zh: '{url} 对 {call} 的应答不是 JSON：{begin}',
  },
  notUnderstood: {
    en: '{url} answers {call} with JSON that is not of VOS3000: {reason}',
    zh: '{url} 对 {call} 的应答不是 VOS3000 的 JSON：{reason}',
  },
  tooLong: {
    en: 'the answer of {url} to {call} is longer than {mebibytes} MiB; ask for less: fewer days, or one gateway or number',
    zh: '{url} 对 {call} 的应答超过 {mebibytes} MiB；请缩小范围：减少天数，或限定一个网关或号码',
  },
  retCode: {
    en: '{url} refuses {call}: {exception} (retCode {retCode})',
    zh: '{url} 拒绝 {call}：{exception}（retCode {retCode}）',
  },
}

export const attachedPointWordings: Readonly<Record<AttachedPointName, Wording>> = {
  publishExpire: {
    en: 'SS_SIP_PUBLISH_EXPIRE suits the deployment',
    zh: 'SS_SIP_PUBLISH_EXPIRE 适合部署',
  },
  allowPublish: {
    en: 'Allow Publish is checked where traffic meets a line limit',
    zh: '有话务且有线路上限的网关已勾选 Allow Publish',
  },
  lineLimits: {
    en: 'Every gateway with traffic has a line limit',
    zh: '有话务的网关都设有线路上限',
  },
  publishSeen: {
    en: 'PUBLISH is seen for the gateways that allow it',
    zh: '允许 Publish 的网关有 PUBLISH 报文',
  },
  publishUnseen: {
    en: 'No PUBLISH is seen for the other gateways',
    zh: '其他网关没有 PUBLISH 报文',
  },
  enforcement: {
    en: 'Concurrency enforcement was tested',
    zh: '并发控制已经过测试',
  },
  equalNodes: {
    en: 'SS_SIP_PUBLISH_EXPIRE is equal on all nodes',
    zh: '所有节点的 SS_SIP_PUBLISH_EXPIRE 相同',
  },
  analysis: {
    en: 'Published counts agree with the gateway analysis',
    zh: '发布的并发数与网关分析一致',
  },
  overload: {
    en: 'No gateway is overloaded despite its limit',
    zh: '没有网关超出线路上限',
  },
  staleData: { en: 'Concurrency data is not stale', zh: '并发数据未过期' },
  excessPublish: { en: 'PUBLISH traffic is not excessive', zh: 'PUBLISH 流量不过多' },
  routingConflict: { en: 'Nodes agree on their gateways', zh: '各节点对网关的判断一致' },
  locks: { en: 'No gateway is locked', zh: '没有网关被锁定' },
  suspensions: {
    en: 'No gateway is suspended by its Retry-After',
    zh: '没有网关因 Retry-After 暂停',
  },
  answerRatio: {
    en: 'Gateways in use have an ASR of at least 20 %',
    zh: '使用中的网关应答率不低于 20%',
  },
}

export const attachedResultWordings: Readonly<Record<AttachedPoint['result'], Wording>> = {
  passed: { en: 'passed', zh: '通过' },
  failed: { en: 'failed', zh: '未通过' },
  'not applicable': { en: 'not applicable', zh: '不适用' },
  'cannot be told': { en: 'cannot be told', zh: '无法判断' },
}

/** Evidence of the points, by its code. */
export const attachedEvidenceWordings = {
  noParameters: {
    en: 'The web interface does not give SIP parameters. Look on the softswitch: Softswitch management > Additional settings > SIP parameter.',
    zh: 'Web 接口不提供 SIP 参数。请在软交换上查看：软交换管理 > 附加设置 > SIP 参数。',
  },
  noAllowPublish: {
    en: 'The web interface does not give Allow Publish. Look on the softswitch: Routing gateway > Additional settings > Protocol > SIP.',
    zh: 'Web 接口不提供 Allow Publish。请在软交换上查看：落地网关 > 附加设置 > 协议 > SIP。',
  },
  noMessages: {
    en: 'The web interface gives no SIP messages. Record a capture on the softswitch and open it under Debug trace.',
    zh: 'Web 接口不提供 SIP 报文。请在软交换上抓包，并在“调试跟踪”中打开。',
  },
  noTestCalls: {
    en: 'Calls up to the limit and beyond cannot be placed through the web interface.',
    zh: '无法通过 Web 接口发起达到并超过上限的呼叫。',
  },
  noPublications: {
    en: 'The web interface does not give published counts or their age.',
    zh: 'Web 接口不提供已发布的并发数及其时间。',
  },
  noAnalysis: {
    en: 'The web interface gives no gateway analysis: published and actual counts over a period.',
    zh: 'Web 接口不提供网关分析，即一段时间内已发布与实际的并发数。',
  },
  noOtherViews: {
    en: 'The web interface does not tell what each node knows of a gateway.',
    zh: 'Web 接口不提供各节点对网关的判断。',
  },
  oneSoftswitch: {
    en: 'There is one softswitch: {names}.',
    zh: '只有一个软交换：{names}。',
  },
  softswitches: {
    en: 'There are {count} softswitches: {names}.',
    zh: '共有 {count} 个软交换：{names}。',
  },
  unchecked: {
    en: 'Allow Publish is not checked although there is traffic and a line limit: {names}.',
    zh: '有话务且有线路上限但未勾选 Allow Publish：{names}。',
  },
  checked: {
    en: 'Allow Publish is checked on all {count} gateways with traffic and a line limit.',
    zh: '{count} 个有话务且有线路上限的网关均已勾选 Allow Publish。',
  },
  noTraffic: {
    en: 'No gateway of {count} has traffic at this moment.',
    zh: '{count} 个网关此刻均无话务。',
  },
  unlimited: {
    en: 'Traffic without a line limit: {names}.',
    zh: '有话务但没有线路上限：{names}。',
  },
  limited: {
    en: 'All {count} gateways with traffic have a line limit.',
    zh: '{count} 个有话务的网关均设有线路上限。',
  },
  notEnforced: {
    en: 'The line limit is not enforced: {names}.',
    zh: '未强制执行线路上限：{names}。',
  },
  aboveLimit: {
    en: '{name} has {active} calls, its line limit is {capacity}.',
    zh: '{name} 有 {active} 路呼叫，线路上限为 {capacity}。',
  },
  moreAboveLimit: {
    en: '{count} more gateways are above their line limit.',
    zh: '另有 {count} 个网关超出线路上限。',
  },
  withinLimit: {
    en: 'None of {count} gateways is above its line limit at this moment.',
    zh: '{count} 个网关此刻均未超出线路上限。',
  },
  stale: {
    en: 'The published count is stale: {names}.',
    zh: '已发布的并发数已过期：{names}。',
  },
  notStale: {
    en: 'None of {count} published counts is stale.',
    zh: '{count} 个已发布的并发数均未过期。',
  },
  nothingPublished: {
    en: 'Nothing is published for a gateway.',
    zh: '没有网关发布并发数。',
  },
  locked: {
    en: 'Locked, so that no call goes there: {names}.',
    zh: '已锁定，不会有呼叫送往：{names}。',
  },
  lockedWithCalls: {
    en: 'Locked while calls are still up: {names}.',
    zh: '已锁定但仍有呼叫：{names}。',
  },
  unlocked: { en: 'All {count} gateways are unlocked.', zh: '{count} 个网关均未锁定。' },
  suspended: {
    en: 'The gateway asked to be left alone: {names}.',
    zh: '网关要求暂缓呼叫：{names}。',
  },
  notSuspended: { en: 'None of {count} gateways is suspended.', zh: '{count} 个网关均未暂停。' },
  lowAnswerRatio: {
    en: '{name} has an ASR of {percent} %.',
    zh: '{name} 的应答率为 {percent}%。',
  },
  moreLowAnswerRatio: {
    en: '{count} more gateways have an ASR below {limit} %.',
    zh: '另有 {count} 个网关的应答率低于 {limit}%。',
  },
  fineAnswerRatio: {
    en: 'All {count} gateways in use have an ASR of {limit} % or more.',
    zh: '{count} 个使用中的网关应答率均不低于 {limit}%。',
  },
  noGateways: { en: 'The softswitch has no routing gateway.', zh: '该软交换没有落地网关。' },
} as const satisfies Readonly<Record<string, Wording>>

export type AttachedEvidenceCode = keyof typeof attachedEvidenceWordings

/** The wording of a code, which an engine of a later version may know alone. */
export const attachedEvidenceWording = (code: string): Wording =>
  (attachedEvidenceWordings as Readonly<Record<string, Wording>>)[code] ?? { en: code, zh: code }
