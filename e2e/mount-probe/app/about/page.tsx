export default function About() {
  return (
    <>
      <h1>About</h1>
      <h2 id="part">Part of about</h2>
    </>
  )
}
