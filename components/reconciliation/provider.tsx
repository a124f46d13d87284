import { ActionForm } from "@/components/ui/action-form";
import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import { signature } from "@/lib/i18n/actor";
import * as format from "@/lib/i18n/format";
import { messagesOf } from "@/lib/i18n/messages";
import { parseDollars } from "@/lib/money";
import type { Compared, ComparedProvider } from "@/lib/reconciliation/sides";
import { type Atto, attoDollars, toPico } from "@/lib/savings/savings";
import { Why } from "./causes";
import type { View } from "./view";

/** A provider's bill line by line beside usage, with what each difference is made of and what was said of it. */
export function Provider({ provider, view }: { provider: ComparedProvider; view: View }) {
  const { locale, t, month, slug, mayPrice } = view;
  const { models, basis, source, unused, discount, credits } = provider;
  const name = provider.provider || t("unnamedProvider");
  const isWhole = models.length === 0 || basis === "invoice";
  const rule = { kind: "discount", percent: discount ?? "", provider: provider.provider, from: `${month}-01` };
  return (
    <section>
      <div className="sh">
        <h2>{name}</h2>
        <span className="m">{[t(`bases.${basis}`), source && t("source", { source })].filter(Boolean).join(", ")}</span>
      </div>
      {discount !== null && (
        <p className="notice" style={{ marginBottom: 12 }}>
          {t("propose", { percent: format.percent(discount, locale), provider: name })}{" "}
          {mayPrice && <a href={`/w/${slug}/settings/prices?${new URLSearchParams(rule)}#add`}>{t("makeRule")}</a>}
        </p>
      )}
      <Scroller label={name}>
        <table aria-label={name}>
          <TableHead
            columns={[
              t("model"),
              ...[t("billed"), t("derived"), t("difference")].map((title) => ({ title, className: "n" })),
              { title: t("state"), className: "hp" },
              { title: t("cause"), className: "hp" },
            ]}
          />
          <tbody>
            {models.map((model) => (
              <Row key={model.model} line={model} view={view} />
            ))}
          </tbody>
          <tfoot>
            <tr>
              <td>{t("all", { provider: name })}</td>
              <td className="n">{amount(provider.theirs, view)}</td>
              <td className="n">{amount(provider.ours, view)}</td>
              <td className="n">
                <span className="dblr">{signed(provider.difference, view)}</span>
              </td>
              <td className="hp">{t(`states.${provider.state}`)}</td>
              <td className="hp" style={{ fontWeight: 400 }}>
                {isWhole && <Why line={provider} view={view} />}
              </td>
            </tr>
          </tfoot>
        </table>
      </Scroller>
      {isWhole && <Said line={provider} view={view} />}
      {unused.map((each) => (
        <p className="note" key={each.source}>
          {t("unused", { amount: amount(each.amount, view), source: each.source ?? t("unnamedSource") })}
        </p>
      ))}
      {credits !== 0n && <p className="note">{t("credited", { amount: amount(credits, view) })}</p>}
    </section>
  );
}

function Row({ line, view }: { line: Compared; view: View }) {
  const { t, slug, hrefTo } = view;
  return (
    <tr>
      <td>
        <a href={hrefTo(`${line.provider}/${line.model}`)} title={t("detail")}>
          {line.name}
        </a>
        <Said line={line} view={view} />
      </td>
      <td className="n">{amount(line.theirs, view)}</td>
      <td className="n">
        {line.ours === null && line.unpricedTokens > 0n ? (
          <a className="unp" href={`/w/${slug}/settings/prices/unpriced`}>
            {t("unpriced")}
          </a>
        ) : (
          amount(line.ours, view)
        )}
      </td>
      <td className="n b">{signed(line.difference, view)}</td>
      <td className="hp">
        {line.state === "matched" ? <span className="s">{t("states.matched")}</span> : <span className="chip">{t(`states.${line.state}`)}</span>}
      </td>
      <td className="hp" style={{ whiteSpace: "normal" }}>
        <Why line={line} view={view} />
      </td>
    </tr>
  );
}

/** What was said of a difference, and a form to say more or sign it off. */
function Said({ line, view }: { line: Compared; view: View }) {
  const { t, locale, zone, people, month, note } = view;
  const { refusals, fields } = messagesOf(locale);
  const said = line.note;
  const words = said ? signature(said.recordedAt, said.recordedBy, { people, locale, zone }) : { day: "", who: "" };
  const hidden = { month, provider: line.provider, model: line.model, difference: attoDollars(line.difference) };
  const field = [{ name: "note", label: t("note"), value: said?.note ?? "" }];
  return (
    <>
      {said && (
        <div className="sub wrap">
          {said.note} ({t(said.isSignedOff ? "signedOff" : "noted", words)})
        </div>
      )}
      {said?.isSignedOff && !line.isSignedOff && (
        <div className="sub wrap">{t("changedSince", { amount: format.money(parseDollars(said.difference), locale, { signed: true }) })}</div>
      )}
      {note && line.state !== "matched" && (
        <details className="sub">
          <summary>{t("notes")}</summary>
          <div style={{ maxWidth: 320, marginTop: 8, display: "grid", gap: 8 }}>
            <ActionForm
              action={note}
              hidden={{ ...hidden, signed_off: "1" }}
              fields={field}
              submit={t("signOff", { amount: signed(line.difference, view) })}
              words={{ saved: t("saved"), refusals, fields }}
            />
            <ActionForm
              action={note}
              hidden={hidden}
              fields={field}
              submit={t("keepNote")}
              kind="plain"
              words={{ saved: t("saved"), refusals, fields }}
            />
          </div>
        </details>
      )}
    </>
  );
}

function amount(of: Atto | null, { locale }: View): string {
  return of === null ? "—" : format.money(toPico(of), locale);
}

function signed(of: Atto, { locale }: View): string {
  return format.money(toPico(of), locale, { signed: true });
}
