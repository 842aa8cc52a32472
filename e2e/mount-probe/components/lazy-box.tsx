'use client'

export function LazyBox() {
  return <p>The lazy box</p>
}
