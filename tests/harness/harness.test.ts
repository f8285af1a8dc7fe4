import { expect, it } from 'vitest'
import { startKamailioPresence } from './kamailio.ts'
import { parseMetrics } from './metrics.ts'
import { decodeCapture, startPacketCapture } from './packet-capture.ts'
import { describeWithTools } from './required-tools.ts'
import { runSipp, startSipp } from './sipp.ts'
import { startChild } from './child.ts'

describeWithTools(['sipp', 'tcpdump', 'tshark'], 'the test harness', () => {
  it('counts the calls between two SIPp processes and sees them on the wire', async () => {
    const callee = await startSipp({ scenario: 'uas_rr.xml' })
    const capture = await startPacketCapture([callee.port])
    const caller = await runSipp({
      scenario: 'uac_b2bua.xml',
      target: `127.0.0.1:${callee.port}`,
      calls: 20,
      callsPerSecond: 100,
      holdMs: 50,
    })
    await capture.stop()
    const calleeResult = await callee.drain()
    expect(caller.code).toBe(0)
    expect(caller.statistics).toMatchObject({ created: 20, successful: 20, failed: 0 })
    expect(calleeResult.statistics.successful).toBe(20)
    const invites = decodeCapture(capture.file, ['sip.Call-ID', 'udp.dstport'], {
      filter: 'sip.Method == "INVITE"',
      sipPorts: [callee.port],
    })
    capture.remove()
    expect(new Set(invites.map((each) => each['sip.Call-ID'])).size).toBe(20)
    expect(invites[0]?.['udp.dstport']).toBe(String(callee.port))
  })

  it('reports a call that nobody answers as failed', async () => {
    const result = await runSipp({
      scenario: 'uac_b2bua.xml',
      target: '127.0.0.1:9',
      calls: 1,
      limitMs: 2000,
    })
    expect(result.code).not.toBe(0)
    expect(result.statistics.successful).toBe(0)
  })
})

describeWithTools(
  ['sipp', 'kamailio', 'kamailio presence', 'kamailio sqlite', 'sqlite3'],
  'the reference event state compositor',
  () => {
    it('passes the life of a publication', async () => {
      const kamailio = await startKamailioPresence()
      const result = await runSipp({
        scenario: 'publish_lifecycle.xml',
        target: `127.0.0.1:${kamailio.port}`,
        user: 'alice',
        calls: 1,
        limitMs: 15_000,
      })
      await kamailio.stop()
      expect(result.errors).toBe('')
      expect(result.code).toBe(0)
    })
  },
)

it('a child process that prints nothing of the kind is named with its output', async () => {
  const child = startChild(process.execPath, ['-e', 'console.log("other")'], { limitMs: 10_000 })
  await expect(child.waitForLine((line) => line === 'ready', 5000)).rejects.toThrow(/other/)
  expect((await child.ended).code).toBe(0)
})

it('metrics are found by name and label', () => {
  const metrics = parseMetrics(
    '# HELP calls x\ncalls_total{gateway="GW \\"A\\"",way="out"} 12 1700\ncalls_total{way="in"} 3\nup 1e3\n',
  )
  expect(metrics.value('calls_total', { way: 'in' })).toBe(3)
  expect(metrics.value('calls_total')).toBe(12)
  expect(metrics.value('up')).toBe(1000)
  expect(metrics.value('down')).toBeUndefined()
})

it('a process that ignores SIGTERM is ended by force, and its own children with it', async () => {
  const stubborn = 'trap "" TERM; echo ready; sleep 30 & wait'
  const child = startChild('sh', ['-c', stubborn], { limitMs: 30_000 })
  await child.waitForLine((line) => line === 'ready', 10_000)
  const startedMs = performance.now()
  expect(await child.stop(200)).toMatchObject({ signal: 'SIGKILL' })
  expect(performance.now() - startedMs).toBeLessThan(5000)
})
