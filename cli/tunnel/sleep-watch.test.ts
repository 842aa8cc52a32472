import { expect, test } from 'vitest'
import { fakeClocks } from '../testing/fake-clocks.ts'
import { watchSleep } from './sleep-watch.ts'

function watched() {
  const clocks = fakeClocks()
  let woken = 0
  const watch = watchSleep(() => {
    woken += 1
  }, clocks)
  return { clocks, watch, woken: () => woken }
}

test('ticks that come in time, and late ones of a busy process, are no sleep', () => {
  const { clocks, woken } = watched()
  for (const milliseconds of [2000, 2100, 9_000]) {
    clocks.pass(milliseconds)
    clocks.tick()
  }
  clocks.sleep(-3_600_000)
  clocks.tick()
  expect(woken()).toBe(0)
})

test('a computer that slept and a process that was suspended have woken, once', () => {
  const { clocks, woken } = watched()
  clocks.sleep(3_600_000)
  clocks.tick()
  clocks.tick()
  expect(woken()).toBe(1)
  clocks.pass(11_000)
  clocks.tick()
  expect(woken()).toBe(2)
})

test('a clock that was set back meanwhile hides nothing from the other', () => {
  const { clocks, woken } = watched()
  clocks.pass(60_000)
  clocks.sleep(-120_000)
  clocks.tick()
  expect(woken()).toBe(1)
})

test('who looks before the tick comes notices, and the tick does not again', () => {
  const { clocks, watch, woken } = watched()
  clocks.sleep(60_000)
  watch.check()
  clocks.tick()
  expect(woken()).toBe(1)
  watch.stop()
  expect(clocks.callbacks()).toBe(0)
})
