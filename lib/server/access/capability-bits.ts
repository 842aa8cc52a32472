import type { AccessQuestion } from '#contract/access.ts'
import { type CatalogueEntry, capabilityVerbs, type VerbBits } from './catalogue.ts'

export type AskAllowed = (question: AccessQuestion) => Promise<boolean>

/**
 * Which verbs are held cluster-wide, asking as few questions as it can: everything at once, then each verb on everything,
 * then each group (whole, then by verb), and only then single resources. A yes above settles all below it; a no settles nothing.
 */
export async function askVerbBits(entries: readonly CatalogueEntry[], ask: AskAllowed): Promise<VerbBits> {
  if (await ask({ verb: '*', group: '*', resource: '*' })) return new Map(entries.map(({ key, servedBits }) => [key, servedBits]))
  const everywhere = await askVerbs(ask, { group: '*', resource: '*' }, 0)
  const held = new Map<string, number>()
  const byGroup = Map.groupBy(entries, ({ group }) => group)
  await Promise.all(
    [...byGroup].map(async ([group, inGroup]) => {
      const wanted = inGroup.reduce((bits, { servedBits }) => bits | servedBits, 0)
      const whole = inGroup.length > 1 ? await askGroup(ask, group, everywhere, wanted) : everywhere
      await Promise.all(inGroup.map(async entry => void held.set(entry.key, await askResource(ask, entry, whole))))
    }),
  )
  return held
}

async function askGroup(ask: AskAllowed, group: string, known: number, wanted: number): Promise<number> {
  if ((wanted & ~known) === 0) return known
  if (await ask({ verb: '*', group, resource: '*' })) return known | wanted
  return askVerbs(ask, { group, resource: '*' }, known, wanted)
}

async function askResource(ask: AskAllowed, { group, resource, subresource, servedBits }: CatalogueEntry, known: number): Promise<number> {
  const what = { group, resource, ...(subresource === '' ? {} : { subresource }) }
  return (await askVerbs(ask, what, known, servedBits)) & servedBits
}

/** `known` and those of `wanted` that are held too. */
async function askVerbs(ask: AskAllowed, what: Omit<AccessQuestion, 'verb'>, known: number, wanted = (1 << capabilityVerbs.length) - 1): Promise<number> {
  const answers = await Promise.all(
    capabilityVerbs.map(async (verb, index) => {
      const bit = 1 << index
      return wanted & ~known & bit && (await ask({ ...what, verb })) ? bit : 0
    }),
  )
  return answers.reduce<number>((bits, bit) => bits | bit, known)
}
