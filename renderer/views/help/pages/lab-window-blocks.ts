import { heading, list, note, paragraph, steps } from '../help-page.ts'

/** Lab. */
export const labWindowBlocks = {
  lab: [
    paragraph(
      'Gateways and callers that exist on this machine alone and speak real SIP with the engine: to learn, to try a setting, to reproduce a problem without carriers.',
      '只存在于本机、与引擎使用真实 SIP 通信的网关和呼叫方：用于学习、试验设置、在没有运营商时重现问题。',
    ),
    heading('Sample data', '示例数据'),
    paragraph(
      '**Load the sample** adds six routing gateways, one for each deployment profile, two mapping gateways, and peers that place and take calls. **Remove the sample** takes all of it away again; call records stay.',
      '**加载示例**会添加六个落地网关（每种部署方案一个）、两个对接网关，以及拨打和接听的模拟对端。**移除示例**会全部撤除，话单保留。',
    ),
    heading('Simulated gateways', '模拟网关'),
    list(
      [
        '**Channels** are its true limit: a call beyond them gets 503 and counts as “refused when full”. An engine that keeps to the line limit never causes one.',
        '**通道数**是其真实上限：超出的呼叫得到 503，计为“满载拒绝”。遵守线路上限的引擎绝不会造成这种情况。',
      ],
      [
        'Answer ratio, ring and talk time, failures by weight, Retry-After, silence, packet loss and delay can be set; they hold for calls from then on.',
        '可设置应答比例、振铃和通话时长、按权重的失败、Retry-After、静默、丢包和时延；对之后的呼叫有效。',
      ],
    ),
    heading('Call generators', '呼叫发生器'),
    paragraph(
      'A call generator places calls on the side of a mapping gateway: at a constant rate, a ramp, bursts or a sine, up to a number of calls in all and at once. **Stop** hangs up what it has.',
      '呼叫发生器以对接网关一侧发起呼叫：恒定、爬升、突发或正弦速率，并限制总数和并发。**停止**会挂断其全部呼叫。',
    ),
    heading('Scenarios', '场景'),
    paragraph(
      'A scenario sets up nodes and peers of its own, goes through its steps and checks its expectations; your gateways are not touched. With the fast clock hours take seconds, and the result is marked as simulated: it proves what is sent when, not what a machine can carry. Own scenarios are JSON documents.',
      '场景自建节点和对端，逐步执行并检查预期，不影响您的网关。使用快速时钟时数小时只需数秒，结果标明“模拟”：它证明何时发送什么，而不是机器的承载能力。自定义场景为 JSON 文档。',
    ),
    note('On the command line: `trunkline lab`.', '命令行：`trunkline lab`。'),
  ],
  planner: [
    paragraph(
      'Which value of [[SS_SIP_PUBLISH_EXPIRE]] keeps gateways under their line limits with the least PUBLISH? Every value and mode is simulated with the engine’s own code on virtual time; nothing is sent.',
      '[[SS_SIP_PUBLISH_EXPIRE]] 取何值，才能以最少的 PUBLISH 把网关控制在上限之内？用引擎自身的代码在虚拟时间上模拟每个取值和方式，不发送任何消息。',
    ),
    steps(
      [
        'Fill in the system: nodes, gateways, line limit, calls per second, talk time, delay and loss between nodes. **Take from this system** fills in what is in force here.',
        '填写系统：节点数、网关数、线路上限、每秒呼叫数、通话时长、节点间时延和丢包。**取自本系统**填入当前值。',
      ],
      [
        'Say what can be borne: over-assigned calls in per cent, PUBLISH per node. **Run**; it can be stopped.',
        '说明可承受的范围：超分配呼叫的百分比、每节点 PUBLISH。点击**运行**，可随时停止。',
      ],
      [
        'Read chart, table and recommendation. **Set SS_SIP_PUBLISH_EXPIRE** sets the value after a question; it can be undone.',
        '查看图表、表格和建议。可在确认后直接设置 SS_SIP_PUBLISH_EXPIRE，并可撤销。',
      ],
    ),
    list(
      [
        '**Over-assigned**: calls given to a gateway that had no free line, counted over all nodes.',
        '**超分配**：送给已无空闲线路的网关的呼叫，按所有节点合计。',
      ],
      [
        '**Refused though free**: no gateway seemed free, and one was.',
        '**有空闲却被拒绝**：看似没有空闲网关，其实有。',
      ],
      [
        '± is how far the true figure may be from the simulated one.',
        '± 为真实值可能偏离模拟值的范围。',
      ],
      [
        'The same seed gives the same result. The last 20 plans are kept until the engine stops.',
        '相同的种子得到相同的结果。引擎停止前保留最近 20 个方案。',
      ],
    ),
    note(
      'With several nodes near their limits, `threshold` can be worse than `refresh only`: peaks are published, and what follows is not. On the command line: `trunkline plan`.',
      '多个节点接近上限时，`threshold` 可能不如 `refresh only`：峰值会发布，其后的变化不会。命令行：`trunkline plan`。',
    ),
  ],
} as const
