import { Scroller } from "@/components/ui/scroller";
import { TableHead } from "@/components/ui/table-head";
import type { Locale } from "@/lib/i18n/locale";
import { translatorOf } from "@/lib/i18n/translator";
import { tokenUnits } from "@/lib/imports/mapped-field";
import type { Mapping } from "@/lib/imports/mapping";
import type { MappedColumn } from "@/lib/usage/canonical";
import { isConstantField, type MappingChoice, mappedFields, missingFields } from "./mapping-choice";

/** A table's columns with some of what stands below each, a guess, and how tables with the same header were read before. */
export type MappableTable = {
  header: string[];
  samples: string[][];
  guess: MappingChoice;
  templates: { id: number; name: string; mapping: Mapping }[];
};

type Props = { table: MappableTable; choice: MappingChoice; onChange: (choice: MappingChoice) => void; locale: Locale };

const same = "=";

/** Our fields beside a file's columns, and how its numbers and dates are meant. */
export function MappingForm(props: Props) {
  const { choice, locale } = props;
  const t = translatorOf(locale, "imports");
  const missing = [...missingFields(choice).map((field) => t(`mapping.fields.${field}`)), ...(choice.row_is ? [] : [t("mapping.rowMissing")])];
  return (
    <div style={{ display: "grid", gap: 18, gridTemplateColumns: "minmax(0, 1fr)" }}>
      <Fields {...props} />
      {missing.length > 0 && (
        <p className="notice" role="status">
          {t("mapping.missing", { fields: missing.join(", ") })}
        </p>
      )}
      <Questions {...props} />
      <Styles {...props} />
    </div>
  );
}

function Fields({ table, choice, onChange, locale }: Props) {
  const t = translatorOf(locale, "imports");
  const { columns, constants = {} } = choice;
  const choose = (field: MappedColumn, value: string) =>
    onChange({
      ...choice,
      columns: { ...columns, [field]: value === same || value === "" ? undefined : value },
      constants: { ...constants, [field]: value === same ? "" : undefined },
    });
  return (
    <Scroller label={t("mapping.title")}>
      <h2 style={{ marginBottom: 10 }}>{t("mapping.title")}</h2>
      <table aria-label={t("mapping.title")}>
        <TableHead columns={[t("mapping.field"), t("mapping.column")]} />
        <tbody>
          {mappedFields.map((field) => {
            const label = t(`mapping.fields.${field}`);
            const constant = isConstantField(field) ? constants[field] : undefined;
            const column = columns[field];
            return (
              <tr key={field}>
                <td style={{ verticalAlign: "middle" }}>{label}</td>
                <td>
                  <div style={{ display: "flex", flexWrap: "wrap", gap: "4px 14px", alignItems: "center" }}>
                    <select
                      className="inp sm"
                      style={{ flex: "1 1 150px", minWidth: 0 }}
                      aria-label={label}
                      value={constant !== undefined ? same : (column ?? "")}
                      onChange={(event) => choose(field, event.target.value)}
                    >
                      <option value="">{t("mapping.absent")}</option>
                      {table.header
                        .filter((name) => name !== "")
                        .map((name) => (
                          <option key={name} value={name}>
                            {name}
                          </option>
                        ))}
                      {isConstantField(field) && <option value={same}>{t("mapping.constant")}</option>}
                    </select>
                    <span className="s" style={{ flex: "2 1 170px", minWidth: 0, overflowWrap: "anywhere" }}>
                      {constant !== undefined ? (
                        <input
                          className="inp sm"
                          aria-label={t("mapping.constantValue", { field: label })}
                          value={constant}
                          maxLength={200}
                          onChange={(event) => onChange({ ...choice, constants: { ...constants, [field]: event.target.value } })}
                        />
                      ) : (
                        table.samples[table.header.indexOf(column ?? "")]?.join(" · ")
                      )}
                    </span>
                  </div>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </Scroller>
  );
}

/** What no other import asks. */
function Questions({ choice, onChange, locale }: Props) {
  const t = translatorOf(locale, "imports");
  const { cached_input_tokens: read, cache_write_tokens: written, cache_write_1h_tokens: writtenLong } = choice.columns;
  const radio = (name: string, label: string, isChosen: boolean, next: Partial<MappingChoice>) => (
    <label style={{ display: "flex", gap: 8, padding: "3px 0" }}>
      <input type="radio" name={name} checked={isChosen} onChange={() => onChange({ ...choice, ...next })} /> {label}
    </label>
  );
  return (
    <>
      {(read || written || writtenLong) && (
        <fieldset>
          <legend className="flabel">{t("mapping.cachedQuestion")}</legend>
          {radio("cached", t("mapping.cachedYes"), choice.input_includes_cached, { input_includes_cached: true })}
          {radio("cached", t("mapping.cachedNo"), !choice.input_includes_cached, { input_includes_cached: false })}
        </fieldset>
      )}
      <fieldset>
        <legend className="flabel">{t("mapping.rowQuestion")}</legend>
        {radio("row", t("mapping.rowRequest"), choice.row_is === "request", { row_is: "request" })}
        {radio("row", t("mapping.rowTotal"), choice.row_is === "total", { row_is: "total" })}
      </fieldset>
    </>
  );
}

function Styles({ choice, onChange, locale }: Props) {
  const t = translatorOf(locale, "imports");
  const select = (id: string, label: string, value: string, options: [string, string][], next: (value: string) => Partial<MappingChoice>) => (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="inp" value={value} onChange={(event) => onChange({ ...choice, ...next(event.target.value) })}>
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
  const { any, comma, point } = {
    any: t("mapping.numberStyles.any"),
    comma: t("mapping.numberStyles.comma"),
    point: t("mapping.numberStyles.point"),
  };
  return (
    <div className="two2" style={{ maxWidth: 760 }}>
      {select(
        "unit",
        t("mapping.unit"),
        choice.unit,
        tokenUnits.map((unit) => [unit, t(`mapping.units.${unit}`)]),
        (value) => ({ unit: tokenUnits.find((unit) => unit === value) ?? "tokens" }),
      )}
      {select(
        "numbers",
        t("mapping.numbers"),
        choice.decimal_mark ?? "",
        [
          ["", any],
          [",", comma],
          [".", point],
        ],
        (value) => ({ decimal_mark: value === "," || value === "." ? value : undefined }),
      )}
      {select(
        "dates",
        t("mapping.dates"),
        choice.date_order ?? "",
        [
          ["", t("mapping.dateOrders.any")],
          ["dmy", t("mapping.dateOrders.dmy")],
          ["mdy", t("mapping.dateOrders.mdy")],
        ],
        (value) => ({ date_order: value === "dmy" || value === "mdy" ? value : undefined }),
      )}
      {choice.columns.cost && (
        <div className="field">
          <label htmlFor="currency">{t("mapping.currency")}</label>
          <input
            id="currency"
            className="inp"
            value={choice.currency}
            maxLength={3}
            onChange={(event) => onChange({ ...choice, currency: event.target.value.toUpperCase() })}
          />
        </div>
      )}
    </div>
  );
}
