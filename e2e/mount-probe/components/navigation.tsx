'use client'
import Link from 'next/link'
import { useRouter } from 'next/navigation'

export function Navigation() {
  const router = useRouter()
  return (
    <nav>
      <Link href="/">Home</Link> <Link href="/about?from=link#part">About</Link> <Link href="/about/7?q=a%20b">About 7</Link> <Link href="/slow">Slow</Link>{' '}
      <Link href="/moved">Moved</Link> <Link href="/gone">Gone</Link>{' '}
      <Link href="//evil.test/x" prefetch={false}>
        Hostile
      </Link>
      <button type="button" onClick={() => router.push('/about?from=push#part')}>
        Push
      </button>
      <button type="button" onClick={() => router.replace('/about/8?from=replace')}>
        Replace
      </button>
      <button type="button" onClick={() => router.push('//evil.test/x')}>
        Push hostile
      </button>
      <button type="button" onClick={() => router.back()}>
        Back
      </button>
    </nav>
  )
}
