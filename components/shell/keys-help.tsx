"use client";
import { Sheet } from "./sheet";

export type KeysHelpProps = {
  /** `keys`: pressed one after another, each a key or a chord of some. */
  shortcuts: { keys: string[]; does: string }[];
  words: { title: string; followedBy: string; note: string; off: string; close: string };
  isOn: boolean;
  onClose: () => void;
};

/** Which keys there are, and what they do. */
export default function KeysHelp({ shortcuts, words, isOn, onClose }: KeysHelpProps) {
  return (
    <Sheet label={words.title} onClose={onClose}>
      <div className="row">
        <h2 className="sh">{words.title}</h2>
        <button type="button" className="btn quiet" onClick={onClose}>
          {words.close}
        </button>
      </div>
      <dl className="keys">
        {shortcuts.map(({ keys, does }) => (
          <div key={does}>
            <dt>{does}</dt>
            <dd>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ` ${words.followedBy} `}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p className="note">{isOn ? words.note : words.off}</p>
    </Sheet>
  );
}
