import { readdirSync, readFileSync } from 'node:fs'
import { expect, it, vi } from 'vitest'

const modules = readdirSync(import.meta.dirname).filter(
  name => /^[a-z-]+\.ts$/.test(name) && /from 'zod'/.test(readFileSync(`${import.meta.dirname}/${name}`, 'utf8')),
)

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

it.each(modules.filter(name => name !== 'no-eval.ts'))('%s says so before its first schema', name => {
  expect(readFileSync(`${import.meta.dirname}/${name}`, 'utf8')).toMatch(/^import '\.\/no-eval\.ts'\n/)
})
