type Segment = { key: string; label: string; href: string; isCurrent: boolean };

/** One of a few, as links: the choice is in the address, and works without JavaScript. */
export function Segments({ label, choices }: { label: string; choices: Segment[] }) {
  return (
    <nav className="seg" aria-label={label}>
      {choices.map(({ key, label: name, href, isCurrent }) => (
        <a key={key} href={href} aria-current={isCurrent ? "true" : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}
