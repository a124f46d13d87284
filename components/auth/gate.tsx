import type { ReactNode } from "react";
import { Coin } from "@/components/ui/coin";

type GateProps = {
  words: { product: string; tagline: string; onThisServer: string; in: string; out: string; model: string };
  prices: { in: string; out: string; inTotal: string; outTotal: string; total: string };
  language: ReactNode;
  children: ReactNode;
};

/** The page before one is in: the form on the left, one worked price on the right. */
export function Gate({ words, prices, language, children }: GateProps) {
  return (
    <main className="gate" style={{ maxWidth: "none", padding: 0 }}>
      <div className="l">
        <span className="brand" style={{ padding: 0 }}>
          <Coin />
          {words.product}
        </span>
        {children}
        <p className="hint" style={{ display: "flex", gap: 16 }}>
          <span>{words.onThisServer}</span>
          <span style={{ flex: 1 }} />
          {language}
        </p>
      </div>
      <div className="r">
        <table className="sumline">
          <tbody>
            <tr>
              <td>{words.in}</td>
              <td className="n s">{prices.in}</td>
              <td className="n">{prices.inTotal}</td>
            </tr>
            <tr>
              <td>{words.out}</td>
              <td className="n s">{prices.out}</td>
              <td className="n">{prices.outTotal}</td>
            </tr>
          </tbody>
          <tfoot>
            <tr>
              <td>{words.model}</td>
              <td />
              <td className="n">
                <span className="dblr">{prices.total}</span>
              </td>
            </tr>
          </tfoot>
        </table>
        <p className="note" style={{ marginTop: 26, maxWidth: 440 }}>
          {words.tagline}
        </p>
      </div>
    </main>
  );
}
