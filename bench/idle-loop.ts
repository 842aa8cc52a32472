import { monitorEventLoopDelay } from 'node:perf_hooks'

// A process that does nothing but look at its event loop, every 10 ms as the server's metrics do: asked, it tells the longest stall, milliseconds.
const lookedAtMs = 10
const loop = monitorEventLoopDelay({ resolution: lookedAtMs })
loop.enable()
process.on('message', () => {
  process.send?.(Math.max(0, loop.max / 1e6 - lookedAtMs))
  loop.reset()
})
