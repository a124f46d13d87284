import { Fragment } from "react";

/** A sentence of an analysis: `**…**` stands out, and a source's number in brackets leads to it. */
export function Cited({ sentence }: { sentence: string }) {
  const parts = sentence.split(/(\*\*[^*]+\*\*|(?:\[\d+\])+)/);
  return parts.map((part, index) => <Fragment key={`${index} ${part}`}>{partOf(part)}</Fragment>);
}

/** The numbers of sources, each leading to its own. */
export function Cites({ cites }: { cites: readonly number[] }) {
  return (
    <sup className="cite">
      {cites.map((number, index) => (
        <Fragment key={number}>
          {index > 0 && ", "}
          <a href={`#source-${number}`}>{number}</a>
        </Fragment>
      ))}
    </sup>
  );
}

function partOf(part: string) {
  if (part.startsWith("**")) return <b className="b t">{part.slice(2, -2)}</b>;
  if (!part.startsWith("[")) return part;
  return <Cites cites={[...part.matchAll(/\d+/g)].map(([number]) => Number(number))} />;
}
