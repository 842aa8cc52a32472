import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { KindSchema } from '#domain/form/schema-document.ts'
import type { JudgedRule } from '#domain/form/schema-rules.ts'

const none: readonly JudgedRule[] = []

/** What the rules of a schema say of an object; nothing until what evaluates them is loaded. `before`: the object as the cluster has it, null for a new one. */
export function useJudgedRules(schema: KindSchema | undefined, object: unknown, before: unknown): readonly JudgedRule[] {
  const hasRules = useMemo(() => schema !== undefined && JSON.stringify(schema).includes('"x-kubernetes-validations"'), [schema])
  const { data: judge } = useQuery({
    queryKey: ['judge-rules'],
    queryFn: async () => (await import('#domain/form/schema-rules.ts')).judgeRules,
    enabled: hasRules,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return useMemo(() => (judge && schema && object !== undefined ? judge(schema, object, before) : none), [judge, schema, object, before])
}
