import { networkName } from './node-paths.ts'

/**
 * What `iptables-restore --noflush` must read to remove the cluster's chains, and every rule that leads to them, from
 * what `iptables-save` printed; undefined when there is nothing to remove. Ours are KUBE-* (kube-proxy), LATCHKEY-*, and
 * those CNI-* chains that belong to our network: other CNI networks of the machine keep theirs.
 */
export function iptablesRemovals(saved: string): string | undefined {
  const tables = saved.split(/^(?=\*)/m).filter(table => table.startsWith('*'))
  const removals = tables.flatMap(table => tableRemovals(table.split('\n')))
  return removals.length === 0 ? undefined : `${removals.join('\n')}\n`
}

function tableRemovals(lines: readonly string[]): string[] {
  const rules = lines.filter(line => line.startsWith('-A '))
  const networkChains = new Set(rules.filter(rule => rule.includes(`name: \\"${networkName}\\"`)).flatMap(target))
  const isOwn = (chain: string) => /^(KUBE|LATCHKEY)-/.test(chain) || (chain.startsWith('CNI-') && networkChains.has(chain))
  const chains = lines
    .filter(line => line.startsWith(':'))
    .map(line => line.slice(1).split(' ')[0] ?? '')
    .filter(isOwn)
  const foreignRules = rules.filter(rule => !isOwn(rule.split(' ')[1] ?? '') && target(rule).some(isOwn))
  if (chains.length === 0 && foreignRules.length === 0) return []
  return [
    lines[0] ?? '',
    // Declaring a chain empties it, so that none still leads to another.
    ...chains.map(chain => `:${chain} - [0:0]`),
    ...foreignRules.map(rule => rule.replace(/^-A/, '-D')),
    ...chains.map(chain => `-X ${chain}`),
    'COMMIT',
  ]
}

const target = (rule: string): string[] => {
  const name = / -[jg] (\S+)/.exec(rule)?.[1]
  return name === undefined ? [] : [name]
}
