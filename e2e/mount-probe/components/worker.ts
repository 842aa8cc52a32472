import { double } from './double.ts'

/** Answers with the double; where it is asked for more, a chunk of its own brings that. */
self.onmessage = async (event: MessageEvent<number>): Promise<void> => {
  const { late } = await import('./late.ts')
  self.postMessage(`${double(event.data)} ${late()}`)
}
