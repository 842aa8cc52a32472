import { expect, test } from 'vitest'
import { type LogLine, logText, matchingLines, mergeLines, readLine, splitLog } from './log-lines.ts'

const source = { pod: 'web-1', container: 'app' }
const line = (time: string, text = time, pod = 'web-1'): LogLine => ({ source: { pod, container: 'app' }, time, text })

test('lines come whole, however the text is cut', () => {
  const first = splitLog(source, '2026-11-29T10:00:00.1Z one\n2026-11-29T10:00:01.123456789Z tw')
  expect(first.lines).toEqual([{ source, time: '2026-11-29T10:00:00.1Z', text: 'one' }])
  expect(splitLog(source, `${first.rest}o words \n\n`).lines).toEqual([
    { source, time: '2026-11-29T10:00:01.123456789Z', text: 'two words ' },
    { source, time: '', text: '' },
  ])
})

test('escapes of terminals are left out, and what is no timestamp is text', () => {
  expect(readLine(source, '2026-11-29T10:00:00Z \u001b[1;31mred\u001b[0m and \u001b]0;title\u0007plain\r').text).toBe('red and plain')
  expect(readLine(source, 'level=info 2026-11-29T10:00:00Z').time).toBe('')
})

test('lines of several pods stand by time, those of one in their order, and the oldest go first', () => {
  const merged = mergeLines([line('1'), line('3')], [line('2', 'b', 'web-2'), line('4', 'c', 'web-2')], 10)
  expect(merged.map(({ time }) => time)).toEqual(['1', '2', '3', '4'])
  expect(mergeLines([line('1', 'a'), line('1', 'b')], [line('1', 'c')], 10).map(({ text }) => text)).toEqual(['a', 'b', 'c'])
  expect(mergeLines(merged, [line('5')], 3).map(({ time }) => time)).toEqual(['3', '4', '5'])
})

test('are found by words, and saved with what tells them apart', () => {
  const lines = [line('t1', 'GET /a'), line('t2', 'POST /b', 'web-2')]
  expect(matchingLines(lines, ' post ').map(({ text }) => text)).toEqual(['POST /b'])
  expect(logText(lines, true)).toBe('[web-1/app] t1 GET /a\n[web-2/app] t2 POST /b\n')
  expect(logText(lines.slice(0, 1), false)).toBe('t1 GET /a\n')
})
