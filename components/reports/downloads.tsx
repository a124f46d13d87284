import { Download } from "lucide-react";
import { Menu, MenuChoices } from "@/components/ui/menu";

export type ReportFile = { label: string; href: string };

/** The files of a report: the usual ones as buttons, the others in a menu. */
export function Downloads({
  first,
  more,
  words,
}: {
  first: readonly ReportFile[];
  more: readonly ReportFile[];
  words: { more: string; of: string };
}) {
  return (
    <>
      {first.map(({ label, href }) => (
        <a key={label} className="btn" href={href} download aria-label={`${label}: ${words.of}`}>
          <Download className="i" size={16} strokeWidth={1.6} aria-hidden="true" />
          {label}
        </a>
      ))}
      <Menu id="files" label={words.more} name={words.more}>
        <MenuChoices choices={more} />
      </Menu>
    </>
  );
}
