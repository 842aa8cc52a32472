import { describe, expect, it } from 'vitest'
import { lastWords, run } from './run.ts'

describe('run', () => {
  it('gives what the command printed, and the command what it was handed', async () => {
    expect(await run('cat', ['-'], { input: 'hello' })).toBe('hello')
  })

  it('tells the exit code and the end of stderr of a command that fails', async () => {
    await expect(run('sh', ['-c', 'echo the disk is full >&2; exit 7'])).rejects.toThrow(/sh -c ended with code 7: the disk is full/)
  })

  it('rejects a command that does not exist', async () => {
    await expect(run('/nowhere/tool', [])).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('ends the command when aborted, and rejects with the reason only once it is gone', async () => {
    const stopper = new AbortController()
    const reason = new Error('interrupted')
    const running = run('sh', ['-c', 'exec sleep 600'], { signal: stopper.signal })
    stopper.abort(reason)
    await expect(running).rejects.toBe(reason)
    await expect(run('sh', ['-c', 'exit 0'], { signal: stopper.signal })).rejects.toBe(reason)
  })
})

describe('lastWords', () => {
  it('is the message of an uncaught error, without its stack and what Node says after it', () => {
    const stderr =
      'Building…\n/x/main.js:7\n  let error = new Error(text)\n\nError: Build failed:\nserver.ts: no such module\n    at run (x.js:1:1)\n\nNode.js v24.1.0\n'
    expect(lastWords(stderr)).toBe('Error: Build failed:\n    server.ts: no such module')
  })

  it('is the end of what was said where nothing was thrown', () => {
    expect(lastWords('one\ntwo\n')).toBe('one\n    two')
    expect(lastWords('')).toBe('(nothing on stderr)')
  })
})
