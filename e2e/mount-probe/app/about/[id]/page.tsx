export default async function AboutOne({ params }: { params: Promise<{ id: string }> }) {
  return <h1>About {(await params).id}</h1>
}
