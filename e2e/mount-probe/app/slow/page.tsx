import { setTimeout } from 'node:timers/promises'
import { Suspense } from 'react'
import { gate } from '../gate/gates.ts'

/** `?gate=ID`: the slow part waits for `/gate/ID`; else for 800 ms. */
export default async function Slow({ searchParams }: { searchParams: Promise<{ gate?: string }> }) {
  const { gate: id } = await searchParams
  return (
    <>
      <h1>Slow</h1>
      <Suspense fallback={<p>The slow part is on its way</p>}>
        <SlowPart id={id} />
      </Suspense>
    </>
  )
}

async function SlowPart({ id }: { id: string | undefined }) {
  await (id ? gate(id).opened : setTimeout(800))
  return <p>The slow part is here</p>
}
