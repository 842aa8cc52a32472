import { describe, expect, it } from 'vitest'
import { DemoFailure } from './failure.ts'
import { createSteps } from './steps.ts'

function stepsWith(signal = new AbortController().signal) {
  const lines: string[] = []
  let milliseconds = 0
  const steps = createSteps(
    line => lines.push(line),
    signal,
    () => {
      milliseconds += 1500
      return milliseconds
    },
  )
  return { steps, lines }
}

describe('steps', () => {
  it('say when they start and how long they took', async () => {
    const { steps, lines } = stepsWith()
    expect(await steps.run('Kubernetes', () => Promise.resolve(7))).toBe(7)
    expect(lines).toEqual(['> Kubernetes', '  Kubernetes: done in 1.5 s'])
  })

  it('name themselves, the cause and what to do when they fail', async () => {
    const { steps } = stepsWith()
    const error = await steps.run('Kubernetes', () => Promise.reject(new Error('port 6443 is in use'))).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(DemoFailure)
    expect(String(error)).toMatch(/Kubernetes failed\.\n {2}Cause: port 6443 is in use\n {2}To do: \S/)
  })

  it('leave a failure alone that names its own step and remedy', async () => {
    const { steps } = stepsWith()
    const failure = new DemoFailure('Building tool', 'no Go', 'install Go')
    await expect(steps.run('Images', () => Promise.reject(failure))).rejects.toBe(failure)
  })

  it('do not start after an abort, except those that clean up', async () => {
    const reason = new Error('interrupted')
    const { steps, lines } = stepsWith(AbortSignal.abort(reason))
    await expect(steps.run('Kubernetes', () => Promise.resolve())).rejects.toBe(reason)
    expect(lines).toEqual([])
    expect(await steps.end('Removing the cluster', () => Promise.resolve('gone'))).toBe('gone')
  })

  it('reject with the reason of the abort that cut them short, not with its consequence', async () => {
    const stopper = new AbortController()
    const { steps } = stepsWith(stopper.signal)
    const reason = new Error('interrupted')
    const cutShort = steps.run('Kubernetes', () => {
      stopper.abort(reason)
      return Promise.reject(new Error('ended with SIGINT'))
    })
    await expect(cutShort).rejects.toBe(reason)
  })
})
