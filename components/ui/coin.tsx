/** The mark: a hand-struck coin whose blank is an O. */
export function Coin() {
  return (
    <svg className="coin" viewBox="0 0 24 24" aria-hidden="true">
      <path
        fill="currentColor"
        fillRule="evenodd"
        d="M12.6 1.2c3.1.1 5.9 1.4 7.8 3.9 1.8 2.4 2.7 5.3 2.3 8.3-.4 3.2-2 6-4.6 7.8-2.6 1.7-5.6 2.1-8.6 1.4-3.1-.8-5.5-2.6-7-5.4C1.1 14.4.9 11.4 1.9 8.4c1-3 3-5.2 5.9-6.4 1.5-.6 3.1-.9 4.8-.8ZM14.6 5.5c-2.3-.8-5 1.2-6.2 4.5-1.1 3.2-.2 6.5 2.1 7.3 2.3.8 5.1-1.2 6.2-4.5 1.1-3.2.2-6.5-2.1-7.3Z"
      />
    </svg>
  );
}
