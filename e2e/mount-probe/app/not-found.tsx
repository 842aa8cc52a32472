import Link from 'next/link'

export default function NotFound() {
  return (
    <>
      <h1>Not here</h1>
      <Link href="/">Back home</Link>
    </>
  )
}
