import type { KubeObject } from '#contract/kubernetes.ts'
import { applyConflicts, type OwnedField, ownedFields, sameOwned } from '#domain/apply-conflicts.ts'
import { asRecord } from '#domain/conditions.ts'
import { sameEditablePart } from '#domain/edit-rules.ts'
import { isAppError } from '#domain/failure.ts'
import { parseWarnings, planApply, planWrite, type WritePlan } from '#domain/write-plan.ts'
import { readExact, sendExact } from './exact-kube.ts'

/** How an edit is stored: whole, as a patch of what changed, or applied as a field manager. */
export type WriteBy = { by: 'update' | 'patch' } | { by: 'apply'; manager: string }
/** `agreed`: fields of others that may be taken over, each as it was shown. */
export type Edit = { path: string; base: KubeObject; edited: KubeObject; dryRun: boolean; write: WriteBy; agreed: readonly OwnedField[] }

/** `from`: what it was put on. `owned`: nothing was stored, as others own these; `changed`: as others changed what was edited. */
export type Sent =
  | { is: 'taken'; object: KubeObject; warnings: string[]; from: KubeObject }
  | { is: 'owned'; fields: OwnedField[] }
  | { is: 'changed'; theirs: KubeObject }

export type Cluster = {
  read: (path: string) => Promise<KubeObject>
  write: (path: string, plan: WritePlan, dryRun: boolean) => Promise<{ object: KubeObject; warnings: string[] }>
}

const mostTries = 5

/** Sends an edit. Where others changed nothing but status and bookkeeping meanwhile it is put on top of that. Throws AppError for other refusals. */
export function sendEdit(edit: Edit, cluster: Cluster = ownCluster): Promise<Sent> {
  return edit.write.by === 'apply' ? sendApply(edit, edit.write.manager, cluster) : sendWrite(edit, edit.write.by, cluster)
}

async function sendWrite({ path, base, edited, dryRun }: Edit, by: 'update' | 'patch', cluster: Cluster): Promise<Sent> {
  const put = async (from: KubeObject): Promise<Sent> => ({ is: 'taken', ...(await cluster.write(path, planWrite(by, from, edited), dryRun)), from })
  try {
    return await put(base)
  } catch (thrown) {
    if (!isConflict(thrown)) throw thrown
    const theirs = await cluster.read(path)
    return sameEditablePart(base, theirs) ? put(theirs) : { is: 'changed', theirs }
  }
}

/** Takes over what was agreed to, and nothing that others came to own or to change since: what is forced names the version that was looked at. */
async function sendApply({ path, base, edited, dryRun, agreed }: Edit, manager: string, cluster: Cluster): Promise<Sent> {
  const apply = async (as: { force: boolean; resourceVersion?: string | undefined }, isTrial: boolean): Promise<Sent> => {
    return { is: 'taken', ...(await cluster.write(path, planApply(edited, { manager, ...as }), isTrial)), from: base }
  }
  const applyUnforced = async (isTrial: boolean, readTheirs: () => Promise<KubeObject>): Promise<Sent> => {
    try {
      return await apply({ force: false }, isTrial)
    } catch (thrown) {
      const owned = isConflict(thrown) ? applyConflicts(asRecord(thrown.details?.['details'])?.['causes']) : []
      if (owned.length === 0) throw thrown
      return { is: 'owned', fields: ownedFields(owned, await readTheirs(), edited) }
    }
  }
  if (agreed.length === 0) return applyUnforced(dryRun, () => cluster.read(path))
  for (let tried = 1; ; tried += 1) {
    const theirs = await cluster.read(path)
    const trial = await applyUnforced(true, async () => theirs)
    const owned = trial.is === 'owned' ? trial.fields : []
    if (owned.some(field => !agreed.some(each => sameOwned(each, field)))) return trial
    try {
      return await apply({ force: owned.length > 0, resourceVersion: theirs.metadata.resourceVersion }, dryRun)
    } catch (thrown) {
      if (!isConflict(thrown) || tried === mostTries) throw thrown
    }
  }
}

function isConflict(thrown: unknown): thrown is Error & { details?: Record<string, unknown> } {
  return isAppError(thrown) && thrown.code === 'CONFLICT'
}

const ownCluster: Cluster = {
  read: async path => readExact<KubeObject>(await sendExact(path, {})),
  async write(path, plan, dryRun) {
    const response = await sendExact(path, { ...plan, dryRun })
    return { object: await readExact<KubeObject>(response), warnings: parseWarnings(response.headers.get('warning')) }
  },
}
