import { parameterWords } from './parameter-words.ts'

/** The list System parameter. */
export const systemParameterWords = {
  SS_GATEWAY_SWITCH_LIMIT: parameterWords(
    [
      'Counts the gateways that got an INVITE for one call, the first included. When the number is reached the caller gets the last failure.',
      '统计一次呼叫中收到 INVITE 的网关数，包括第一个。达到后把最后一次失败告知主叫。',
    ],
    [
      'Set 2 to 5 when many gateways share a prefix and callers wait too long for a failure.',
      '同一前缀的网关很多、主叫等待失败的时间过长时，设为 2 至 5。',
    ],
    [
      '1: no switching at all. `None` with many gateways: a number that does not exist is tried at every one of them.',
      '1：完全不切换。`None` 且网关很多：一个空号会在每个网关上都试一遍。',
    ],
  ),
  SS_GATEWAY_SWITCH_UNTIL_CONNECT: parameterWords(
    [
      'Off: a gateway that has rung keeps the call. On: when it fails after ringing the next one is tried. A gateway’s own **Switch after ringing** wins.',
      'Off：网关已振铃则呼叫不再切换。On：振铃后失败仍尝试下一网关。网关自身的**振铃后切换**优先。',
    ],
    [
      'On when carriers send a false 180 before they know whether the callee can be reached.',
      '运营商在确认被叫可达之前就发送虚假 180 时设为 On。',
    ],
    [
      'On: the callee’s phone may ring twice from two carriers, and the caller waits longer.',
      'On：被叫可能先后被两个运营商振铃，主叫等待更久。',
    ],
  ),
  SS_GATEWAY_SWITCH_STOP_AFTER_USER_BUSY: parameterWords(
    [
      'On: after 486 or 600 no other gateway is tried and the caller hears busy. A gateway’s own **Switch after busy** wins.',
      'On：收到 486 或 600 后不再尝试其他网关，主叫听到忙音。网关自身的**被叫忙后切换**优先。',
    ],
    [
      'Off when a carrier says busy although its own lines are full.',
      '运营商自身线路已满却应答忙时设为 Off。',
    ],
    [
      'Off: a callee who is really busy is tried at every gateway, which lowers their answer rates.',
      'Off：真正占线的被叫会在每个网关上再试，拉低各网关的应答率。',
    ],
  ),
  SS_GATEWAY_ASR_CALCULATE: parameterWords(
    [
      'On: the answer rate of a gateway over its last 100 attempts, none older than 15 minutes, takes part in the order within a prefix: after band, priority and occupancy, before the number of calls carried. Below 10 attempts a gateway counts as answering.',
      'On：网关最近 100 次尝试（不超过 15 分钟）的应答率参与同一前缀内的排序：在区段、优先级和占用率之后，已承载呼叫数之前。不足 10 次尝试时按全部应答计。',
    ],
    [
      'On when several carriers of equal priority differ in quality and the better one should get more calls.',
      '多个同优先级的运营商质量不同，希望较好者多承载呼叫时设为 On。',
    ],
    [
      'On: a gateway with a bad quarter of an hour gets fewer calls and is slow to prove itself again. [[routeAnalysis]] shows the rates that decide.',
      'On：某网关一刻钟表现差，呼叫就会减少，恢复较慢。[[routeAnalysis]]显示起作用的应答率。',
    ],
  ),
  SS_AUTHENTICATION_MAX_RETRY: parameterWords(
    [
      'Wrong passwords are counted per source address: of gateways that register or call, of whoever publishes with a digest, and of people who sign in to the client, where the name that was tried is counted as well. A right password clears the count.',
      '按来源地址统计密码错误次数：包括注册或呼叫的网关、以摘要认证发布者，以及登录客户端的人员（同时按所用名称统计）。密码正确即清零。',
    ],
    ['Lower it on a node that is reached from the internet.', '节点可从互联网访问时调低。'],
    [
      'Too low: one gateway with a mistyped password shuts out others behind the same address. 0: passwords can be guessed without end.',
      '过低：一个密码填错的网关会连累同一地址后的其他网关。0：可无限次猜测密码。',
    ],
  ),
  SS_AUTHENTICATION_FAILED_SUSPEND: parameterWords(
    [
      'While a source is suspended, its REGISTER and its INVITE with a password are refused with 403, or not answered when [[SS_REPLY_UNAUTHORIZED]] is Off; its PUBLISH with a digest is refused with 403, and sign-in with words.',
      '来源被暂停期间，其 REGISTER 和带密码的 INVITE 被以 403 拒绝（[[SS_REPLY_UNAUTHORIZED]] 为 Off 时不应答），带摘要认证的 PUBLISH 被以 403 拒绝，登录也会被拒绝并说明原因。',
    ],
    ['Lengthen it against persistent guessing.', '有人持续猜测密码时延长。'],
    [
      'Too long: after a corrected password a gateway stays out until the time is over.',
      '过长：密码改正后，网关仍要等到暂停结束。',
    ],
  ),
  SS_REPLY_UNAUTHORIZED: parameterWords(
    [
      'On: whoever is no known gateway gets 403 for INVITE and REGISTER. Off: silence, also for OPTIONS; a port scan finds nothing.',
      'On：未知来源的 INVITE 和 REGISTER 得到 403。Off：不应答，OPTIONS 也一样，端口扫描得不到结果。',
    ],
    [
      'Off on a node with a public address; On while gateways are being set up.',
      '公网节点设为 Off；调试接入网关期间设为 On。',
    ],
    [
      'Off: a gateway with a mistyped address or password gets no answer and its operator sees a timeout instead of a refusal. [[debugTrace]] shows what came in.',
      'Off：地址或密码填错的网关得不到应答，其运维人员看到的是超时而不是拒绝。[[debugTrace]]可查看收到的消息。',
    ],
  ),
  SS_ENDPOINT_EXPIRE: parameterWords(
    [
      'A gateway of type Dynamic that asks for a longer registration is granted this; one that asks for less gets what it asks for. When the registration runs out the gateway takes no calls.',
      '“动态”类型网关请求更长的注册有效期时只授予此值；请求更短则按其请求。注册到期后该网关不接受呼叫。',
    ],
    [
      'Shorten it so that a gateway that is gone is noticed sooner.',
      '希望更快发现已消失的网关时缩短。',
    ],
    [
      'Too short: many REGISTER requests. Too long: calls go to an address where the gateway no longer is.',
      '过短：REGISTER 过多。过长：呼叫被送往网关已不在的地址。',
    ],
  ),
} as const
