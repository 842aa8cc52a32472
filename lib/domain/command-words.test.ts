import { expect, test } from 'vitest'
import { commandWords } from './command-words.ts'

test.each([
  ['sh', ['sh']],
  ['  ls   -l\t/tmp ', ['ls', '-l', '/tmp']],
  ['sh -c "a b"', ['sh', '-c', 'a b']],
  [`sh -c 'echo "$HOME" \\n'`, ['sh', '-c', 'echo "$HOME" \\n']],
  ['echo a\\ b \\"c\\"', ['echo', 'a b', '"c"']],
  ['echo "a \\"b\\" \\$c \\n"', ['echo', 'a "b" $c \\n']],
  [`echo a"b c"'d e'f`, ['echo', 'ab cd ef']],
  [`echo "" ''`, ['echo', '', '']],
  [`it\\'s "it's"`, ["it's", "it's"]],
  ['', []],
  ['   ', []],
])('%s', (text, words) => {
  expect(commandWords(text)).toEqual({ words, isOpen: false })
})

test.each(['sh -c "a b', "sh -c 'a", 'sh \\', 'echo "a \\'])('%s is not at its end', text => {
  expect(commandWords(text).isOpen).toBe(true)
})
