import { parameterWords } from './parameter-words.ts'

/** Stages of an attempt, numbers, and what keeps gateways reachable: the second half of the list SIP parameter. */
export const sipTimerWords = {
  SS_SIP_TIMEOUT_INVITE: parameterWords(
    [
      'The first stage of an attempt: the INVITE has left and nothing at all has come back, not even 100. When the time is over the next gateway is tried and the line is given back. A gateway’s own **Invite timeout** wins; 0 there means this value.',
      '尝试的第一阶段：INVITE 已发出，没有收到任何响应，连 100 也没有。超时后尝试下一网关，并释放线路。网关自身的 **Invite 超时时间**优先，为 0 时取本值。',
    ],
    [
      'Shorten it so that a dead gateway costs callers less time; lengthen it for peers behind slow links.',
      '希望失效网关少耽误主叫时缩短；对端链路慢时延长。',
    ],
    [
      'Too short: gateways that are merely slow are passed over. Too long: callers hang up before the next gateway is tried. See also [[SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT]].',
      '过短：只是反应慢的网关被跳过。过长：还没试到下一网关主叫就挂断了。另见 [[SS_SIP_USER_AGENT_STOP_SWITCH_AFTER_INVITE_TIMEOUT]]。',
    ],
  ),
  SS_SIP_TIMEOUT_TRYING: parameterWords(
    [
      'The gateway answered 100 and then nothing more. When the time is over the attempt is cancelled and the next gateway is tried. A gateway’s own **Trying timeout** wins.',
      '网关应答 100 后再无响应。超时后取消该尝试，切换到下一网关。网关自身的 **Trying 超时时间**优先。',
    ],
    [
      'Lengthen it for carriers that search long before they ring.',
      '运营商在振铃前查找时间较长时延长。',
    ],
    [
      'Too short: calls that would have rung are switched away. Too long: callers hear silence.',
      '过短：本会振铃的呼叫被切走。过长：主叫长时间听不到声音。',
    ],
  ),
  SS_SIP_TIMEOUT_SESSION_PROGRESS: parameterWords(
    [
      'The gateway sent 183 or another 18x except 180, without SDP, and then nothing more. When the time is over the attempt is cancelled and the next gateway is tried.',
      '网关发送不含 SDP 的 183（或除 180 外的其他 18x）后再无响应。超时后取消该尝试，切换到下一网关。',
    ],
    [
      'Lengthen it for gateways that send 183 early and ring late.',
      '网关很早发 183、很晚才振铃时延长。',
    ],
    [
      'Too short: calls on their way are switched away. Set it per gateway when only one of them is slow.',
      '过短：正在接续的呼叫被切走。只有个别网关慢时，请在该网关上单独设置。',
    ],
  ),
  SS_SIP_TIMEOUT_SESSION_PROGRESS_SDP: parameterWords(
    [
      'The gateway sent 183 with SDP: the caller hears tones or an announcement. When the time is over the attempt ends. With [[SS_SIP_STOP_SWITCH_AFTER_SDP]] On no other gateway is tried then.',
      '网关发送含 SDP 的 183，主叫可听到回铃音或提示音。超时后该尝试结束；[[SS_SIP_STOP_SWITCH_AFTER_SDP]] 为 On 时不再尝试其他网关。',
    ],
    ['Lengthen it when announcements before the answer are long.', '接通前的提示音较长时延长。'],
    [
      'Too short: callers are cut off while they listen. Too long: calls that nobody answers hold a line.',
      '过短：主叫正在听提示音就被切断。过长：无人应答的呼叫长时间占线。',
    ],
  ),
  SS_SIP_TIMEOUT_RINGING: parameterWords(
    [
      'The gateway sent 180 and no final response followed. When the time is over the attempt ends with “ringing timeout”; whether another gateway is tried is decided by [[SS_GATEWAY_SWITCH_UNTIL_CONNECT]] and the gateway’s **Switch after ringing**.',
      '网关发送 180 后没有最终响应。超时后该尝试以“振铃超时”结束；是否尝试其他网关由 [[SS_GATEWAY_SWITCH_UNTIL_CONNECT]] 和网关的**振铃后切换**决定。',
    ],
    [
      'Shorten it to give lines back sooner when nobody answers; lengthen it where a mailbox picks up late.',
      '希望无人应答时尽快释放线路则缩短；语音信箱接听较晚时延长。',
    ],
    [
      'Too short: callees have no time to answer and the answer rate falls. A ringing call holds a line of the gateway.',
      '过短：被叫来不及接听，应答率下降。振铃中的呼叫占用网关线路。',
    ],
  ),
  SS_SIP_RESEND_INTERVAL: parameterWords(
    [
      'Over UDP a request is sent again after each wait of the list until an answer comes; final responses to INVITE likewise until ACK. When the list is used up the transaction has timed out. Over TCP and TLS nothing is sent again. New transactions follow a change, those under way keep their list.',
      '在 UDP 上，请求按列表中的间隔重发，直到收到应答；INVITE 的最终响应同样重发，直到收到 ACK。列表用尽即事务超时。TCP 和 TLS 上不重发。修改对新事务生效，进行中的事务保持原列表。',
    ],
    [
      'Hardly ever. Shorter first waits help on lines that lose packets; fewer entries give up sooner.',
      '一般不需要修改。丢包线路上可缩短前几个间隔；减少个数可更早放弃。',
    ],
    [
      'Waits shorter than the way there and back send everything twice. The sum of the list is the longest wait for an answer; [[SS_SIP_TIMEOUT_INVITE]] usually ends an INVITE before that.',
      '间隔短于往返时间会使所有消息都发两次。列表之和是等待应答的最长时间；INVITE 通常先被 [[SS_SIP_TIMEOUT_INVITE]] 结束。',
    ],
  ),
  SS_SIP_STOP_SWITCH_AFTER_SDP: parameterWords(
    [
      'On: a gateway that has answered with SDP keeps the call; when it fails afterwards the caller gets that failure. A gateway’s own **Switch after SDP** wins.',
      'On：网关的响应带有 SDP 后，呼叫不再切换；之后失败则把该失败告知主叫。网关自身的**收到 SDP 后切换**优先。',
    ],
    [
      'Off when carriers send SDP early and fail often, and a second try is worth more than a clean tone.',
      '运营商过早发送 SDP 且失败率高，宁可再试一次时设为 Off。',
    ],
    [
      'Off: the caller may hear the tone of one gateway and then that of another; some phones do not follow a second description before the answer.',
      'Off：主叫可能先听到一个网关的回铃音，又听到另一个的；有的话机在接通前不接受第二份媒体描述。',
    ],
  ),
  SS_SIP_ROUTING_GATEWAY_INVITE_USE_CONTACT: parameterWords(
    [
      'On: the outgoing INVITE has the rewritten number in the Request-URI and the number as dialled in To. Off: both have the rewritten number.',
      'On：呼出 INVITE 的请求行使用改写后的号码，To 使用原拨号码。Off：两者都使用改写后的号码。',
    ],
    [
      'On when a gateway wants to see what the caller dialled.',
      '网关需要看到主叫原拨号码时设为 On。',
    ],
    [
      'A gateway that routes by To gets the number without the prefix that a dial plan adds. Try it with one call and look at it in [[debugTrace]].',
      '按 To 选路的网关得不到拨号规则添加的前缀。请先试一个呼叫，并在[[debugTrace]]中查看。',
    ],
  ),
  SS_SIP_E164_DISPLAY_FROM: parameterWords(
    [
      'Decides the display name in the From of calls to gateways whose **Display name** is checked. A gateway where it is unchecked gets none, whatever this says.',
      '决定发往勾选了**显示名称**的网关的呼叫在 From 中的显示名。未勾选的网关一律不携带。',
    ],
    [
      '`Caller` when phones of the called side show only the display name; `Passthrough` when names of your customers may be seen outside.',
      '被叫话机只显示显示名时用 `Caller`；允许外部看到客户名称时用 `Passthrough`。',
    ],
    [
      '`Passthrough` carries whatever the caller’s equipment writes, also names that are not meant for others.',
      '`Passthrough` 会带出主叫设备写入的任何内容，包括不该外传的名称。',
    ],
  ),
  SS_SIP_OPTIONS_CHECK_PERIOD: parameterWords(
    [
      'Each gateway with **Options online check** gets an OPTIONS this often. Any final response but 408 and 503 means that it is there. Without one, after at most ten seconds, it takes no calls and the alarm “Gateway offline” begins; the next answer ends both. A change takes effect at once.',
      '对每个启用**Options 在线检测**的网关按此周期发送 OPTIONS。除 408 和 503 外的任何最终响应都表示在线。最多十秒没有响应即不再送入呼叫，并产生“网关离线”告警；下一次应答即恢复。修改立即生效。',
    ],
    [
      'Shorten it so that a dead gateway is found before callers find it; lengthen it with thousands of gateways.',
      '希望在主叫之前发现失效网关则缩短；网关数以千计时延长。',
    ],
    [
      'Too short: needless traffic, and one lost exchange on a bad line takes the gateway out. Too long: calls go to a dead gateway and wait for [[SS_SIP_TIMEOUT_INVITE]].',
      '过短：产生无谓流量，线路差时一次丢失就使网关停用。过长：呼叫被送往失效网关，白等 [[SS_SIP_TIMEOUT_INVITE]]。',
    ],
  ),
  SS_SIP_NAT_KEEP_ALIVE_MESSAGE: parameterWords(
    [
      'Sent as a plain UDP datagram to every gateway of type Dynamic that registered over UDP from behind a NAT, once per [[SS_SIP_NAT_KEEP_ALIVE_PERIOD]]. Empty: nothing is sent.',
      '按 [[SS_SIP_NAT_KEEP_ALIVE_PERIOD]] 的周期，以普通 UDP 报文发给每个位于 NAT 之后、经 UDP 注册的“动态”类型网关。为空则不发送。',
    ],
    [
      'When a gateway writes this text into its log as a fault, or wants another one.',
      '网关把该内容当作错误记录，或要求其他内容时修改。',
    ],
    [
      'Empty: the NAT forgets the address and calls to the gateway get no answer until it registers again.',
      '为空：NAT 丢失地址映射，在网关重新注册之前，发往它的呼叫没有应答。',
    ],
  ),
  SS_SIP_NAT_KEEP_ALIVE_PERIOD: parameterWords(
    [
      'How often each such gateway gets the keep-alive datagram; the gateways are spread over the period.',
      '每个此类网关收到保活报文的周期；各网关在周期内分散发送。',
    ],
    [
      'Many NATs forget an unused UDP address after 30 to 60 seconds: stay below what yours does.',
      '许多 NAT 在 30 至 60 秒后丢弃空闲的 UDP 映射：取值应小于实际时间。',
    ],
    [
      'Too long: calls to the gateway fail now and then, most often at quiet hours.',
      '过长：发往该网关的呼叫时有失败，多发生在话务清淡时。',
    ],
  ),
  SS_SIP_AUTHENTICATION_CODE: parameterWords(
    [
      'An INVITE from a mapping gateway with **Authentication** by password is answered with this code and a digest challenge; the second INVITE with the right answer is the call.',
      '**SIP 呼叫认证方式**为密码的对接网关发来 INVITE 时，以此响应码质询；带正确应答的第二个 INVITE 才成为呼叫。',
    ],
    ['When a customer’s equipment answers only one of the two.', '客户设备只支持其中一种时修改。'],
    [
      'With the wrong one a customer’s calls end with the challenge: in [[debugTrace]] the INVITE comes once and never again with an answer.',
      '取错时客户的呼叫止于质询：在[[debugTrace]]中只见一次 INVITE，没有带应答的第二次。',
    ],
  ),
} as const
