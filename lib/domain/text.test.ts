import { describe, expect, test } from 'vitest'
import { languageOf } from './language.ts'
import { createText, textParts } from './text.ts'

const german = createText('de', { 'Sign out': 'Abmelden', '{count} kind': '{count} Art', '{count} kinds': '{count} Arten', '{a} of {b}': 'von {b} {a}' })
const english = createText('en', {})

describe('a text', () => {
  test('is in the language, with its values in the order of that language', () => {
    expect(german('Sign out')).toBe('Abmelden')
    expect(german('{a} of {b}', { a: 1234, b: 'x' })).toBe('von x 1.234')
    expect(english('{a} of {b}', { a: 1234, b: 'x' })).toBe('1,234 of x')
  })

  test('has its form by the number', () => {
    expect([0, 1, 2].map(count => german.count(count, '{count} kind', '{count} kinds'))).toEqual(['0 Arten', '1 Art', '2 Arten'])
  })

  test('that no catalogue has stays English, and what the server said stays as it said it', () => {
    expect(german('Nothing {here}', { here: 'x' })).toBe('Nothing x')
    expect(german.said('pods "{x}" not found')).toBe('pods "{x}" not found')
    expect(german.said('Sign out')).toBe('Abmelden')
  })

  test('is cut at what is more than text', () => {
    expect(textParts('You are {user}.')).toEqual([{ words: 'You are ' }, { value: 'user' }, { words: '.' }])
  })
})

test.each([
  ['de-AT,de;q=0.9,en;q=0.5', 'de'],
  ['en;q=0.5, de;q=0.9', 'de'],
  ['fr, it', 'en'],
  ['fr, de;q=0.1', 'de'],
  ['de;q=0', 'en'],
  ['', 'en'],
  [undefined, 'en'],
])('%s asks for %s', (header, language) => expect(languageOf(header)).toBe(language))
