import { expect, test } from 'vitest'
import { readTexts } from './read-texts.ts'

const of = (source: string) => {
  const { keys, bare } = readTexts('x.tsx', source)
  return { keys: keys.map(({ text }) => text), bare: bare.map(({ text }) => text) }
}

test('keys are what t, t.count and english are given', () => {
  expect(
    of("const a = t('One', { x }); t.count(n, '{count} kind', '{count} kinds'); t(b ? 'Two' : 'Three'); english('Four'); other('Five'); t.said(x)").keys,
  ).toEqual(['One', '{count} kind', '{count} kinds', 'Two', 'Three', 'Four'])
})

test('bare is what is shown past them: text, results of expressions, attributes that are read', () => {
  const source =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source text.
    "const X = () => <p title=\"Title\" className=\"px-2\">Sign out {a && 'now'} {b ? 'yes' : t('no')} {`${n} more`} <i aria-label={c ? 'Open it' : x} /></p>"
  expect(of(source).bare).toEqual(['Title', 'Sign out', 'now', 'yes', 'more', 'Open it'])
})

test('a sentence in any attribute is bare, a word in one that nobody reads is none', () => {
  expect(of('const X = () => <List empty="Nothing owns it." kind="Widget" empties={a ? "Nothing here" : "none at all"} />').bare).toEqual([
    'Nothing owns it.',
    'Nothing here',
  ])
})

test('code, names, signs and what is no text are none of it', () => {
  expect(of('const X = () => <p key="abc def">Latchkey <code>kubectl get</code> · {count} {x("Sign out")} &nbsp; – <T mode="dark mode" /></p>').bare).toEqual(
    [],
  )
})
