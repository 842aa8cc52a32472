import { expect, it, vi } from 'vitest'
import { config } from 'zod'

it('makes and uses schemas without compiling text to code', async () => {
  const compile = vi.fn()
  vi.stubGlobal('Function', compile)
  try {
    const { errorResponseSchema } = await import('./error.ts')
    expect(errorResponseSchema.safeParse({ error: { code: 'INTERNAL', message: '', requestId: '' } }).success).toBe(true)
    expect(compile).not.toHaveBeenCalled()
  } finally {
    vi.unstubAllGlobals()
  }
})

it.each(['access', 'error', 'identity', 'login', 'session', 'stream'])('%s.ts says so by itself', async name => {
  config({ jitless: false })
  vi.resetModules()
  await import(`./${name}.ts`)
  expect(config().jitless).toBe(true)
})
