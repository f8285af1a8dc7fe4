import { parameterWords } from './parameter-words.ts'

/** Registrations, publication and sessions: the first half of the list SIP parameter. */
export const sipParameterWords = {
  SS_SIP_PUBLISH_EXPIRE: parameterWords(
    [
      'For every routing gateway with **Allow Publish** the node sends one PUBLISH to every publish target with this `Expires`, and refreshes it at a random point between 80 and 90 % of the lifetime that was granted. A publication that is not refreshed in time is stale: it is no longer trusted, and the stale policy says what counts instead. Calls in progress are not touched.',
      '对每个勾选 **Allow Publish** 的落地网关，本节点以此 `Expires` 向每个发布目标发送 PUBLISH，并在所授予有效期的 80% 至 90% 之间的随机时刻刷新。未及时刷新的发布即过期，不再可信，改按过期策略处理。进行中的通话不受影响。',
    ],
    [
      'Traffic that changes fast, or several nodes that share gateways, want 60 to 120 s; stable traffic keeps 300 s; backup routes may take 600 to 1800 s. [[profiles]] has a preset for each case, [[planner]] works out a value for your own figures.',
      '话务变化快或多个节点共用网关时取 60 至 120 秒；话务平稳时保持 300 秒；备用路由可取 600 至 1800 秒。[[profiles]]为每种情况提供预设值，[[planner]]可按实际数据求出取值。',
    ],
    [
      'Too long: after a fault, other nodes route for a long time on old figures, so a gateway gets more calls than it can carry or none although it is free. Too short: PUBLISH traffic without use, and one lost refresh makes a publication stale sooner. A publish target that answers 423 wants more: an alarm names both values, the parameter itself is not changed. All nodes should have the same value.',
      '过长：出现故障后，其他节点长时间按旧数据选路，网关可能超载，也可能空闲却没有呼叫。过短：产生无谓的 PUBLISH 流量，丢失一次刷新就更快过期。发布目标应答 423 表示要求更长的有效期：告警会列出两个值，参数本身不会被改动。所有节点应取相同的值。',
    ],
  ),
  SS_SIP_USER_AGENT_EXPIRE: parameterWords(
    [
      'Asked for in REGISTER of gateways of type Registration. With `Auto Negotiation` the first REGISTER asks for nothing and later ones for what the registrar granted. The registration is refreshed at 80 to 90 % of the granted lifetime. A change renews every registration at once.',
      '用于“注册”类型网关发送的 REGISTER。`Auto Negotiation` 时，首次 REGISTER 不指定有效期，之后按注册服务器授予的时长请求。在授予有效期的 80% 至 90% 时刷新。修改后立即重新发送所有注册。',
    ],
    [
      'When the other platform asks for a certain lifetime, or when a NAT between you and it forgets the address sooner.',
      '对方平台要求特定有效期，或中间的 NAT 更早丢失地址映射时修改。',
    ],
    [
      'Shorter than the registrar allows: it answers 423 and the node asks again with its `Min-Expires`. It has nothing to do with [[SS_SIP_PUBLISH_EXPIRE]]: see [[expiry]].',
      '短于注册服务器允许的值时，对方应答 423，本节点按其 `Min-Expires` 重新请求。它与 [[SS_SIP_PUBLISH_EXPIRE]] 无关，见[[expiry]]。',
    ],
  ),
  SS_SIP_USER_AGENT_RETRY_DELAY: parameterWords(
    [
      'After a REGISTER that failed or got no answer the next try waits this long, or as long as the registrar’s `Retry-After` says if that is more, at most an hour. Until a registration stands, the gateway takes no calls.',
      'REGISTER 失败或无应答后，等待此时间再试；对方 `Retry-After` 更长时以其为准，最长一小时。注册成功之前，该网关不接受呼叫。',
    ],
    [
      'Shorten it when a gateway has to be back quickly after a fault of the registrar; lengthen it when the registrar suspends whoever asks too often.',
      '希望注册服务器恢复后网关尽快可用时缩短；对方会封禁频繁注册者时延长。',
    ],
    [
      'Too long: the gateway stays without calls although the registrar is back. [[registrations]] shows the last error and has **Register now**.',
      '过长：注册服务器已恢复，网关仍没有呼叫。[[registrations]]显示最近错误，并可**立即注册**。',
    ],
  ),
  SS_SIP_USER_AGENT_SEND_UNREGISTER: parameterWords(
    [
      'On: when a gateway of type Registration is removed, changed to another type, or the engine stops in order, REGISTER with `Expires: 0` takes the registration back.',
      'On：删除“注册”类型网关、改为其他类型或引擎正常停止时，发送 `Expires: 0` 的 REGISTER 注销。',
    ],
    [
      'Off when the other platform takes an un-registration for a fault, or when another node goes on with the same account.',
      '对方平台把注销视为故障，或另一节点继续使用同一账号时设为 Off。',
    ],
    [
      'Off: the other platform may send calls here until the registration runs out by itself.',
      'Off：在注册自行到期之前，对方平台仍可能把呼叫送到这里。',
    ],
  ),
  SS_SIP_USER_AGENT_PRIVACY: parameterWords(
    [
      'Holds for gateways of type Registration whose own setting **Privacy** is **absent**; a gateway that says something itself wins. `Id` sends `Privacy: id`, `None` sends `Privacy: none`.',
      '用于自身 **Privacy** 设置为**不携带**的“注册”类型网关；网关自身的设置优先。`Id` 发送 `Privacy: id`，`None` 发送 `Privacy: none`。',
    ],
    [
      'When a carrier wants the header field on every call of its trunks.',
      '运营商要求其中继的每个呼叫都携带该头域时修改。',
    ],
    [
      '`Id`: the called side may show no number, and some carriers refuse calls without one. With **Remote-Party-ID** the field says `privacy=full` then.',
      '`Id`：被叫侧可能不显示号码，有的运营商会拒绝这样的呼叫。启用 **Remote-Party-ID** 时，其中为 `privacy=full`。',
    ],
  ),
  SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT: parameterWords(
    [
      'On: when a gateway of type Registration gave no answer at all to the INVITE in time, the call ends there. Gateways of other types are not concerned.',
      'On：“注册”类型网关在规定时间内对 INVITE 没有任何响应时，呼叫就此结束。其他类型的网关不受影响。',
    ],
    [
      'On when a late answer of such a gateway would connect the callee a second time.',
      '担心此类网关迟到的应答造成被叫被重复接通时设为 On。',
    ],
    [
      'On: one dead trunk loses calls that another gateway could have carried.',
      'On：一条失效的中继会让本可由其他网关承载的呼叫失败。',
    ],
  ),
  SS_SIP_SESSION_TTL: parameterWords(
    [
      'Asked for as `Session-Expires` in every INVITE to a gateway with **Session timer**, and agreed with callers that support it. Each side of a call is agreed for itself. A side that is not refreshed in time ends the call on both sides with end reason “session timeout”. Calls in progress keep what they agreed.',
      '在发往启用**会话定时器**的网关的 INVITE 中作为 `Session-Expires` 请求，并与支持的主叫侧协商；两侧各自协商。某一侧未及时刷新，则双方挂断，终止原因为“会话超时”。进行中的通话保持已协商的值。',
    ],
    [
      'Shorten it to find calls sooner whose other end is gone without BYE; such calls hold a line until then.',
      '希望更快发现对端已消失却没有 BYE 的通话时缩短；这样的通话在此之前一直占用线路。',
    ],
    [
      'Too short: many refreshes, and a peer that is slow loses calls. A peer may ask for more by 422 `Min-SE`; that is obeyed.',
      '过短：刷新频繁，反应慢的对端会丢失通话。对端可用 422 `Min-SE` 要求更长，系统会遵从。',
    ],
  ),
  SS_SIP_SESSION_UPDATE_SEGMENT: parameterWords(
    [
      'The refresh is sent each time session lifetime ÷ this number has passed: 600 s and 2 give one every 300 s. UPDATE is used where the peer allows it, else re-INVITE.',
      '每经过“会话有效期 ÷ 本值”发送一次刷新：600 秒与 2 即每 300 秒一次。对端允许时用 UPDATE，否则用 re-INVITE。',
    ],
    [
      'Raise it on lines that lose packets, so that a lost refresh is made up for before the session ends.',
      '线路丢包时增大，使丢失的刷新能在会话到期前补上。',
    ],
    [
      'A high number with a short lifetime means much signalling for each call.',
      '取值大而有效期短时，每个通话都会产生大量信令。',
    ],
  ),
  SS_SIP_SESSION_TIMEOUT_EARLY_HANGUP: parameterWords(
    [
      'A call whose session is about to run out without a refresh is hung up this much earlier, on both sides.',
      '会话即将到期而未刷新的通话，提前此时间挂断双方。',
    ],
    [
      'When a peer must see the BYE before its own timer ends, so that both sides write the same record.',
      '需要对端在其定时器到期前收到 BYE，使双方话单一致时修改。',
    ],
    [
      'Larger than the time between refresh and expiry it would end calls whose refresh is only late.',
      '大于刷新与到期之间的时间时，会挂断只是刷新稍迟的通话。',
    ],
  ),
  SS_SIP_NO_TIMER_REINVITE_INTERVAL: parameterWords(
    [
      'A call of which neither side supports session timers is ended after this time with end reason “longest call without session timer”. As soon as one side has a session timer, this limit does not count.',
      '双方都不支持会话定时器的通话，到此时间即挂断，终止原因为“无会话定时器的最长通话”。只要有一侧启用会话定时器，此限制不起作用。',
    ],
    [
      'Shorten it against ghost calls from old equipment; 0 when calls may last without limit.',
      '为防止老旧设备造成的虚通话可缩短；允许通话不限时长时设为 0。',
    ],
    [
      'Too short: real calls are cut. 0: a call whose end was lost holds its line until somebody hangs it up in [[calls]].',
      '过短：正常通话被切断。设为 0：结束信令丢失的通话会一直占线，直到有人在[[calls]]中挂断。',
    ],
  ),
} as const
