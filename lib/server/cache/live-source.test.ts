import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type FakeLists, startFakeLists } from '../testing/fake-lists.ts'
import { listQuery, userSession, usersOver } from '../testing/store-kit.ts'
import { createLiveSource } from './live-source.ts'
import type { SeenChange } from './pending-changes.ts'

let fake: FakeLists
let changes: SeenChange[]
let source: ReturnType<typeof createLiveSource>
const gone = new AbortController()

beforeEach(async () => {
  fake = await startFakeLists()
  fake.put('shop', 'first')
  changes = []
})
afterEach(async () => {
  source.stop()
  await fake.close()
})

async function begin(patience: { openingMs: number; silentMs: number }): Promise<void> {
  const ears = { changed: (change: SeenChange) => void changes.push(change), lost: () => undefined, failed: () => undefined }
  source = createLiveSource(usersOver(fake), userSession('alice'), listQuery(), 'shop', ears, patience)
  for await (const rows of source.snapshot(gone.signal).rows) expect(rows).toHaveLength(1)
}

test('a watch that is not answered, and one on which nothing comes, is opened again from where it was', async () => {
  fake.delayMs = () => (fake.count('watch') === 1 ? 60_000 : 0)
  await begin({ openingMs: 200, silentMs: 60_000 })
  await vi.waitFor(() => expect(fake.watches.size).toBe(1), { timeout: 5_000 })
  expect(fake.count('watch')).toBe(2)
  expect(source.staleMs()).toBe(0)
  fake.put('shop', 'second')
  await vi.waitFor(() => expect(changes.map(({ key }) => key)).toEqual(['shop/second']))
})

test('a watch on which nothing comes for too long is opened again, and one that has bookmarks is not', async () => {
  await begin({ openingMs: 5_000, silentMs: 400 })
  const bookmarks = setInterval(fake.bookmark, 100)
  await new Promise(resolve => setTimeout(resolve, 1_200))
  expect(fake.count('watch')).toBe(1)
  clearInterval(bookmarks)
  await vi.waitFor(() => expect(fake.count('watch')).toBe(2), { timeout: 5_000 })
})
