import { describe, expect, it } from 'vitest'
import { type MachineFacts, requireProvider } from './provider.ts'

const facts = (over: Partial<MachineFacts>): MachineFacts => ({ dockerAnswers: false, kindInstalled: false, platform: 'linux', isRoot: false, ...over })

describe('requireProvider', () => {
  it.each([
    ['kind where Docker answers and kind is there', facts({ dockerAnswers: true, kindInstalled: true }), 'kind'],
    ['kind for root too', facts({ dockerAnswers: true, kindInstalled: true, isRoot: true }), 'kind'],
    ['kind on macOS', facts({ dockerAnswers: true, kindInstalled: true, platform: 'darwin' }), 'kind'],
    ['one node where Docker is installed but its engine is not running', facts({ kindInstalled: true, isRoot: true }), 'one-node'],
    ['one node where Docker answers but kind is missing', facts({ dockerAnswers: true, isRoot: true }), 'one-node'],
    ['one node on a plain Linux box', facts({ isRoot: true }), 'one-node'],
  ] as const)('takes %s', (_, machine, expected) => expect(requireProvider(machine)).toBe(expected))

  it.each([
    ['an unprivileged Linux user without Docker', facts({}), /no Docker engine answers.*not root.*Start Docker and install kind.*run this as root/],
    ['an unprivileged Linux user without kind', facts({ dockerAnswers: true }), /kind is not installed.*Install kind.*run this as root/],
    ['macOS without Docker, where root would not help', facts({ platform: 'darwin', isRoot: true }), /^(?!.*root).*no Docker engine answers.*install kind/],
  ] as const)('tells %s what to install', (_, machine, message) => expect(() => requireProvider(machine)).toThrow(message))
})
