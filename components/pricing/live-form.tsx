"use client";
import Form from "next/form";
import { type ReactNode, useRef } from "react";

const quietMs = 500;

/** A form whose answer is the page itself: it asks again when what was typed has come to rest. Without JavaScript its button does. */
export function LiveForm({ action, children }: { action: string; children: ReactNode }) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (
    <Form
      action={action}
      replace
      scroll={false}
      className="form"
      onChange={({ currentTarget }) => {
        clearTimeout(timer.current);
        timer.current = setTimeout(() => {
          if (currentTarget.checkValidity()) currentTarget.requestSubmit();
        }, quietMs);
      }}
    >
      {children}
    </Form>
  );
}
